package org.quietdrop.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
     * Derives 32 bytes, in the slab; takes long by intention (about half a second for 3 passes over
     * 256 MiB), so never on a thread that others wait for.
     *
     * @param passphrase its bytes; stays the caller's to close
     * @param salt 16 bytes
     * @param ops passes, from 1
     * @param memoryBytes from 8 KiB, below 2 GiB
     * @throws CryptoUnavailable if the memory cannot be had
     */
    public static SecretKey derive(SecretKey passphrase, byte[] salt, int ops, long memoryBytes) {
        Sodium.size(salt, SALT_SIZE);
        if (ops < 1 || memoryBytes < LEAST_MEMORY || memoryBytes > MOST_MEMORY) {
            throw new IllegalArgumentException("Argon2id passes or memory out of range");
        }
        MemorySegment from = passphrase.segment();
        try (Arena arena = Arena.ofConfined()) {
            // Where the slab is full the secrets must be in native memory all the same.
            MemorySegment in = from.isNative() ? from : arena.allocate(from.byteSize());
            MemorySegment out = arena.allocate(KEY_SIZE);
            try {
                if (!from.isNative()) in.copyFrom(from);
                return derive(
                        out, in, arena.allocateFrom(ValueLayout.JAVA_BYTE, salt), ops, memoryBytes);
            } finally {
                out.fill((byte) 0);
                if (!from.isNative()) in.fill((byte) 0);
            }
        }
    }

    private static SecretKey derive(
            MemorySegment out, MemorySegment in, MemorySegment salt, int ops, long memoryBytes) {
        Calls.note("Argon2id", (int) in.byteSize());
        int code = Sodium.library().crypto_pwhash(out, in, salt, ops, memoryBytes, ALGORITHM);
        if (code != 0) {
            throw new CryptoUnavailable("there is not enough memory to work on the passphrase");
        }
        SecretKey key = SecretKey.blank(KEY_SIZE);
        key.segment().copyFrom(out);
        Sodium.cleanStack();
        return key;
    }
}
