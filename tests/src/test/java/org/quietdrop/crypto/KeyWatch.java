package org.quietdrop.crypto;

import com.goterl.lazysodium.SodiumJava;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private final SodiumJava before;
    private final Map<Bytes, Bytes> sealed = new HashMap<>();
    private final Map<Bytes, Bytes> messageKeys = new HashMap<>();
    private final Map<Bytes, Bytes> left = new HashMap<>();
    private final List<String> reused = new ArrayList<>();

    private KeyWatch() throws ReflectiveOperationException, IOException {
        Sodium.load();
        before = Sodium.library();
        Class<?> loaded = Class.forName(Sodium.class.getName() + "$Loaded");
        Field single = loaded.getDeclaredField("LIBRARY");
        single.setAccessible(true);
        holder = Objects.requireNonNull(single.get(null));
        place = loaded.getDeclaredField("library");
        place.setAccessible(true);
        Path file = Files.createTempFile("watched", ".so");
        try (InputStream in =
                Objects.requireNonNull(SodiumJava.class.getResourceAsStream(resource()))) {
            Files.write(file, in.readAllBytes());
            place.set(holder, new Watched(file.toString()));
        } finally {
            Files.delete(file);
        }
    }

    private static String resource() {
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        return arm ? "/armv8/libsodium.so" : "/linux64/libsodium.so";
    }

    /** Begins to watch. */
    public static KeyWatch begin() {
        try {
            return new KeyWatch();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** The library, with an eye on what it is asked for. */
    private final class Watched extends SodiumJava {
        Watched(String file) {
            super(file);
        }

        @Override
        public int crypto_aead_chacha20poly1305_ietf_encrypt(
                byte[] out,
                long[] outSize,
                byte[] plain,
                long plainSize,
                byte[] ad,
                long adSize,
                byte[] none,
                byte[] nonce,
                byte[] key) {
            seals("AEAD", key, nonce, Bytes.join(plain, ad));
            return super.crypto_aead_chacha20poly1305_ietf_encrypt(
                    out, outSize, plain, plainSize, ad, adSize, none, nonce, key);
        }

        @Override
        public int crypto_aead_xchacha20poly1305_ietf_encrypt(
                byte[] out,
                long[] outSize,
                byte[] plain,
                long plainSize,
                byte[] ad,
                long adSize,
                byte[] none,
                byte[] nonce,
                byte[] key) {
            seals("XAEAD", key, nonce, Bytes.join(plain, ad));
            return super.crypto_aead_xchacha20poly1305_ietf_encrypt(
                    out, outSize, plain, plainSize, ad, adSize, none, nonce, key);
        }

        @Override
        public int crypto_generichash_blake2b_salt_personal(
                byte[] out,
                int outSize,
                byte[] in,
                long inSize,
                byte[] key,
                int keySize,
                byte[] salt,
                byte[] personal) {
            String label = new String(personal, StandardCharsets.US_ASCII);
            if (label.startsWith(BODY)) mixes(key, in);
            return super.crypto_generichash_blake2b_salt_personal(
                    out, outSize, in, inSize, key, keySize, salt, personal);
        }
    }
}
