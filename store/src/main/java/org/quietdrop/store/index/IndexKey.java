package org.quietdrop.store.index;

import java.util.Arrays;

/**
 * A blinded key of 29 bytes: 4 for the table, 16 for the group, 9 for the order in the group.
 * Compared as unsigned bytes, so that the orders of a group sort as numbers. FORMAT.md 7.
 */
public final class IndexKey implements Comparable<IndexKey> {
    /** Length in bytes. */
    public static final int LENGTH = 29;

    private final byte[] bytes;

    private IndexKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Wraps 29 bytes, which the caller gives away. */
    public static IndexKey take(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an index key has 29 bytes, not " + bytes.length);
        }
        return new IndexKey(bytes);
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return bytes.clone();
    }

    /** The bytes themselves, not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public int compareTo(IndexKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndexKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "IndexKey[blinded]";
    }
}
