package org.quietdrop.crypto;

import java.util.Random;

/** Repeatable randomness for tests. */
public final class SeededRandom implements RandomSource {
    private final Random random;

    public SeededRandom(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }
}
