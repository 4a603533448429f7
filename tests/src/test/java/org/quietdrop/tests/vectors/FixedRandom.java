package org.quietdrop.tests.vectors;

import org.quietdrop.crypto.RandomSource;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Gives out what a vector file wrote down, in order, and nothing more. */
final class FixedRandom implements RandomSource {
    private final Deque<byte[]> draws = new ArrayDeque<>();

    FixedRandom(byte[]... draws) {
        this.draws.addAll(List.of(draws));
    }

    @Override
    public void fill(byte[] out) {
        byte[] next = draws.pollFirst();
        if (next == null || next.length != out.length) {
            throw new AssertionError("drew " + out.length + " bytes which the vector did not give");
        }
        System.arraycopy(next, 0, out, 0, out.length);
    }

    boolean isUsedUp() {
        return draws.isEmpty();
    }
}
