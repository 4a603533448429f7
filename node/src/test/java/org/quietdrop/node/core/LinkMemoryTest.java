package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quietdrop.node.link.Heap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What the core keeps in memory for a link while nobody says anything. */
@Timeout(300)
final class LinkMemoryTest {
    private static final int COUNT = 60;

    @Test
    void anIdleLinkIsSmall() throws Exception {
        CoreBench alice = new CoreBench("alice", 1);
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            CoreBench other = new CoreBench("other" + i, 2 + i);
            Pairing.of(alice, other);
            wires.add(new Wire(alice, other, 1));
        }
        // Other tests of this JVM may still give things back: the middle of three counts.
        List<Long> rounds = new ArrayList<>();
        String classes = "";
        for (int i = 0; i < 3; i++) {
            settle(alice, wires);
            wires.forEach(Wire::down);
            forget(alice);
            Map<String, Long> first = Heap.histogram();
            long before = Heap.used();
            settle(alice, wires);
            // What the stores in memory have grown by meanwhile counts, too.
            rounds.add((Heap.used() - before) / COUNT);
            classes = Heap.grown(first, Heap.histogram(), COUNT);
            wires.forEach(Wire::down);
        }
        Collections.sort(rounds);
        long each = rounds.get(1);
        System.out.printf(
                "%d idle links: %d bytes each in the cores of both ends; by class:%n%s%n",
                COUNT, each, classes);
        assertTrue(each < 12 << 10, rounds + " bytes");
    }

    private static void settle(CoreBench alice, List<Wire> wires) {
        for (Wire wire : wires) {
            wire.up();
            wire.settle();
        }
        forget(alice);
    }

    private static void forget(CoreBench bench) {
        bench.take(Effect.class);
    }
}
