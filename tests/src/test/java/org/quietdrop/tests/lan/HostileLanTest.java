package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.RealNode;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody on the network sends what ends, blinds or fills discovery elsewhere. A contact that
 * comes back with another port, to a node that listens at another one, is found all the same. Needs
 * root on Linux and python3: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Isolated("it measures, or takes all of the machine")
@Timeout(300)
final class HostileLanTest {
    private static final String ATTACKER = Path.of("netns/hostile.py").toAbsolutePath().toString();
    private static final String SEED = "20260131";
    private static final Duration SLOWER = Duration.ofSeconds(15);
    private static final long MOST_HEAP = 24L << 20;
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    /** Only for this test: else nobody may look into a node. */
    private static final Map<String, String> MEASURED =
            Map.of("_JAVA_OPTIONS", "-XX:-DisableAttachMechanism");

    @TempDir private Path folder;
    private int nextPort = 30_000;

    @Test
    void aContactIsFoundUnderFire() throws Exception {
        try (Lan lan = Lan.up("3")) {
            int python = lan.run("exec", "3", "python3", "--version");
            if (python != 0) System.out.println("SKIPPED: python3 is not there");
            assumeTrue(python == 0, "no python3");
            RealNode alice = lan.node(folder, "Alice", 1, MEASURED).start();
            RealNode bob = lan.node(folder, "Bob", 2);
            alice.pairWith(bob, "10.81.0.1");
            Duration normal = max(meetsAgain(alice, bob), meetsAgain(alice, bob));
            long heapBefore = heap(alice);
            System.out.printf(
                    "in peace: met %d ms after it was ready; heap of the node %,d kB%n",
                    normal.toMillis(), heapBefore >> 10);
            for (String kind : List.of("broken", "flips", "invented", "beacons")) {
                underFire(lan, kind, normal, alice, bob);
            }
            Duration after = meetsAgain(alice, bob);
            long heapAfter = heap(alice);
            System.out.printf(
                    "afterwards: met %d ms after it was ready; heap of the node %,d kB%n",
                    after.toMillis(), heapAfter >> 10);
            assertTrue(after.compareTo(normal.plus(SLOWER)) < 0, "afterwards: " + after);
            assertTrue(heapAfter < heapBefore + MOST_HEAP, "it keeps what strangers send");
        }
    }

    private void underFire(Lan lan, String kind, Duration normal, RealNode alice, RealNode bob)
            throws Exception {
        long sentBefore = sent(lan, 1);
        long attackBefore = sent(lan, 3);
        Instant begun = Instant.now();
        Process attacker = lan.program(3, "python3", ATTACKER, kind, SEED);
        String done;
        Duration met;
        try (BufferedReader said = attacker.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("begun", said.readLine());
            met = meetsAgain(alice, bob);
            attacker.getOutputStream().close();
            done = said.readLine();
            assertTrue(attacker.waitFor(60, TimeUnit.SECONDS));
        } finally {
            attacker.destroyForcibly();
        }
        long sent = sent(lan, 1) - sentBefore;
        long attack = sent(lan, 3) - attackBefore;
        Duration took = Duration.between(begun, Instant.now());
        System.out.printf(
                "under fire, %s: met %d ms after it was ready; the node sent %,d bytes in %d s"
                        + " (attacker %,d); heap %,d kB%n",
                done, met.toMillis(), sent, took.toSeconds(), attack, heap(alice) >> 10);
        assertTrue(met.compareTo(normal.plus(SLOWER)) < 0, kind + ": " + met);
        // What it says to bob, its own announcements and the answers to his questions.
        assertTrue(sent < 400_000 && sent < attack, kind + ": it sent " + sent);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Both have new ports afterwards, of which the other does not know. */
    private Duration meetsAgain(RealNode alice, RealNode bob) throws Exception {
        bob.stop();
        String port = String.valueOf(nextPort++);
        alice.call("config.set", Map.of("key", "port", "value", port), View.Done.class);
        bob.start();
        Instant ready = Instant.now();
        while (!alice.contact(bob).linked() || !bob.contact(alice).linked()) {
            Duration so = Duration.between(ready, Instant.now());
            assertTrue(so.toSeconds() < 60, "they do not meet within 60 s");
            Thread.sleep(20);
        }
        return Duration.between(ready, Instant.now());
    }

    /** Bytes that the host has sent so far, all frames. */
    private static long sent(Lan lan, int host) throws Exception {
        String counter = "/sys/class/net/eth0/statistics/tx_bytes";
        return Long.parseLong(lan.say("exec", String.valueOf(host), "cat", counter));
    }

    /** Bytes of the heap that are in use after a collection. */
    private static long heap(RealNode node) throws Exception {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = String.valueOf(node.pid());
        String _ = said(jcmd, pid, "GC.run");
        Matcher used = USED.matcher(said(jcmd, pid, "GC.heap_info"));
        long all = 0;
        while (used.find()) all += Long.parseLong(used.group(1)) << 10;
        assertTrue(all > 0, "the heap is not told");
        return all;
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
