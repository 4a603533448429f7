package org.quietdrop.crypto;

import java.util.Arrays;

/** Signatures (RFC 8032). A seed and a public key are 32 bytes, a signature 64. */
public final class Ed25519 {
    /** Length of a seed and of a public key in bytes. */
    public static final int KEY_SIZE = 32;

    /** Length of a signature in bytes. */
    public static final int SIGNATURE_SIZE = 64;

    private Ed25519() {}

    /** The public key of a seed. */
    public static byte[] publicKey(byte[] seed) {
        byte[] pair = expand(seed);
        byte[] out = Arrays.copyOfRange(pair, KEY_SIZE, pair.length);
        Arrays.fill(pair, (byte) 0);
        return out;
    }

    /** Signs; the same seed and message always give the same 64 bytes. */
    public static byte[] sign(byte[] seed, byte[] message) {
        byte[] pair = expand(seed);
        Calls.note("Ed25519 sign", message.length);
        byte[] out = new byte[SIGNATURE_SIZE];
        Sodium.require(
                Sodium.library().crypto_sign_detached(out, null, message, message.length, pair));
        Arrays.fill(pair, (byte) 0);
        return out;
    }

    /** Whether the signature is good. Wrong lengths are a bad signature, not an error. */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != KEY_SIZE || signature.length != SIGNATURE_SIZE) {
            return false;
        }
        Calls.note("Ed25519 verify", message.length);
        return Sodium.library()
                        .crypto_sign_verify_detached(signature, message, message.length, publicKey)
                == 0;
    }

    /** libsodium's secret form: seed and public key, 64 bytes. */
    private static byte[] expand(byte[] seed) {
        Sodium.size(seed, KEY_SIZE);
        Calls.note("Ed25519 key", KEY_SIZE);
        byte[] pair = new byte[2 * KEY_SIZE];
        Sodium.require(Sodium.library().crypto_sign_seed_keypair(new byte[KEY_SIZE], pair, seed));
        return pair;
    }
}
