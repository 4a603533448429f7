package org.quietdrop.crypto;

import com.sun.jna.NativeLong;

/** Argon2id 1.3 (RFC 9106), one lane: a slow key from a passphrase. */
public final class Argon2id {
    /** Length of a salt in bytes. */
    public static final int SALT_SIZE = 16;

    /** Length of a derived key in bytes. */
    public static final int KEY_SIZE = 32;

    private static final int ALGORITHM = 2;
    private static final long LEAST_MEMORY = 8192;
    private static final long MOST_MEMORY = Integer.MAX_VALUE;

    private Argon2id() {}

    /**
     * Derives 32 bytes; takes long by intention (about half a second for 3 passes over 256 MiB), so
     * never on a thread that others wait for.
     *
     * @param salt 16 bytes
     * @param ops passes, from 1
     * @param memoryBytes from 8 KiB, below 2 GiB
     * @throws CryptoUnavailable if the memory cannot be had
     */
    public static byte[] derive(byte[] passphrase, byte[] salt, int ops, long memoryBytes) {
        Sodium.size(salt, SALT_SIZE);
        if (ops < 1 || memoryBytes < LEAST_MEMORY || memoryBytes > MOST_MEMORY) {
            throw new IllegalArgumentException("Argon2id passes or memory out of range");
        }
        byte[] out = new byte[KEY_SIZE];
        Calls.note("Argon2id", passphrase.length);
        int code =
                Sodium.library()
                        .crypto_pwhash(
                                out,
                                out.length,
                                passphrase,
                                passphrase.length,
                                salt,
                                ops,
                                new NativeLong(memoryBytes),
                                ALGORITHM);
        if (code != 0) {
            throw new CryptoUnavailable("there is not enough memory to work on the passphrase");
        }
        return out;
    }
}
