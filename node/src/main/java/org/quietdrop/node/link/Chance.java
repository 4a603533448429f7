package org.quietdrop.node.link;

import org.quietdrop.crypto.RandomSource;

import java.nio.ByteBuffer;

/** Numbers at random, for choices that need no secrecy to the last bit. */
final class Chance {
    private Chance() {}

    /** From 0 up to, not including, the bound, which is above 0. */
    static long below(RandomSource random, long bound) {
        return Math.floorMod(ByteBuffer.wrap(random.bytes(Long.BYTES)).getLong(), bound);
    }
}
