package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.daemon.JavaCommand;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the output goes is not always a patient file. */
@Timeout(180)
final class OutputTest {
    @TempDir private Path folder;

    private static Process start(Path home, File out, File err, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(args));
        ProcessBuilder builder = JavaCommand.of(List.of(), all).redirectError(err);
        if (out.getName().equals("pipe")) builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
        else builder.redirectOutput(out);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Test
    void fullDisksAreSaidAndClosedPipesAreNot() throws Exception {
        boolean can = new File("/dev/full").exists();
        if (!can) System.out.println("SKIPPED: there is no /dev/full, so no full disk");
        assumeTrue(can);
        File err = folder.resolve("err").toFile();
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            for (int i = 0; i < 200; i++) alice.send("Bob", i + " " + "x".repeat(1_000));
            Process full = start(alice.home, new File("/dev/full"), err, "history", "Bob");
            assertEquals(3, full.waitFor());
            assertTrue(
                    Files.readString(err.toPath())
                            .startsWith(
                                    "quietdrop: standard output cannot be written. Is the disk"),
                    Files.readString(err.toPath()));
            full = start(alice.home, new File("/dev/full"), err, "status", "--json");
            assertEquals(3, full.waitFor());
            assertTrue(Files.readString(err.toPath()).contains("\"exit\":3"));
            // quietdrop history Bob --limit 200 | head -1
            Process piped =
                    start(alice.home, new File("pipe"), err, "history", "Bob", "--limit", "200");
            try (BufferedReader out = piped.inputReader(StandardCharsets.UTF_8)) {
                assertTrue(out.readLine().startsWith("--- "));
            }
            assertEquals(0, piped.waitFor());
            assertEquals("", Files.readString(err.toPath()));
            // What does not fit is not sent, and it is said how much there was.
            int before = alice.history("Bob").size();
            CommandRun.of(alice.home, "y".repeat(3_801), "send", "Bob", "-")
                    .ended(2)
                    .says("the message has 3,801 bytes; at most 3,800 fit");
            CommandRun.of(alice.home, "\u00e9".repeat(1_000_000), "send", "Bob", "-")
                    .ended(2)
                    .says("more than 1,048,576 bytes", "at most 3,800");
            CommandRun.of(alice.home, new byte[] {'a', (byte) 0xff, 0, 'b'}, "send", "Bob", "-")
                    .ended(2)
                    .says("not valid UTF-8");
            CommandRun.of(alice.home, "", "send", "Bob", "-").ended(2).says("empty");
            assertEquals(before, alice.history("Bob").size(), "nothing was sent");
            assertFalse(alice.history("Bob").isEmpty());
        }
    }
}
