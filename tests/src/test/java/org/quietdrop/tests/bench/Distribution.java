package org.quietdrop.tests.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What {@code mvn -Pdist package} has made, and peers that run on the same Java with the same flags
 * and an AOT cache made the same way.
 */
final class Distribution {
    private static final List<Class<?>> NETTY =
            List.of(
                    ServerBootstrap.class,
                    ByteBuf.class,
                    EventExecutor.class,
                    AddressResolver.class);

    private static final List<Class<?>> PROGRAMS = List.of(EmptyProgram.class, EchoServer.class);

    private final Path image;
    private final Path folder;
    private final String classPath;

    private Distribution(Path image, Path folder) throws IOException {
        this.image = image;
        this.folder = folder;
        this.classPath = classPath();
    }

    /** The one in the build's folder, if it was made. */
    static Optional<Distribution> find(Path folder) throws IOException {
        Path made = Path.of("..", "node", "target", "dist").toAbsolutePath().normalize();
        if (!Files.isDirectory(made)) return Optional.empty();
        try (Stream<Path> all = Files.list(made)) {
            Optional<Path> image =
                    all.filter(one -> Files.exists(one.resolve("bin/quietdrop"))).findFirst();
            if (image.isEmpty()) return Optional.empty();
            return Optional.of(new Distribution(image.get(), folder));
        }
    }

    /** The launcher that people run. */
    String launcher() {
        return image.resolve("bin/quietdrop").toString();
    }

    /** The flags that the launcher gives Java for a verb. */
    List<String> flags(String verb) throws IOException, InterruptedException {
        String text = Files.readString(Path.of(launcher()));
        int end = text.indexOf("# ---- with class data");
        if (end < 0) throw new AssertionError("the launcher has changed");
        Path script = folder.resolve("flags.sh");
        Files.writeString(script, text.substring(0, end) + "\nprintf '%s' \"$flags\"\n");
        Process process = start(List.of("sh", script.toString(), verb));
        try (InputStream out = process.getInputStream()) {
            String flags = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0 || flags.isBlank()) throw new AssertionError("no flags");
            return List.of(flags.strip().split(" +", -1));
        }
    }

    /** A command that runs a peer; its AOT cache is made now, by a run with these words. */
    List<String> peer(Class<?> program, List<String> flags, String... training)
            throws IOException, InterruptedException {
        Path cache = folder.resolve(program.getSimpleName() + ".aot");
        List<String> trained = command(program, flags, "-XX:AOTCacheOutput=" + cache);
        trained.addAll(List.of(training));
        Process process = start(trained);
        try (InputStream out = process.getInputStream()) {
            byte[] said = out.readAllBytes();
            if (process.waitFor() != 0 || !Files.exists(cache)) {
                throw new AssertionError(new String(said, StandardCharsets.UTF_8));
            }
        }
        return command(program, flags, "-XX:AOTCache=" + cache);
    }

    private List<String> command(Class<?> program, List<String> flags, String cache) {
        List<String> command = new ArrayList<>();
        command.add(image.resolve("lib/runtime/bin/java").toString());
        command.addAll(flags);
        command.addAll(List.of(cache, "-cp", classPath, program.getName()));
        return command;
    }

    /** An AOT cache takes classes of jars only. */
    private String classPath() throws IOException {
        Path own = folder.resolve("peers.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(own))) {
            for (Class<?> program : PROGRAMS) {
                Path classes = place(program).resolve("org/quietdrop/tests/bench");
                try (Stream<Path> all = Files.list(classes)) {
                    for (Path one : all.toList()) {
                        String name = one.getFileName().toString();
                        if (!name.startsWith(program.getSimpleName())) continue;
                        zip.putNextEntry(new ZipEntry("org/quietdrop/tests/bench/" + name));
                        Files.copy(one, zip);
                        zip.closeEntry();
                    }
                }
            }
        }
        return NETTY.stream()
                .map(type -> place(type).toString())
                .collect(Collectors.joining(File.pathSeparator, own + File.pathSeparator, ""));
    }

    private static Path place(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** Starts it, without what could make its Java say or do more. */
    static Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("_JAVA_OPTIONS");
        return builder.start();
    }
}
