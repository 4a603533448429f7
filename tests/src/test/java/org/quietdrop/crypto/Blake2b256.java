package org.quietdrop.crypto;

/** Unkeyed BLAKE2b-256: the fingerprint by which our own vector files name long byte strings. */
public final class Blake2b256 {
    private Blake2b256() {}

    public static byte[] of(byte[] value) {
        return Blake2b.digest(32, null, new byte[16], value);
    }
}
