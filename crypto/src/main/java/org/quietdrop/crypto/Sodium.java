package org.quietdrop.crypto;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

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
        var _ = library();
    }

    /** Overwrites what computations with secrets left on the stack of this thread. */
    public static void cleanStack() {
        library().cleanStack();
    }

    /** The bound functions. Every return code is the caller's to check. */
    static Natives library() {
        return Loaded.LIBRARY.get();
    }

    /** An array as the functions take it: itself, not a copy. */
    static MemorySegment of(byte[] bytes) {
        return MemorySegment.ofArray(bytes);
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
        size(value.length, size);
    }

    /** The same for a key. */
    static void size(MemorySegment value, int size) {
        size(value.byteSize(), size);
    }

    private static void size(long value, int size) {
        if (value != size) {
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

        private volatile @Nullable Natives library;

        Natives get() {
            Natives ready = library;
            return ready == null ? load() : ready;
        }

        private synchronized Natives load() {
            Natives ready = library;
            if (ready == null) {
                SodiumFile.load();
                ready = new Natives();
                if (ready.sodium_init() < 0) {
                    throw new CryptoUnavailable("libsodium does not start");
                }
                library = ready;
            }
            return ready;
        }
    }
}
