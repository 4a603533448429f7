package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class LauncherTest {
    /** A daemon is the same daemon, whoever starts it. */
    @Test
    void launcherAndJavaCommandGiveADaemonTheSameFlags() throws Exception {
        String script = Files.readString(Path.of("..", "quietdrop"));
        String run = script.substring(script.indexOf("# ---- run"));
        String daemon = run.substring(0, run.indexOf("else\n", run.indexOf("= daemon ]")));
        Set<String> launcher = new TreeSet<>();
        Matcher lines = Pattern.compile("flags=\"(?:\\$flags )?([^\"]*)\"").matcher(daemon);
        while (lines.find()) launcher.addAll(Arrays.asList(lines.group(1).split(" ")));
        List<String> command = JavaCommand.of(List.of(), List.of()).command();
        Set<String> ours =
                new TreeSet<>(
                        command.subList(1, command.indexOf("--enable-native-access=ALL-UNNAMED")));
        assertEquals(launcher, ours);
    }

    @Test
    void noOptionOfTheEnvironmentReachesADaemon() {
        var environment = JavaCommand.of(List.of(), List.of()).environment();
        JavaCommand.UNWANTED.forEach(name -> assertEquals(null, environment.get(name), name));
    }
}
