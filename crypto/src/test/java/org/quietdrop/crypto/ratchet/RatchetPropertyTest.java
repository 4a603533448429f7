package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SeededRandom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Whatever the network does, what was sealed opens once and as it was, and nothing else opens. */
final class RatchetPropertyTest {
    private static final int SEEDS = 150;
    private static final int STEPS = 120;

    private int delivered;
    private int lost;
    private int reordered;
    private int doubled;
    private int forged;
    private int rolledBack;

    private record Flying(int number, Bytes envelope) {}

    /** One direction of the network. */
    private final class Lane {
        final Pair.End from;
        final Pair.End to;
        final List<Flying> flying = new ArrayList<>();
        final List<Bytes> opened = new ArrayList<>();
        int sent;

        Lane(Pair.End from, Pair.End to) {
            this.from = from;
            this.to = to;
        }

        void send() {
            flying.add(new Flying(sent, from.sealed(sent)));
            sent++;
        }

        void deliver(int index) {
            Flying next = flying.remove(index);
            if (index > 0) {
                reordered++;
            }
            assertArrayEquals(Pair.body(next.number()), to.open(next.envelope()));
            opened.add(next.envelope());
            delivered++;
        }

        void refuse(byte[] envelope) {
            byte[] before = to.committed();
            assertThrows(OpenFailed.class, () -> to.open(envelope, Pair.NOW));
            assertArrayEquals(before, to.committed());
        }

        void repeat(Random chance) {
            refuse(opened.get(chance.nextInt(opened.size())).toArray());
            doubled++;
        }

        void forge(Random chance) {
            byte[] envelope = flying.get(chance.nextInt(flying.size())).envelope().toArray();
            int bit = chance.nextInt(envelope.length * 8);
            envelope[bit / 8] ^= (byte) (1 << (bit % 8));
            refuse(envelope);
            forged++;
        }

        /** Its disk went back to before the opening: the same envelope opens again, to the same. */
        void rollBack() {
            byte[] snapshot = to.committed();
            byte[] once = to.open(flying.getFirst().envelope());
            to.restore(snapshot);
            assertTrue(Arrays.equals(once, to.open(flying.getFirst().envelope())));
            to.restore(snapshot);
            rolledBack++;
        }
    }

    @Test
    void whatWasSealedOpensOnceAndAsItWas() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        System.out.printf(
                "ratchet: %d delivered, %d lost, %d reordered, %d doubled, %d forged, %d rolled"
                        + " back%n",
                delivered, lost, reordered, doubled, forged, rolledBack);
        for (int count : new int[] {delivered, lost, reordered, doubled, forged, rolledBack}) {
            assertTrue(count > SEEDS, "a case hardly ever happened");
        }
    }

    private void run(int seed) {
        Random chance = new Random(seed);
        Pair pair = new Pair(new SeededRandom(seed));
        Lane[] lanes = {new Lane(pair.alice, pair.bob), new Lane(pair.bob, pair.alice)};
        // Both ways of starting: at once, or one side first.
        if (seed % 3 == 0) {
            lanes[0].send();
            lanes[1].send();
        }
        for (int step = 0; step < STEPS; step++) {
            act(lanes[chance.nextInt(2)], chance);
        }
        for (Lane lane : lanes) {
            while (!lane.flying.isEmpty()) {
                lane.deliver(chance.nextInt(lane.flying.size()));
            }
        }
    }

    private void act(Lane lane, Random chance) {
        int dice = chance.nextInt(100);
        if (dice < 40 || lane.flying.isEmpty()) {
            lane.send();
        } else if (dice < 60) {
            lane.deliver(0);
        } else if (dice < 75) {
            lane.deliver(chance.nextInt(lane.flying.size()));
        } else if (dice < 80) {
            lane.flying.remove(chance.nextInt(lane.flying.size()));
            lost++;
        } else if (dice < 86 && !lane.opened.isEmpty()) {
            lane.repeat(chance);
        } else if (dice < 95) {
            lane.forge(chance);
        } else {
            lane.rollBack();
        }
    }
}
