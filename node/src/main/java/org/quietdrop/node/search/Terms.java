package org.quietdrop.node.search;

import java.util.Arrays;

/** Walks over the packed terms of a block, in their order. */
final class Terms {
    private final byte[] words;
    private final Varint in;
    private final byte[] term = new byte[Block.MOST_TERM];
    private int length;
    private int shared;
    private int placesAt;
    private int placesLength;

    /** From the beginning of a group on. */
    Terms(byte[] words, int at) {
        this.words = words;
        this.in = new Varint(words, at);
    }

    boolean more() {
        return in.more();
    }

    int at() {
        return in.at();
    }

    /** How much of the term before was taken over. */
    int shared() {
        return shared;
    }

    /** Goes to the next term. */
    void advance() {
        shared = in.next(length);
        int rest = in.next(Block.MOST_TERM - shared);
        int from = in.skip(rest);
        System.arraycopy(words, from, term, shared, rest);
        length = shared + rest;
        placesLength = in.next(Bits.LONGS * Long.BYTES);
        placesAt = in.skip(placesLength);
    }

    /** A copy of the term. */
    byte[] term() {
        return Arrays.copyOf(term, length);
    }

    /** Whether it stands before (below 0) or behind another one. */
    int compare(byte[] other) {
        return Arrays.compareUnsigned(term, 0, length, other, 0, other.length);
    }

    boolean startsWith(byte[] prefix) {
        return length >= prefix.length
                && Arrays.equals(term, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Adds the lines that have it. */
    void places(long[] into) {
        if (placesLength == Bits.LONGS * Long.BYTES) {
            Bits.or(
                    into,
                    Bits.ofBytes(Arrays.copyOfRange(words, placesAt, placesAt + placesLength)));
            return;
        }
        Varint places = new Varint(words, placesAt);
        int at = -1;
        while (places.at() < placesAt + placesLength) {
            at += 1 + places.next(Block.PLACES - 2 - at);
            Bits.set(into, at);
        }
        if (places.at() != placesAt + placesLength) throw new IllegalStateException("cut off");
    }
}
