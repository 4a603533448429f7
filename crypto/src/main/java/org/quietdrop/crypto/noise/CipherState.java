package org.quietdrop.crypto.noise;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Aead;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key and its counter (Noise, section 5.1). Without a key it passes bytes through. A failed open
 * changes nothing here; who calls decides what ends.
 */
final class CipherState implements AutoCloseable {
    /** The nonce that Noise keeps for {@link #rekey}; unsigned, never used for a message. */
    static final long LAST_NONCE = -1L;

    private static final byte[] NO_AD = new byte[0];
    private static final byte[] LINK_KEM =
            "QuietDrop/1 link kem".getBytes(StandardCharsets.US_ASCII);

    private @Nullable SecretKey key;
    private long nonce;

    /** Takes {@code key} over; null is the state without a key. */
    CipherState(@Nullable SecretKey key) {
        this.key = key;
    }

    boolean hasKey() {
        return key != null;
    }

    /** The number of the next message, unsigned. */
    long nonce() {
        return nonce;
    }

    void setNonce(long nonce) {
        this.nonce = nonce;
    }

    void replaceKey(SecretKey next) {
        close();
        key = next;
        nonce = 0;
    }

    byte[] encrypt(byte[] ad, byte[] plain) {
        SecretKey k = key;
        if (k == null) {
            return plain.clone();
        }
        byte[] sealed = Aead.seal(k.expose(), nonceBytes(usable()), ad, plain);
        nonce++;
        return sealed;
    }

    byte[] decrypt(byte[] ad, byte[] sealed) {
        SecretKey k = key;
        if (k == null) {
            return sealed.clone();
        }
        byte[] plain = Aead.open(k.expose(), nonceBytes(usable()), ad, sealed);
        nonce++;
        return plain;
    }

    private long usable() {
        if (nonce == LAST_NONCE) {
            // Nothing may be sealed or opened any more; also what comes in has no number left.
            throw new OpenFailed();
        }
        return nonce;
    }

    /** Noise's own {@code Rekey}: the counter goes on. */
    void rekey() {
        SecretKey k = live();
        byte[] sealed =
                Aead.seal(k.expose(), nonceBytes(LAST_NONCE), NO_AD, new byte[Aead.KEY_SIZE]);
        byte[] next = Arrays.copyOf(sealed, Aead.KEY_SIZE);
        Arrays.fill(sealed, (byte) 0);
        k.close();
        key = SecretKey.take(next);
    }

    /**
     * PROTOCOL.md, "Noise": the link's ML-KEM secret goes into the key, the counter starts anew.
     */
    void mixKem(byte[] ss) {
        byte[] next = Blake2b.hkdf(live().expose(), ss, LINK_KEM, Aead.KEY_SIZE);
        replaceKey(SecretKey.take(next));
    }

    private SecretKey live() {
        SecretKey k = key;
        if (k == null) {
            throw new IllegalStateException("there is no key yet");
        }
        return k;
    }

    /** Four zero bytes and the counter, little-endian. */
    private static byte[] nonceBytes(long n) {
        return ByteBuffer.allocate(Aead.NONCE_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(4, n)
                .array();
    }

    /** Wipes the key; the closed key then refuses to work, it does not pass bytes through. */
    @Override
    public void close() {
        SecretKey k = key;
        if (k != null) {
            k.close();
        }
    }
}
