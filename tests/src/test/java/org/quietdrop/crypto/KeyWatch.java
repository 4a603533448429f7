package org.quietdrop.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stands before libsodium in this process and notes every seal: no key and nonce may seal two
 * things. It also knows of each envelope the message key that it was sealed with, before the random
 * nonce is mixed in: no two envelopes that leave may have one. Until it is closed.
 */
public final class KeyWatch implements AutoCloseable {
    private static final String BODY = "QDv1 body seal";

    private final Field place;
    private final Object holder;
    private final Natives before;
    private final Map<Bytes, Bytes> sealed = new HashMap<>();
    private final Map<Bytes, Bytes> messageKeys = new HashMap<>();
    private final Map<Bytes, Bytes> left = new HashMap<>();
    private final List<String> reused = new ArrayList<>();

    private KeyWatch() throws ReflectiveOperationException {
        Sodium.load();
        before = Sodium.library();
        Class<?> loaded = Class.forName(Sodium.class.getName() + "$Loaded");
        Field single = loaded.getDeclaredField("LIBRARY");
        single.setAccessible(true);
        holder = Objects.requireNonNull(single.get(null));
        place = loaded.getDeclaredField("library");
        place.setAccessible(true);
        place.set(holder, new Watched());
    }

    /** Begins to watch. */
    public static KeyWatch begin() {
        try {
            return new KeyWatch();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many seals there were. */
    public synchronized long seals() {
        return sealed.size();
    }

    /** How many envelopes have left. */
    public synchronized long envelopes() {
        return left.size();
    }

    /** What was used twice; should be empty. */
    public synchronized List<String> reused() {
        return List.copyOf(reused);
    }

    /** An envelope leaves a node; the same bytes may do so as often as they like. */
    public synchronized void leaves(byte[] envelope) {
        Bytes head = digest(Arrays.copyOf(envelope, 88));
        Bytes key = messageKeys.get(head);
        if (key == null) throw new IllegalStateException("an envelope that nobody sealed");
        Bytes other = left.putIfAbsent(key, head);
        if (other != null && !other.equals(head)) reused.add("a message key sealed two envelopes");
    }

    private synchronized void seals(String how, byte[] key, byte[] nonce, byte[] what) {
        Bytes pair = digest(how.getBytes(StandardCharsets.US_ASCII), key, nonce);
        Bytes content = digest(what);
        Bytes other = sealed.putIfAbsent(pair, content);
        if (other != null && !other.equals(content)) reused.add(how + ": a key and nonce twice");
    }

    private synchronized void mixes(byte[] messageKey, byte[] head) {
        messageKeys.put(digest(head), digest(messageKey));
    }

    private static Bytes digest(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(ByteBuffer.allocate(4).putInt(part.length).array());
                sha.update(part);
            }
            return Bytes.of(Arrays.copyOf(sha.digest(), 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            place.set(holder, before);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(MemorySegment of) {
        return of.toArray(ValueLayout.JAVA_BYTE);
    }

    /** The library, with an eye on what it is asked for. */
    private final class Watched extends Natives {
        @Override
        int crypto_aead_chacha20poly1305_ietf_encrypt(
                MemorySegment out,
                MemorySegment plain,
                MemorySegment ad,
                MemorySegment nonce,
                MemorySegment key) {
            seals("AEAD", bytes(key), bytes(nonce), Bytes.join(bytes(plain), bytes(ad)));
            return super.crypto_aead_chacha20poly1305_ietf_encrypt(out, plain, ad, nonce, key);
        }

        @Override
        int crypto_aead_xchacha20poly1305_ietf_encrypt(
                MemorySegment out,
                MemorySegment plain,
                MemorySegment ad,
                MemorySegment nonce,
                MemorySegment key) {
            seals("XAEAD", bytes(key), bytes(nonce), Bytes.join(bytes(plain), bytes(ad)));
            return super.crypto_aead_xchacha20poly1305_ietf_encrypt(out, plain, ad, nonce, key);
        }

        @Override
        int crypto_generichash_blake2b_salt_personal(
                MemorySegment out,
                MemorySegment in,
                MemorySegment key,
                MemorySegment salt,
                MemorySegment personal) {
            String label = new String(bytes(personal), StandardCharsets.US_ASCII);
            if (label.startsWith(BODY)) mixes(bytes(key), bytes(in));
            return super.crypto_generichash_blake2b_salt_personal(out, in, key, salt, personal);
        }
    }
}
