package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SeededRandom;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** 3,000 skips in one opening, 64 chains, 4,000 keys, 40 days. */
final class RatchetLimitsTest {
    private final Pair pair = new Pair(new SeededRandom(40));

    private static List<Bytes> seal(Pair.End from, int count) {
        List<Bytes> envelopes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            envelopes.add(from.sealed(i));
        }
        return envelopes;
    }

    private static void refused(Pair.End at, Bytes envelope) {
        byte[] before = at.committed();
        assertThrows(OpenFailed.class, () -> at.open(envelope));
        assertArrayEquals(before, at.committed());
    }

    @Test
    void oneOpeningSkipsThreeThousandAndNoMore() {
        List<Bytes> sent = seal(pair.alice, 3_002);
        refused(pair.bob, sent.get(3_001));
        pair.bob.open(sent.get(3_000));
        assertEquals(3_000, pair.bob.state().skippedKeys());
        pair.bob.open(sent.get(3_001));
        pair.bob.open(sent.get(0));
    }

    @Test
    void withinOneChainToo() {
        List<Bytes> sent = seal(pair.alice, 3_003);
        pair.bob.open(sent.get(0));
        refused(pair.bob, sent.get(3_002));
        pair.bob.open(sent.get(3_001));
    }

    @Test
    void bothChainsCountTogether() {
        List<Bytes> first = seal(pair.alice, 1_501);
        pair.bob.open(first.get(0));
        pair.alice.open(pair.bob.sealed(1));
        List<Bytes> second = seal(pair.alice, 1_502);
        refused(pair.bob, second.get(1_501));
        pair.bob.open(second.get(1_500));
        assertEquals(3_000, pair.bob.state().skippedKeys());
        pair.bob.open(first.get(1_500));
        pair.bob.open(second.get(1_499));
    }

    @Test
    void beyondFourThousandKeysTheOldestGo() {
        List<Bytes> first = seal(pair.alice, 2_501);
        pair.bob.open(first.get(2_500));
        pair.alice.open(pair.bob.sealed(1));
        List<Bytes> second = seal(pair.alice, 2_001);
        pair.bob.open(second.get(2_000));
        assertEquals(4_000, pair.bob.state().skippedKeys());
        refused(pair.bob, first.get(0));
        refused(pair.bob, first.get(499));
        pair.bob.open(first.get(500));
        pair.bob.open(first.get(2_499));
        pair.bob.open(second.get(0));
        pair.bob.open(second.get(1_999));
    }

    @Test
    void beyondSixtyFourChainsTheOldestGoes() {
        List<Bytes> late = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            late.add(pair.alice.sealed(i));
            pair.bob.open(pair.alice.sealed(100 + i));
            pair.alice.open(pair.bob.sealed(200 + i));
        }
        assertEquals(64, pair.bob.state().skippedKeys());
        refused(pair.bob, late.get(0));
        for (int i = 1; i < 65; i++) {
            assertArrayEquals(Pair.body(i), pair.bob.open(late.get(i)));
        }
        assertEquals(0, pair.bob.state().skippedKeys());
    }

    @Test
    void afterFortyDaysAKeyIsGone() {
        Bytes late = pair.alice.sealed(1);
        Bytes later = pair.alice.sealed(2);
        pair.bob.open(pair.alice.sealed(3));
        Duration limit = Duration.ofDays(40);
        byte[] before = pair.bob.committed();
        assertThrows(OpenFailed.class, () -> pair.bob.open(late.toArray(), Pair.NOW.plus(limit)));
        assertArrayEquals(before, pair.bob.committed());
        pair.bob.open(late.toArray(), Pair.NOW.plus(limit).minusSeconds(1));
        Bytes next = pair.alice.sealed(4);
        pair.bob.open(next.toArray(), Pair.NOW.plus(limit));
        assertEquals(0, pair.bob.state().skippedKeys());
        refused(pair.bob, later);
    }
}
