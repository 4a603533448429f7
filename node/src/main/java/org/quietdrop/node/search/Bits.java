package org.quietdrop.node.search;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** A set of places in one block: bit n is place n of {@link Block#PLACES}. */
final class Bits {
    static final int LONGS = Block.PLACES / Long.SIZE;

    private Bits() {}

    static void set(long[] bits, int at) {
        bits[at >> 6] |= 1L << at;
    }

    static boolean has(long[] bits, int at) {
        return (bits[at >> 6] & (1L << at)) != 0;
    }

    static void and(long[] bits, long[] with) {
        for (int i = 0; i < LONGS; i++) bits[i] &= with[i];
    }

    static void or(long[] bits, long[] with) {
        for (int i = 0; i < LONGS; i++) bits[i] |= with[i];
    }

    static void without(long[] bits, long[] gone) {
        for (int i = 0; i < LONGS; i++) bits[i] &= ~gone[i];
    }

    static boolean isEmpty(long[] bits) {
        for (long some : bits) {
            if (some != 0) return false;
        }
        return true;
    }

    static int count(long[] bits) {
        int count = 0;
        for (long some : bits) count += Long.bitCount(some);
        return count;
    }

    /** The next one that is set, from here on; -1: none. */
    static int next(long[] bits, int from) {
        for (int i = from >> 6; i < LONGS; i++) {
            long left = i == (from >> 6) ? bits[i] & (-1L << from) : bits[i];
            if (left != 0) return (i << 6) + Long.numberOfTrailingZeros(left);
        }
        return -1;
    }

    /** All that are set below this one. */
    static long[] below(int end) {
        long[] bits = new long[LONGS];
        for (int i = 0; i < end; i++) set(bits, i);
        return bits;
    }

    static byte[] toBytes(long[] bits) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGS * Long.BYTES);
        for (long some : bits) bytes.putLong(some);
        return bytes.array();
    }

    static long[] ofBytes(byte[] bytes) {
        long[] bits = new long[LONGS];
        LongBuffer in = ByteBuffer.wrap(bytes).asLongBuffer();
        in.get(bits);
        return bits;
    }
}
