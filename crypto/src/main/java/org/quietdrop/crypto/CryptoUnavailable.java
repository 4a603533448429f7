package org.quietdrop.crypto;

/**
 * This machine cannot do the cryptography: the pinned libsodium is missing, is not the one we know,
 * or cannot be loaded. The message is for people; nothing secret is in it.
 */
public final class CryptoUnavailable extends RuntimeException {
    CryptoUnavailable(String message) {
        super(message);
    }

    CryptoUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
