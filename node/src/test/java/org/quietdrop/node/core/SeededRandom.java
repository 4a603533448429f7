package org.quietdrop.node.core;

import org.quietdrop.crypto.RandomSource;

import java.util.SplittableRandom;

/** Randomness that replays. */
final class SeededRandom implements RandomSource {
    private final SplittableRandom random;

    SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }
}
