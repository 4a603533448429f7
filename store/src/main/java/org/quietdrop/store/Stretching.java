package org.quietdrop.store;

import org.quietdrop.crypto.Argon2id;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.nio.CharBuffer;
import java.text.Normalizer;

/** A key from a passphrase, slowly. FORMAT.md 2. */
final class Stretching {
    /** Nothing below it is changed by composing, whatever stands beside it. */
    private static final char FIRST_COMBINING = 0x300;

    private Stretching() {}

    /**
     * The key, in the slab; the caller closes it.
     *
     * @param passphrase stays the caller's to wipe
     * @param label for what: the same passphrase gives another key for something else
     */
    static SecretKey stretch(char[] passphrase, Bytes salt, Argon2Cost cost, String label) {
        try (SecretKey bytes = utf8(passphrase);
                SecretKey stretched =
                        Argon2id.derive(bytes, salt.toArray(), cost.passes(), cost.memoryBytes())) {
            return Blake2b.key(stretched, label);
        }
    }

    /**
     * UTF-8 of the composed form, so that the same words typed on another system give the same key.
     * Composing makes strings, which cannot be wiped; so it is not tried where it changes nothing.
     */
    private static SecretKey utf8(char[] passphrase) {
        CharBuffer chars = CharBuffer.wrap(passphrase);
        if (composable(passphrase) && !Normalizer.isNormalized(chars, Normalizer.Form.NFC)) {
            chars = CharBuffer.wrap(Normalizer.normalize(chars, Normalizer.Form.NFC));
        }
        return SecretKey.utf8(chars);
    }

    private static boolean composable(char[] passphrase) {
        boolean found = false;
        for (char c : passphrase) found |= c >= FIRST_COMBINING;
        return found;
    }
}
