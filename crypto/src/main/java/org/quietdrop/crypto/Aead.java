package org.quietdrop.crypto;

import java.lang.foreign.MemorySegment;

/**
 * ChaCha20-Poly1305 (RFC 8439), {@code AEAD} in the specification. A key and nonce pair seals once:
 * the nonce is a counter or the key is used once.
 */
public final class Aead {
    /** Length of a key in bytes. */
    public static final int KEY_SIZE = 32;

    /** Length of a nonce in bytes. */
    public static final int NONCE_SIZE = 12;

    /** Length of a tag in bytes: what a seal adds. */
    public static final int TAG_SIZE = 16;

    private Aead() {}

    /**
     * Seals {@code plain} and binds {@code ad} to it.
     *
     * @return the ciphertext with its tag at the end, 16 bytes longer than {@code plain}
     */
    public static byte[] seal(byte[] key, byte[] nonce, byte[] ad, byte[] plain) {
        return seal(Sodium.of(key), nonce, ad, plain);
    }

    /** The same under a key that may lie in the slab. */
    public static byte[] seal(SecretKey key, byte[] nonce, byte[] ad, byte[] plain) {
        return seal(key.segment(), nonce, ad, plain);
    }

    private static byte[] seal(MemorySegment key, byte[] nonce, byte[] ad, byte[] plain) {
        Sodium.size(key, KEY_SIZE);
        Sodium.size(nonce, NONCE_SIZE);
        Calls.note("AEAD seal", ad.length + plain.length);
        byte[] out = new byte[Math.addExact(plain.length, TAG_SIZE)];
        Sodium.require(
                Sodium.library()
                        .crypto_aead_chacha20poly1305_ietf_encrypt(
                                Sodium.of(out),
                                Sodium.of(plain),
                                Sodium.of(ad),
                                Sodium.of(nonce),
                                key));
        return out;
    }

    /**
     * Opens what {@link #seal} made under the same key, nonce and {@code ad}.
     *
     * @throws OpenFailed if one bit is another, or it is too short to be sealed at all
     */
    public static byte[] open(byte[] key, byte[] nonce, byte[] ad, byte[] sealed) {
        return open(Sodium.of(key), nonce, ad, sealed);
    }

    /** The same under a key that may lie in the slab. */
    public static byte[] open(SecretKey key, byte[] nonce, byte[] ad, byte[] sealed) {
        return open(key.segment(), nonce, ad, sealed);
    }

    private static byte[] open(MemorySegment key, byte[] nonce, byte[] ad, byte[] sealed) {
        Sodium.size(key, KEY_SIZE);
        Sodium.size(nonce, NONCE_SIZE);
        if (sealed.length < TAG_SIZE) {
            throw new OpenFailed();
        }
        Calls.note("AEAD open", ad.length + sealed.length);
        byte[] out = new byte[sealed.length - TAG_SIZE];
        Sodium.open(
                Sodium.library()
                        .crypto_aead_chacha20poly1305_ietf_decrypt(
                                Sodium.of(out),
                                Sodium.of(sealed),
                                Sodium.of(ad),
                                Sodium.of(nonce),
                                key));
        return out;
    }
}
