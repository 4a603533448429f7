package org.quietdrop.store;

import org.quietdrop.crypto.Argon2id;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/** A key from a passphrase, slowly. FORMAT.md 2. */
final class Stretching {
    private Stretching() {}

    /**
     * The key; the caller closes it.
     *
     * @param passphrase stays the caller's to wipe
     * @param label for what: the same passphrase gives another key for something else
     */
    static SecretKey stretch(char[] passphrase, Bytes salt, Argon2Cost cost, String label) {
        byte[] bytes = utf8(passphrase);
        try (SecretKey stretched =
                SecretKey.take(
                        Argon2id.derive(
                                bytes, salt.toArray(), cost.passes(), cost.memoryBytes()))) {
            return SecretKey.take(Blake2b.prf(stretched.expose(), label));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * UTF-8 of the composed form, so that the same words typed on another system give the same key.
     */
    private static byte[] utf8(char[] passphrase) {
        CharBuffer chars = CharBuffer.wrap(passphrase);
        if (!Normalizer.isNormalized(chars, Normalizer.Form.NFC)) {
            chars = CharBuffer.wrap(Normalizer.normalize(chars, Normalizer.Form.NFC));
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(chars);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        encoded.clear().put(new byte[encoded.capacity()]);
        return bytes;
    }
}
