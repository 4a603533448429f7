package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

final class SilenceTest {
    @Test
    void onlyOurOwnWarningsReachAScreen() throws Exception {
        ProcessBuilder loud =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.quietdrop.node.daemon.Loud");
        JavaCommand.UNWANTED.forEach(loud.environment()::remove);
        Process process = loud.redirectErrorStream(true).start();
        String said =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor());
        assertEquals("quietdrop: we speak", said);
    }
}
