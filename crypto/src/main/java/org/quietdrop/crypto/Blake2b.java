package org.quietdrop.crypto;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** BLAKE2b (RFC 7693) and what is built on it: PRF, HMAC, HKDF. */
public final class Blake2b {
    /** Length of {@link #hash512} and {@link #hmac512} in bytes. */
    public static final int HASH_SIZE = 64;

    /** Length of {@link #prf} in bytes, and of its key. */
    public static final int PRF_SIZE = 32;

    private static final int BLOCK = 128;
    private static final int PERSONAL = 16;
    private static final byte[] NOTHING = new byte[16];

    private Blake2b() {}

    /** {@code H}: BLAKE2b-512 of all parts joined. */
    public static byte[] hash512(byte[]... parts) {
        return digest(HASH_SIZE, null, NOTHING, parts);
    }

    /**
     * {@code PRF}: BLAKE2b-256 with a key, salt zero and the label as personalisation.
     *
     * @param key 32 bytes
     * @param label whole, such as "QDv1 id"; ASCII, at most 16 characters; one label, one use
     * @return 32 bytes
     */
    public static byte[] prf(byte[] key, String label, byte[]... parts) {
        byte[] out = new byte[PRF_SIZE];
        prf(Sodium.of(out), Sodium.of(key), label, parts);
        return out;
    }

    /** The same with a key that may lie in the slab. */
    public static byte[] prf(SecretKey key, String label, byte[]... parts) {
        byte[] out = new byte[PRF_SIZE];
        prf(Sodium.of(out), key.segment(), label, parts);
        return out;
    }

    /** The same as a key in the slab, from one that may lie there. */
    public static SecretKey key(SecretKey from, String label, byte[]... parts) {
        MemorySegment key = from.segment();
        SecretKey out = SecretKey.blank(PRF_SIZE);
        prf(out.segment(), key, label, parts);
        return out;
    }

    private static void prf(MemorySegment out, MemorySegment key, String label, byte[]... parts) {
        Sodium.size(key, PRF_SIZE);
        byte[] name = label.getBytes(StandardCharsets.US_ASCII);
        if (name.length == 0 || name.length > PERSONAL) {
            throw new IllegalArgumentException("a label has 1 to 16 characters");
        }
        digest(out, key, Arrays.copyOf(name, PERSONAL), parts);
    }

    /** BLAKE2b itself, with salt zero; no personalisation is 16 zero bytes of it. */
    static byte[] digest(int size, byte @Nullable [] key, byte[] personal, byte[]... parts) {
        byte[] out = new byte[size];
        digest(Sodium.of(out), key == null ? MemorySegment.NULL : Sodium.of(key), personal, parts);
        return out;
    }

    private static void digest(
            MemorySegment out, MemorySegment key, byte[] personal, byte[]... parts) {
        byte[] input = parts.length == 1 ? parts[0] : Bytes.join(parts);
        Calls.note("BLAKE2b", input.length);
        Sodium.require(
                Sodium.library()
                        .crypto_generichash_blake2b_salt_personal(
                                out,
                                Sodium.of(input),
                                key,
                                Sodium.of(NOTHING),
                                Sodium.of(personal)));
        if (parts.length != 1) {
            Arrays.fill(input, (byte) 0);
        }
    }

    /**
     * {@code HMAC} (RFC 2104) with BLAKE2b-512, block 128: what Noise means, not BLAKE2b's own key.
     *
     * @param key of any length
     * @return 64 bytes
     */
    public static byte[] hmac512(byte[] key, byte[]... parts) {
        byte[] inner = padded(key, (byte) 0x36, parts);
        byte[] digest = hash512(inner);
        byte[] outer = padded(key, (byte) 0x5c, digest);
        byte[] mac = hash512(outer);
        Arrays.fill(inner, (byte) 0);
        Arrays.fill(digest, (byte) 0);
        Arrays.fill(outer, (byte) 0);
        return mac;
    }

    /** The key, filled with zeros to a block and XORed with {@code pad}, then the parts. */
    private static byte[] padded(byte[] key, byte pad, byte[]... parts) {
        int size = BLOCK;
        for (byte[] part : parts) {
            size = Math.addExact(size, part.length);
        }
        byte[] all = Arrays.copyOf(key.length > BLOCK ? hash512(key) : key, size);
        for (int i = 0; i < BLOCK; i++) {
            all[i] ^= pad;
        }
        int at = BLOCK;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /**
     * {@code HKDF} (RFC 5869) with {@link #hmac512}.
     *
     * @param salt as given, also when empty (RFC 5869 then means 64 zero bytes, which is the same)
     * @param length of the output in bytes, at most 255 * 64
     */
    public static byte[] hkdf(byte[] salt, byte[] ikm, byte[] info, int length) {
        if (length < 0 || length > 255 * HASH_SIZE) {
            throw new IllegalArgumentException("HKDF gives at most 16,320 bytes");
        }
        byte[] prk = hmac512(salt, ikm);
        byte[] out = new byte[length];
        byte[] block = new byte[0];
        for (int at = 0, i = 1; at < length; at += HASH_SIZE, i++) {
            byte[] next = hmac512(prk, block, info, new byte[] {(byte) i});
            Arrays.fill(block, (byte) 0);
            block = next;
            System.arraycopy(block, 0, out, at, Math.min(HASH_SIZE, length - at));
        }
        Arrays.fill(prk, (byte) 0);
        Arrays.fill(block, (byte) 0);
        return out;
    }
}
