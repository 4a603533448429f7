package org.quietdrop.crypto;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The functions of libsodium that we use, under their own names. Arrays of the heap are lent to
 * them where they lie and never copied: a copy in native memory would be freed with the secret in
 * it. While an array is lent the collector waits, so what takes long ({@link #crypto_pwhash}) takes
 * native memory only. Every return code is the caller's to check. Any thread may call.
 *
 * <p>Not final: a test of the whole stands before it and watches what is sealed.
 */
@SuppressWarnings("restricted")
class Natives {
    private static final AddressLayout P = ValueLayout.ADDRESS;
    private static final ValueLayout.OfLong L = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT;
    private static final MemorySegment NONE = MemorySegment.NULL;

    /** Bytes of the stack that {@link #cleanStack} overwrites: more than any function here uses. */
    private static final long STACK = 64 * 1024;

    /** What opening a vault needs. Constants once the library is there, so that calls are fast. */
    private static final class Sealing {
        static final MethodHandle SEAL =
                lent("crypto_aead_chacha20poly1305_ietf_encrypt", P, P, P, L, P, L, P, P, P);
        static final MethodHandle OPEN =
                lent("crypto_aead_chacha20poly1305_ietf_decrypt", P, P, P, P, L, P, L, P, P);
        static final MethodHandle XSEAL =
                lent("crypto_aead_xchacha20poly1305_ietf_encrypt", P, P, P, L, P, L, P, P, P);
        static final MethodHandle XOPEN =
                lent("crypto_aead_xchacha20poly1305_ietf_decrypt", P, P, P, P, L, P, L, P, P);
    }

    /** What a locked node needs, which looks whether its vault has a passphrase. */
    private static final class Hashing {
        static final MethodHandle HASH =
                lent("crypto_generichash_blake2b_salt_personal", P, L, P, L, P, L, P, P);
    }

    /** What takes its time. */
    private static final class Stretching {
        static final MethodHandle CALL =
                handle("crypto_pwhash", FunctionDescriptor.of(I, P, L, P, L, P, L, L, I));
    }

    /** What identities and links need. */
    private static final class Curves {
        static final MethodHandle AGREE = lent("crypto_scalarmult", P, P, P);
        static final MethodHandle PUBLIC = lent("crypto_scalarmult_base", P, P);
        static final MethodHandle PAIR = lent("crypto_sign_seed_keypair", P, P, P);
        static final MethodHandle SIGN = lent("crypto_sign_detached", P, P, P, L, P);
        static final MethodHandle VERIFY = lent("crypto_sign_verify_detached", P, P, L, P);
    }

    /** What spoken codes need. */
    private static final class Codes {
        static final MethodHandle POINT = lent("crypto_core_ristretto255_from_hash", P, P);
        static final MethodHandle MULTIPLY = lent("crypto_scalarmult_ristretto255", P, P, P);
        static final MethodHandle SHA512 = lent("crypto_hash_sha512", P, P, L);
        static final MethodHandle REDUCE =
                handle(
                        "crypto_core_ristretto255_scalar_reduce",
                        FunctionDescriptor.ofVoid(P, P),
                        Linker.Option.critical(true));
    }

    /** What leaves nothing behind. */
    private static final class Cleaning {
        static final MethodHandle CLEAN = handle("sodium_stackzero", FunctionDescriptor.ofVoid(L));
    }

    /** What the slab needs. */
    private static final class Memory {
        static final MethodHandle INIT = handle("sodium_init", FunctionDescriptor.of(I));
        static final MethodHandle MALLOC = handle("sodium_malloc", FunctionDescriptor.of(P, L));
        static final MethodHandle MLOCK = handle("sodium_mlock", FunctionDescriptor.of(I, P, L));
    }

    private static MethodHandle lent(String name, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(I, arguments), Linker.Option.critical(true));
    }

    private static MethodHandle handle(
            String name, FunctionDescriptor type, Linker.Option... options) {
        MemorySegment function =
                SymbolLookup.loaderLookup()
                        .find(name)
                        .orElseThrow(() -> new CryptoUnavailable("libsodium has no " + name));
        return Linker.nativeLinker().downcallHandle(function, type, options);
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a native call threw", e);
    }

    /** Also finds out whether the library answers: 0 or, when called before, 1. */
    int sodium_init() {
        try {
            return (int) Memory.INIT.invokeExact();
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_aead_chacha20poly1305_ietf_encrypt(
            MemorySegment out,
            MemorySegment plain,
            MemorySegment ad,
            MemorySegment nonce,
            MemorySegment key) {
        try {
            return (int)
                    Sealing.SEAL.invokeExact(
                            out,
                            NONE,
                            plain,
                            plain.byteSize(),
                            ad,
                            ad.byteSize(),
                            NONE,
                            nonce,
                            key);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_aead_chacha20poly1305_ietf_decrypt(
            MemorySegment out,
            MemorySegment sealed,
            MemorySegment ad,
            MemorySegment nonce,
            MemorySegment key) {
        try {
            return (int)
                    Sealing.OPEN.invokeExact(
                            out,
                            NONE,
                            NONE,
                            sealed,
                            sealed.byteSize(),
                            ad,
                            ad.byteSize(),
                            nonce,
                            key);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_aead_xchacha20poly1305_ietf_encrypt(
            MemorySegment out,
            MemorySegment plain,
            MemorySegment ad,
            MemorySegment nonce,
            MemorySegment key) {
        try {
            return (int)
                    Sealing.XSEAL.invokeExact(
                            out,
                            NONE,
                            plain,
                            plain.byteSize(),
                            ad,
                            ad.byteSize(),
                            NONE,
                            nonce,
                            key);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_aead_xchacha20poly1305_ietf_decrypt(
            MemorySegment out,
            MemorySegment sealed,
            MemorySegment ad,
            MemorySegment nonce,
            MemorySegment key) {
        try {
            return (int)
                    Sealing.XOPEN.invokeExact(
                            out,
                            NONE,
                            NONE,
                            sealed,
                            sealed.byteSize(),
                            ad,
                            ad.byteSize(),
                            nonce,
                            key);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_generichash_blake2b_salt_personal(
            MemorySegment out,
            MemorySegment in,
            MemorySegment key,
            MemorySegment salt,
            MemorySegment personal) {
        try {
            return (int)
                    Hashing.HASH.invokeExact(
                            out,
                            out.byteSize(),
                            in,
                            in.byteSize(),
                            key,
                            key.byteSize(),
                            salt,
                            personal);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Native segments only: this may take seconds. */
    int crypto_pwhash(
            MemorySegment out,
            MemorySegment passphrase,
            MemorySegment salt,
            long ops,
            long memoryBytes,
            int algorithm) {
        try {
            return (int)
                    Stretching.CALL.invokeExact(
                            out,
                            out.byteSize(),
                            passphrase,
                            passphrase.byteSize(),
                            salt,
                            ops,
                            memoryBytes,
                            algorithm);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_scalarmult(MemorySegment out, MemorySegment secret, MemorySegment point) {
        try {
            return (int) Curves.AGREE.invokeExact(out, secret, point);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_scalarmult_base(MemorySegment out, MemorySegment secret) {
        try {
            return (int) Curves.PUBLIC.invokeExact(out, secret);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_sign_seed_keypair(MemorySegment open, MemorySegment secret, MemorySegment seed) {
        try {
            return (int) Curves.PAIR.invokeExact(open, secret, seed);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_sign_detached(MemorySegment out, MemorySegment message, MemorySegment secret) {
        try {
            return (int) Curves.SIGN.invokeExact(out, NONE, message, message.byteSize(), secret);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_sign_verify_detached(
            MemorySegment signature, MemorySegment message, MemorySegment key) {
        try {
            return (int) Curves.VERIFY.invokeExact(signature, message, message.byteSize(), key);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_core_ristretto255_from_hash(MemorySegment out, MemorySegment hash) {
        try {
            return (int) Codes.POINT.invokeExact(out, hash);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    void crypto_core_ristretto255_scalar_reduce(MemorySegment out, MemorySegment wide) {
        try {
            Codes.REDUCE.invokeExact(out, wide);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_scalarmult_ristretto255(
            MemorySegment out, MemorySegment scalar, MemorySegment point) {
        try {
            return (int) Codes.MULTIPLY.invokeExact(out, scalar, point);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int crypto_hash_sha512(MemorySegment out, MemorySegment in) {
        try {
            return (int) Codes.SHA512.invokeExact(out, in, in.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Memory between guard pages, of a size we chose; NULL when there is none. */
    MemorySegment sodium_malloc(long size) {
        try {
            return (MemorySegment) Memory.MALLOC.invokeExact(size);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Asks the system to keep memory out of swap and of core dumps; 0 when it will. */
    int sodium_mlock(MemorySegment memory) {
        try {
            return (int) Memory.MLOCK.invokeExact(memory, memory.byteSize());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Overwrites what calls before this one left on the stack of this thread. */
    void cleanStack() {
        try {
            Cleaning.CLEAN.invokeExact(STACK);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }
}
