package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;

import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a link costs in memory while nobody says anything, and what somebody who is nobody costs.
 */
@Timeout(300)
final class LinkMemoryTest {
    private static final long SEED = 20_261_130;
    private static final int MOST_A_LINK = 16 << 10;
    private static final int LEFT = 1 << 20;

    @Test
    void anIdleLinkIsSmall() throws Exception {
        linked(30, 150);
    }

    @Test
    @Tag("bench")
    void aThousandIdleLinks() throws Exception {
        linked(100, 1_000);
    }

    private static void linked(int first, int all) throws Exception {
        System.out.println("seed " + SEED);
        Crowd crowd = new Crowd(SEED, all);
        try (TestNode node = new TestNode(crowd.one, LinksConfig.DEFAULT)) {
            node.know(crowd.relations());
            Endpoint at = node.listen();
            Process members = program(all, at.port());
            try (BufferedReader said = members.inputReader(StandardCharsets.UTF_8)) {
                OutputStream say = members.getOutputStream();
                // The events, with their keys, stay: the core would keep them.
                List<Event> held = new ArrayList<>();
                link(say, said, first);
                await(node, held, first);
                Map<String, Long> classes = Heap.histogram();
                // Other tests of this JVM may still give things back: the middle of three counts.
                List<Long> rounds = new ArrayList<>();
                int step = (all - first) / 3;
                for (int upTo = first + step; upTo <= all; upTo += step) {
                    long before = Heap.used();
                    link(say, said, upTo);
                    await(node, held, upTo);
                    rounds.add((Heap.used() - before) / step);
                }
                Collections.sort(rounds);
                long each = rounds.get(1);
                System.out.printf(
                        "%d idle links: %d bytes each in the link layer; by class:%n%s%n",
                        all, each, Heap.grown(classes, Heap.histogram(), all - first));
                assertEquals(all, node.links.count());
                assertTrue(each < MOST_A_LINK, rounds + " bytes");
            } finally {
                members.destroyForcibly().waitFor();
            }
        }
    }

    private static void link(OutputStream say, BufferedReader said, int count) throws Exception {
        say.write((count + "\n").getBytes(StandardCharsets.UTF_8));
        say.flush();
        assertEquals("linked " + count, said.readLine());
    }

    private static void await(TestNode node, List<Event> held, int links) {
        while (held.size() < links) held.add(node.next(Event.LinkUp.class));
    }

    private static Process program(int size, int port) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrowdProgram.class.getName(),
                        String.valueOf(SEED),
                        String.valueOf(size),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** As far as somebody without a relation gets, who then says all but the last byte. */
    @Test
    void whoIsNotKnownHasLittleAndNeverMore() throws Exception {
        int count = LinksConfig.Limits.DEFAULT.halfOpen();
        List<RawPeer> strangers = new ArrayList<>();
        try (TestNode node =
                new TestNode(
                        People.self("Bob"),
                        TestNode.config(
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(2),
                                LinksConfig.Limits.DEFAULT))) {
            Endpoint at = node.listen();
            for (int i = 0; i < 4; i++) strangers.add(halfOpen(at));
            long before = Heap.used();
            for (int i = 4; i < count; i++) strangers.add(halfOpen(at));
            long each = (Heap.used() - before) / (count - 4);
            for (int i = 0; i < 1_000; i++) {
                RawPeer one = halfOpen(at);
                if (i % 10 == 0) one.reset();
                strangers.add(one);
            }
            strangers.forEach(RawPeer::close);
            strangers.clear();
            // Both ends of each connection are in this process.
            System.out.printf(
                    "a half-open connection takes at most %d bytes, both ends of it; %d of them"
                            + " %d kB%n",
                    each, count, each * count / 1_024);
            assertTrue(each < 64 << 10, each + " bytes");
            long left = Heap.used() - before;
            for (int i = 0; i < 300 && left > LEFT; i++) {
                Thread.sleep(100);
                left = Heap.used() - before;
            }
            assertTrue(left < LEFT, "left behind: " + left);
        } finally {
            strangers.forEach(RawPeer::close);
        }
    }

    private static RawPeer halfOpen(Endpoint at) {
        RawPeer peer = new RawPeer(at);
        try (HelloInitiator hello = new HelloInitiator(People.RANDOM)) {
            peer.send(hello.first());
            byte[] slots = hello.slots(peer.read(48), List.of());
            peer.send(Arrays.copyOf(slots, slots.length - 1));
        } catch (RuntimeException e) {
            // It had to give way to another one.
        }
        return peer;
    }
}
