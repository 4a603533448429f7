package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.quietdrop.tests.process.RealNode;
import org.quietdrop.tests.process.SpokenCode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One host connects as fast as it can, ten thousand times and more; two contacts of its victim at
 * other addresses start anew meanwhile.
 */
@Tag("netns")
@Isolated("it measures, or takes all of the machine")
@Timeout(240)
final class FloodLanTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String PORT = "30123";

    @TempDir private Path folder;

    @Test
    void tenThousandConnectionsKeepNobodyOut() throws Exception {
        try (Lan lan = Lan.up("4")) {
            RealNode victim = lan.node(folder, "Victim", 1, "--listen", "10.81.0.1:" + PORT);
            List<RealNode> contacts =
                    List.of(lan.node(folder, "Carla", 3), lan.node(folder, "Dario", 4));
            for (RealNode contact : contacts) {
                try (SpokenCode code = SpokenCode.by(victim)) {
                    code.typedBy(contact);
                }
            }
            victim.awaitLinks(2);
            for (RealNode contact : contacts) contact.stop();
            victim.awaitLinks(0);
            long memory = memory(victim);
            int files = files(victim);
            Process flood = lan.on(2, "python3", script(), "10.81.0.1", PORT).start();
            BufferedReader said = flood.inputReader(StandardCharsets.UTF_8);
            assertEquals("flooding", said.readLine());
            long most = memory;
            int mostFiles = files;
            StringBuilder linked = new StringBuilder();
            for (RealNode contact : contacts) {
                contact.start();
                Instant ready = Instant.now();
                contact.awaitLinks(1);
                Duration took = Duration.between(ready, Instant.now());
                linked.append(' ').append(took.toMillis());
                assertTrue(flood.isAlive(), "the flood ended too soon");
                assertTrue(took.compareTo(SOON) < 0, contact.name + " linked after " + took);
                most = Math.max(most, memory(victim));
                mostFiles = Math.max(mostFiles, files(victim));
            }
            flood.getOutputStream().close();
            String attack = said.readLine();
            assertEquals(0, flood.waitFor());
            assertTrue(
                    Integer.parseInt(attack.substring(0, attack.indexOf(' '))) >= 10_000, attack);
            long after = memory(victim);
            for (int i = 0; i < 100 && files(victim) > files + 4; i++) Thread.sleep(100);
            System.out.printf(
                    "flood: %s; contacts linked%s ms after they were ready; resident memory of the"
                            + " victim %d kB before, %d kB at most, %d kB after; files %d before,"
                            + " %d at most, %d after%n",
                    attack, linked, memory, most, after, files, mostFiles, files(victim));
            // Two links, and what the control connections of the test hold.
            assertTrue(files(victim) <= files + 4, files(victim) + " files are open");
            assertTrue(most - memory < 64 << 10, "grew by " + (most - memory) + " kB");
        }
    }

    private static String script() {
        return Path.of("netns/flood.py").toAbsolutePath().toString();
    }

    /** Resident memory in kB. */
    private static long memory(RealNode node) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + node.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
        throw new AssertionError("no VmRSS");
    }

    private static int files(RealNode node) {
        String[] all = new java.io.File("/proc/" + node.pid() + "/fd").list();
        return all == null ? 0 : all.length;
    }
}
