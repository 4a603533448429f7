package org.quietdrop.tests.sim;

import org.quietdrop.crypto.RandomSource;

import java.util.SplittableRandom;

/** Randomness that a seed decides; for nodes under simulation only. */
final class SimRandom implements RandomSource {
    private final SplittableRandom random;

    SimRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }

    SplittableRandom generator() {
        return random;
    }
}
