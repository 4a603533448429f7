package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quietdrop.node.link.Heap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.management.JMException;

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
        settle(alice, wires);
        wires.forEach(Wire::down);
        Map<String, Long> classes = Heap.histogram();
        long before = used(alice);
        settle(alice, wires);
        // What the stores in memory have grown by meanwhile counts, too.
        long each = (used(alice) - before) / COUNT;
        System.out.printf(
                "%d idle links: %d bytes each in the cores of both ends; by class:%n%s%n",
                COUNT, each, Heap.grown(classes, Heap.histogram(), COUNT));
        assertTrue(each < 12 << 10, each + " bytes");
    }

    private static void settle(CoreBench alice, List<Wire> wires) {
        for (Wire wire : wires) {
            wire.up();
            wire.settle();
        }
        forget(alice);
    }

    private static long used(CoreBench alice) throws JMException {
        forget(alice);
        return Heap.used();
    }

    private static void forget(CoreBench bench) {
        bench.take(Effect.class);
    }
}
