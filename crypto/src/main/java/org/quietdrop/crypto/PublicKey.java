package org.quietdrop.crypto;

/**
 * The public half of an X25519 or Ed25519 key. The bytes are as they came: whether they are a good
 * point is decided by the operation that uses them.
 *
 * @param bytes exactly 32
 */
public record PublicKey(Bytes bytes) {
    /** Length in bytes. */
    public static final int SIZE = 32;

    public PublicKey {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a public key has 32 bytes");
        }
    }

    /** Copies 32 bytes. */
    public static PublicKey of(byte[] bytes) {
        return new PublicKey(Bytes.of(bytes));
    }

    /** A copy of the 32 bytes. */
    public byte[] toArray() {
        return bytes.toArray();
    }

    @Override
    public String toString() {
        return bytes.hex();
    }
}
