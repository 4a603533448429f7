package org.quietdrop.crypto;

import java.lang.foreign.MemorySegment;

/**
 * XChaCha20-Poly1305, {@code XAEAD} in the specification. Its nonce is long enough to be drawn at
 * random.
 */
public final class XAead {
    /** Length of a key in bytes. */
    public static final int KEY_SIZE = 32;

    /** Length of a nonce in bytes. */
    public static final int NONCE_SIZE = 24;

    /** Length of a tag in bytes: what a seal adds. */
    public static final int TAG_SIZE = 16;

    private XAead() {}

    /**
     * Seals {@code plain} and binds {@code ad} to it.
     *
     * @return the ciphertext with its tag at the end, 16 bytes longer than {@code plain}
     */
    public static byte[] seal(byte[] key, byte[] nonce, byte[] ad, byte[] plain) {
        return seal(Sodium.of(key), nonce, ad, Sodium.of(plain));
    }

    /** The same under a key that may lie in the slab. */
    public static byte[] seal(SecretKey key, byte[] nonce, byte[] ad, byte[] plain) {
        return seal(key.segment(), nonce, ad, Sodium.of(plain));
    }

    private static byte[] seal(MemorySegment key, byte[] nonce, byte[] ad, MemorySegment plain) {
        Sodium.size(key, KEY_SIZE);
        Sodium.size(nonce, NONCE_SIZE);
        Calls.note("XAEAD seal", ad.length + (int) plain.byteSize());
        byte[] out = new byte[Math.toIntExact(plain.byteSize() + TAG_SIZE)];
        Sodium.require(
                Sodium.library()
                        .crypto_aead_xchacha20poly1305_ietf_encrypt(
                                Sodium.of(out), plain, Sodium.of(ad), Sodium.of(nonce), key));
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

    /**
     * Wraps a key: what {@link #seal} makes of its bytes, without a copy of them.
     *
     * @return the ciphertext with its tag at the end, 16 bytes longer than {@code secret}
     */
    public static byte[] wrap(SecretKey key, byte[] nonce, byte[] ad, SecretKey secret) {
        return seal(key.segment(), nonce, ad, secret.segment());
    }

    /**
     * Opens what {@link #wrap} made, into the slab.
     *
     * @throws OpenFailed if one bit is another, or it is too short to be sealed at all
     */
    public static SecretKey unwrap(SecretKey key, byte[] nonce, byte[] ad, byte[] sealed) {
        Sodium.size(key.segment(), KEY_SIZE);
        Sodium.size(nonce, NONCE_SIZE);
        if (sealed.length < TAG_SIZE) {
            throw new OpenFailed();
        }
        SecretKey out = SecretKey.blank(sealed.length - TAG_SIZE);
        try {
            open(out.segment(), key.segment(), nonce, ad, sealed);
            return out;
        } catch (OpenFailed e) {
            out.close();
            throw e;
        }
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
        byte[] out = new byte[sealed.length - TAG_SIZE];
        open(Sodium.of(out), key, nonce, ad, sealed);
        return out;
    }

    private static void open(
            MemorySegment out, MemorySegment key, byte[] nonce, byte[] ad, byte[] sealed) {
        Calls.note("XAEAD open", ad.length + sealed.length);
        Sodium.open(
                Sodium.library()
                        .crypto_aead_xchacha20poly1305_ietf_decrypt(
                                out, Sodium.of(sealed), Sodium.of(ad), Sodium.of(nonce), key));
    }
}
