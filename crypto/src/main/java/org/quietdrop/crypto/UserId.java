package org.quietdrop.crypto;

/**
 * Who somebody is: 32 bytes computed from both of his public keys (PROTOCOL.md, "Identity").
 *
 * @param bytes exactly 32
 */
public record UserId(Bytes bytes) implements Comparable<UserId> {
    /** Length in bytes. */
    public static final int SIZE = 32;

    public UserId {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a UserId has 32 bytes");
        }
    }

    /** Copies 32 bytes. */
    public static UserId of(byte[] bytes) {
        return new UserId(Bytes.of(bytes));
    }

    /** A copy of the 32 bytes. */
    public byte[] toArray() {
        return bytes.toArray();
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return bytes.hex();
    }

    @Override
    public int compareTo(UserId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
