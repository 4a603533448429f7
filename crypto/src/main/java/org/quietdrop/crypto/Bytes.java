package org.quietdrop.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string with value equality, for what is public: identifiers, public keys,
 * handles. Secrets are {@link SecretKey}. Ordered as unsigned bytes.
 */
public final class Bytes implements Comparable<Bytes> {
    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** Copies {@code value}. */
    public static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    /**
     * Reads hex digits of either case.
     *
     * @throws IllegalArgumentException if the text is not hex of even length
     */
    public static Bytes ofHex(String hex) {
        return new Bytes(HexFormat.of().parseHex(hex));
    }

    /** A fresh array holding all parts one after the other. */
    public static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size = Math.addExact(size, part.length);
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** A string of all parts one after the other; copies them. */
    public static Bytes joined(byte[]... parts) {
        return new Bytes(join(parts));
    }

    /** Length in bytes. */
    public int size() {
        return value.length;
    }

    /** A copy. */
    public byte[] toArray() {
        return value.clone();
    }

    /** Lower-case hex. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /**
     * The bytes from {@code from} up to, not including, {@code to}.
     *
     * @throws IndexOutOfBoundsException if the range is not inside this string
     */
    public Bytes slice(int from, int to) {
        java.util.Objects.checkFromToIndex(from, to, value.length);
        return new Bytes(Arrays.copyOfRange(value, from, to));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
