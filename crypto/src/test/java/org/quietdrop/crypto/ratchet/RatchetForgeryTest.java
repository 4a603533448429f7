package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SeededRandom;

import java.util.Arrays;

/** Every changed bit of an envelope is refused, and the state stays as it was. */
final class RatchetForgeryTest {
    private final SeededRandom random = new SeededRandom(77);
    private final Pair pair = new Pair(random);

    private void noChangedBitOpens(Pair.End at, Bytes envelope, int number) {
        byte[] good = envelope.toArray();
        byte[] before = at.committed();
        for (int bit = 0; bit < good.length * 8; bit++) {
            boolean header = bit < 104 * 8;
            boolean tag = bit >= (4_000 - 16) * 8;
            if (header || tag || bit % 61 == 0) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThrows(OpenFailed.class, () -> at.open(bad, Pair.NOW), "bit " + bit);
                assertArrayEquals(before, at.committed());
            }
        }
        assertArrayEquals(Pair.body(number), at.open(envelope));
    }

    @Test
    void ofANewChain() {
        pair.alice.sealed(0);
        noChangedBitOpens(pair.bob, pair.alice.sealed(1), 1);
    }

    @Test
    void ofThePresentChain() {
        pair.bob.open(pair.alice.sealed(0));
        pair.alice.sealed(1);
        noChangedBitOpens(pair.bob, pair.alice.sealed(2), 2);
    }

    @Test
    void ofAnEarlierChain() {
        Bytes late = pair.alice.sealed(0);
        pair.bob.open(pair.alice.sealed(1));
        pair.alice.open(pair.bob.sealed(2));
        pair.bob.open(pair.alice.sealed(3));
        noChangedBitOpens(pair.bob, late, 0);
    }

    @Test
    void headerAndBodyOfDifferentEnvelopesDoNotFit() {
        byte[] one = pair.alice.sealed(1).toArray();
        byte[] two = pair.alice.sealed(2).toArray();
        byte[] mixed = Arrays.copyOf(one, 4_000);
        System.arraycopy(two, 88, mixed, 88, 4_000 - 88);
        byte[] before = pair.bob.committed();
        assertThrows(OpenFailed.class, () -> pair.bob.open(mixed, Pair.NOW));
        assertArrayEquals(before, pair.bob.committed());
    }

    @Test
    void noiseIsRefused() {
        for (int i = 0; i < 200; i++) {
            byte[] noise = random.bytes(4_000);
            assertThrows(OpenFailed.class, () -> pair.bob.open(noise, Pair.NOW));
        }
    }
}
