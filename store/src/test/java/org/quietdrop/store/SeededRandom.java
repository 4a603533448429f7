package org.quietdrop.store;

import org.quietdrop.crypto.RandomSource;

import java.util.SplittableRandom;

/** Randomness that replays. */
public final class SeededRandom implements RandomSource {
    private final SplittableRandom random;

    public SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }
}
