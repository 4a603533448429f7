package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.tests.process.RealNode;

import java.net.Inet6Address;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What nodes send while nobody says anything: bytes on the wire with all headers, of links and of
 * being found apart.
 */
@Timeout(1_200)
final class IdleTrafficLanTest {
    private static final int MOST_A_CONTACT = 10_000;
    private static final int MTU = 1_500;
    private static final int ETHERNET = 14;
    private static final int TCP = 32;
    private static final int UDP = 8;

    @TempDir private Path folder;

    /** Just too short for a second ping: more than one and its answer would be too many. */
    @Test
    @Tag("netns")
    void twoNodes() throws Exception {
        idle(2, Duration.ofSeconds(59));
    }

    @Test
    @Tag("long")
    void tenNodesForLong() throws Exception {
        idle(10, Duration.ofSeconds(299));
    }

    private void idle(int count, Duration time) throws Exception {
        try (Lan lan = Lan.up(String.valueOf(count))) {
            List<RealNode> nodes = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                RealNode node = lan.node(folder, "Node" + i, i);
                for (int other = 1; other < i; other++) {
                    node.pairWith(nodes.get(other - 1), lan.say("ip", String.valueOf(i)));
                }
                nodes.add(node);
            }
            for (RealNode node : nodes) node.awaitLinks(count - 1);
            // What goes with new links is over by then: dials of both sides, asks, receipts.
            Thread.sleep(20_000);
            try (Lan.Recording recording = lan.record(folder.resolve("wire" + count))) {
                Thread.sleep(time);
                tell(recording.end(time), count, time);
            }
            for (RealNode node : nodes) node.awaitLinks(count - 1);
        }
    }

    private static void tell(Wire wire, int count, Duration time) {
        double minutes = time.toMillis() / 60_000.0;
        long links = wire.of(Wire.Kind.TCP).stream().mapToLong(IdleTrafficLanTest::tcp).sum();
        long finding = wire.of(Wire.Kind.UDP).stream().mapToLong(IdleTrafficLanTest::udp).sum();
        long cells =
                wire.of(Wire.Kind.TCP).stream().mapToLong(p -> p.payload().length).sum() / 4_096;
        int pairs = count * (count - 1) / 2;
        // Each byte on a link is one node's to send and one's to receive.
        double each = links / minutes / pairs;
        System.out.printf(
                "idle, %d nodes, %d s: %.0f bytes a linked contact and minute (sent and received,"
                        + " all headers; %.2f cells); %.0f bytes a node and minute on its links;"
                        + " mDNS %.0f bytes sent a node and minute%n",
                count,
                time.toSeconds(),
                each,
                cells / minutes / pairs,
                each * (count - 1),
                finding / minutes / count);
        assertTrue(cells > 0 || time.toSeconds() < 60, "nobody pings");
        assertTrue(each < MOST_A_CONTACT, each + " bytes a linked contact and minute");
        assertEquals(
                0,
                wire.of(Wire.Kind.UDP).stream().filter(p -> p.port() == 53).count(),
                "nobody asks for names");
    }

    private static int ip(Wire.Packet p) {
        return ETHERNET + (p.to() instanceof Inet6Address ? 40 : 20);
    }

    /** The recording has segments in one piece that the network would carry in several. */
    private static long tcp(Wire.Packet p) {
        int header = ip(p) + TCP;
        int room = MTU + ETHERNET - header;
        int size = p.payload().length;
        return size + (long) header * Math.max(1, (size + room - 1) / room);
    }

    private static long udp(Wire.Packet p) {
        return (long) ip(p) + UDP + p.payload().length;
    }
}
