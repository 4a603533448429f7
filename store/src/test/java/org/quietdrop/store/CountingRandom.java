package org.quietdrop.store;

import org.quietdrop.crypto.RandomSource;

/** Gives out 00 01 02 ... ff 00 ...: the randomness of the golden vectors. */
public final class CountingRandom implements RandomSource {
    private int next;

    @Override
    public void fill(byte[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) next++;
        }
    }
}
