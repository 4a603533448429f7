package org.quietdrop.tests.sim;

import org.quietdrop.crypto.RandomSource;

import java.util.SplittableRandom;

/** Randomness that a seed decides; for nodes under simulation only. */
public final class SimRandom implements RandomSource {
    private final SplittableRandom random;

    /** Randomness that follows from this seed alone. */
    public SimRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }

    /** The generator itself, for whole numbers. */
    public SplittableRandom generator() {
        return random;
    }
}
