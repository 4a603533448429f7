package org.quietdrop.crypto;

import com.goterl.lazysodium.SodiumJava;

/**
 * The one door to libsodium. The library is the one that the lazysodium jar carries, checked by its
 * SHA-256 and loaded by absolute path, never the system's. It is loaded at first use, once per
 * process, and may be called by any thread.
 */
public final class Sodium {
    private Sodium() {}

    /**
     * Loads the library now, so that a bad machine is found at the start and not in the middle.
     *
     * @throws CryptoUnavailable if the library is missing, unknown or cannot be loaded
     */
    public static void load() {
        SodiumJava ready = library();
        if (ready.crypto_generichash_statebytes() <= 0) {
            throw new CryptoUnavailable("libsodium answers nonsense");
        }
    }

    /** The bound functions. Every return code is the caller's to check. */
    static SodiumJava library() {
        return Loaded.LIBRARY.get();
    }

    /** Ends the computation when a call failed that cannot fail on checked arguments. */
    static void require(int code) {
        if (code != 0) {
            throw new IllegalStateException("libsodium refused checked arguments");
        }
    }

    /** For calls whose failure means hostile bytes. */
    static void open(int code) {
        if (code != 0) {
            throw new OpenFailed();
        }
    }

    /** Checks an argument that our own code chose. */
    static void size(byte[] value, int size) {
        if (value.length != size) {
            throw new IllegalArgumentException("wrong length of a key, nonce or seed");
        }
    }

    /** Checks an argument that came from somebody else. */
    static void hostileSize(byte[] value, int size) {
        if (value.length != size) {
            throw new OpenFailed();
        }
    }

    /** A failed load is tried again at the next call: a full disk may have been emptied. */
    private static final class Loaded {
        private static final Loaded LIBRARY = new Loaded();

        private volatile @org.jspecify.annotations.Nullable SodiumJava library;

        SodiumJava get() {
            SodiumJava ready = library;
            return ready == null ? load() : ready;
        }

        private synchronized SodiumJava load() {
            SodiumJava ready = library;
            if (ready == null) {
                ready = SodiumFile.load();
                library = ready;
            }
            return ready;
        }
    }
}
