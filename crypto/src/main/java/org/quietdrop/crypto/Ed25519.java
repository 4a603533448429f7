package org.quietdrop.crypto;

import java.lang.foreign.MemorySegment;

/** Signatures (RFC 8032). A seed and a public key are 32 bytes, a signature 64. */
public final class Ed25519 {
    /** Length of a seed and of a public key in bytes. */
    public static final int KEY_SIZE = 32;

    /** Length of a signature in bytes. */
    public static final int SIGNATURE_SIZE = 64;

    private Ed25519() {}

    /** The public key of a seed. */
    public static byte[] publicKey(byte[] seed) {
        return publicKey(Sodium.of(seed));
    }

    /** The same of a seed that may lie in the slab. */
    public static byte[] publicKey(SecretKey seed) {
        return publicKey(seed.segment());
    }

    private static byte[] publicKey(MemorySegment seed) {
        byte[] out = new byte[KEY_SIZE];
        expand(seed, out).close();
        return out;
    }

    /** Signs; the same seed and message always give the same 64 bytes. */
    public static byte[] sign(byte[] seed, byte[] message) {
        return sign(Sodium.of(seed), message);
    }

    /** The same with a seed that may lie in the slab. */
    public static byte[] sign(SecretKey seed, byte[] message) {
        return sign(seed.segment(), message);
    }

    private static byte[] sign(MemorySegment seed, byte[] message) {
        Calls.note("Ed25519 sign", message.length);
        byte[] out = new byte[SIGNATURE_SIZE];
        try (SecretKey pair = expand(seed, new byte[KEY_SIZE])) {
            Sodium.require(
                    Sodium.library()
                            .crypto_sign_detached(
                                    Sodium.of(out), Sodium.of(message), pair.segment()));
        }
        return out;
    }

    /** Whether the signature is good. Wrong lengths are a bad signature, not an error. */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != KEY_SIZE || signature.length != SIGNATURE_SIZE) {
            return false;
        }
        Calls.note("Ed25519 verify", message.length);
        return Sodium.library()
                        .crypto_sign_verify_detached(
                                Sodium.of(signature), Sodium.of(message), Sodium.of(publicKey))
                == 0;
    }

    /** libsodium's secret form, seed and public key, 64 bytes; the latter also alone. */
    private static SecretKey expand(MemorySegment seed, byte[] open) {
        Sodium.size(seed, KEY_SIZE);
        Calls.note("Ed25519 key", KEY_SIZE);
        SecretKey pair = SecretKey.blank(2 * KEY_SIZE);
        Sodium.require(
                Sodium.library().crypto_sign_seed_keypair(Sodium.of(open), pair.segment(), seed));
        return pair;
    }
}
