package org.quietdrop.crypto;

import java.lang.foreign.MemorySegment;

/** Diffie-Hellman on Curve25519 (RFC 7748). Secrets, public keys and results are 32 bytes. */
public final class X25519 {
    /** Length of secrets, public keys and results in bytes. */
    public static final int SIZE = 32;

    private X25519() {}

    /** The public key of a secret. */
    public static byte[] publicKey(byte[] secret) {
        return publicKey(Sodium.of(secret));
    }

    /** The same of one that may lie in the slab. */
    public static byte[] publicKey(SecretKey secret) {
        return publicKey(secret.segment());
    }

    private static byte[] publicKey(MemorySegment secret) {
        Sodium.size(secret, SIZE);
        byte[] out = new byte[SIZE];
        Calls.note("X25519 base", SIZE);
        Sodium.require(Sodium.library().crypto_scalarmult_base(Sodium.of(out), secret));
        return out;
    }

    /**
     * The shared secret.
     *
     * @throws OpenFailed if the public key has not 32 bytes, or the result is all zero: a key of
     *     low order, which would let somebody else know it
     */
    public static byte[] agree(byte[] secret, byte[] publicKey) {
        return agree(Sodium.of(secret), publicKey);
    }

    /** The same with a secret that may lie in the slab. */
    public static byte[] agree(SecretKey secret, byte[] publicKey) {
        return agree(secret.segment(), publicKey);
    }

    private static byte[] agree(MemorySegment secret, byte[] publicKey) {
        Sodium.size(secret, SIZE);
        Sodium.hostileSize(publicKey, SIZE);
        byte[] out = new byte[SIZE];
        Calls.note("X25519", SIZE);
        Sodium.open(
                Sodium.library().crypto_scalarmult(Sodium.of(out), secret, Sodium.of(publicKey)));
        if (ConstantTime.equal(out, new byte[SIZE])) {
            throw new OpenFailed();
        }
        return out;
    }
}
