package org.quietdrop.node.daemon;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How this program starts itself again as a daemon: the same Java, the same class path, and the
 * flags that the launcher gives a daemon.
 */
public final class JavaCommand {
    /** Kept equal to the launcher. */
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xlog:disable",
                    "-XX:-UsePerfData",
                    "--sun-misc-unsafe-memory-access=deny",
                    // Smaller, or free to shrink, it keeps what was forgotten: MemoryTest.
                    "-Xms16m",
                    "-Xmx256m",
                    "-XX:MaxDirectMemorySize=64m",
                    "-XX:+DisableAttachMechanism",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-HeapDumpOnOutOfMemoryError",
                    "-XX:-CreateCoredumpOnCrash",
                    "-Dio.netty.noUnsafe=true");

    private JavaCommand() {}

    /** Variables that would make a JVM print a line or load an agent. */
    static final List<String> UNWANTED =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /**
     * A process for {@code quietdrop ARGS}; not started yet. Arguments are visible to everybody on
     * this machine: no secrets.
     *
     * @param properties system properties, each {@code NAME=VALUE}
     */
    public static ProcessBuilder of(List<String> properties, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        String archive = System.getProperty("quietdrop.archive");
        if (archive != null) {
            command.add("-XX:SharedArchiveFile=" + archive);
            command.add("-Dquietdrop.archive=" + archive);
        }
        String cache = System.getProperty("quietdrop.cache");
        if (cache != null) command.add("-XX:AOTCache=" + cache);
        for (String property : properties) command.add("-D" + property);
        command.addAll(program());
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command);
        UNWANTED.forEach(builder.environment()::remove);
        return builder;
    }

    /** A jar says in its manifest what it needs; elsewhere we must say it. */
    private static List<String> program() {
        // In the distribution all is one module of its Java.
        Module module = JavaCommand.class.getModule();
        if (module.isNamed()) {
            return List.of("--enable-native-access=" + module.getName(), "-m", module.getName());
        }
        String path = System.getProperty("java.class.path");
        if (path.endsWith(".jar") && path.indexOf(File.pathSeparatorChar) < 0) {
            return List.of("-jar", path);
        }
        return List.of(
                "--enable-native-access=ALL-UNNAMED", "-cp", path, "org.quietdrop.node.Main");
    }
}
