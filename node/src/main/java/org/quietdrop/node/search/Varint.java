package org.quietdrop.node.search;

import java.io.ByteArrayOutputStream;

/**
 * Whole numbers in seven bits a byte, the lowest first; a byte from 128 on says that more follow.
 */
final class Varint {
    private final byte[] bytes;
    private int at;

    /** Reads from here on. */
    Varint(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int at() {
        return at;
    }

    boolean more() {
        return at < bytes.length;
    }

    /**
     * The next number.
     *
     * @throws IllegalStateException if there is none
     */
    long next() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at >= bytes.length) throw new IllegalStateException("a number is cut off");
            byte b = bytes[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) return value;
        }
        throw new IllegalStateException("a number is too long");
    }

    /** The next number, if it is not above this one. */
    int next(int most) {
        long value = next();
        if (value < 0 || value > most) throw new IllegalStateException("a number is too large");
        return (int) value;
    }

    /** Goes on behind so many bytes; where they begin. */
    int skip(int length) {
        int from = at;
        if (length > bytes.length - at) throw new IllegalStateException("bytes are cut off");
        at += length;
        return from;
    }

    static void put(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** Also negative ones, small if they are near zero. */
    static void putSigned(ByteArrayOutputStream out, long value) {
        put(out, (value << 1) ^ (value >> 63));
    }

    long nextSigned() {
        long value = next();
        return (value >>> 1) ^ -(value & 1);
    }
}
