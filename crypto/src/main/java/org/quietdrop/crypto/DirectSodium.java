package org.quietdrop.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.goterl.lazysodium.SodiumJava;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * lazysodium's binding, in which the functions that every message needs take the JDK's way into the
 * same library. JNA copies each array into memory of its own and back, and wipes none of these
 * copies; here the library works on the arrays themselves. A collection waits for a call that runs,
 * so nothing goes this way that takes long for its size.
 *
 * <p>Made only after the library was loaded into this process by this class's loader. {@code
 * size_t} and {@code unsigned long long} have 64 bits on every system that {@link SodiumFile}
 * knows.
 */
final class DirectSodium extends SodiumJava {
    private static final MemoryLayout POINTER = ADDRESS;

    private static final MethodHandle SCALARMULT =
            function("crypto_scalarmult", POINTER, POINTER, POINTER);
    private static final MethodHandle SCALARMULT_BASE =
            function("crypto_scalarmult_base", POINTER, POINTER);
    private static final MethodHandle BLAKE2B =
            function(
                    "crypto_generichash_blake2b_salt_personal",
                    POINTER,
                    JAVA_LONG,
                    POINTER,
                    JAVA_LONG,
                    POINTER,
                    JAVA_LONG,
                    POINTER,
                    POINTER);
    private static final MethodHandle SEAL = seal("crypto_aead_chacha20poly1305_ietf_encrypt");
    private static final MethodHandle OPEN = open("crypto_aead_chacha20poly1305_ietf_decrypt");
    private static final MethodHandle XSEAL = seal("crypto_aead_xchacha20poly1305_ietf_encrypt");
    private static final MethodHandle XOPEN = open("crypto_aead_xchacha20poly1305_ietf_decrypt");

    /** Binds everything else as lazysodium does. */
    DirectSodium(String file) {
        super(file);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        SymbolLookup.loaderLookup().findOrThrow(name),
                        FunctionDescriptor.of(JAVA_INT, arguments),
                        Linker.Option.critical(true));
    }

    private static MethodHandle seal(String name) {
        return function(
                name, POINTER, POINTER, POINTER, JAVA_LONG, POINTER, JAVA_LONG, POINTER, POINTER,
                POINTER);
    }

    private static MethodHandle open(String name) {
        return function(
                name, POINTER, POINTER, POINTER, POINTER, JAVA_LONG, POINTER, JAVA_LONG, POINTER,
                POINTER);
    }

    private static MemorySegment at(byte @Nullable [] array) {
        return array == null ? MemorySegment.NULL : MemorySegment.ofArray(array);
    }

    private static MemorySegment at(long @Nullable [] array) {
        return array == null ? MemorySegment.NULL : MemorySegment.ofArray(array);
    }

    /** A call throws nothing of its own: what comes is the JVM's, such as an exhausted stack. */
    private static RuntimeException thrown(Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException unchecked -> unchecked;
            default -> new IllegalStateException(cause);
        };
    }

    @Override
    public int crypto_scalarmult(byte[] out, byte[] secret, byte[] point) {
        try {
            return (int) SCALARMULT.invokeExact(at(out), at(secret), at(point));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    @Override
    public int crypto_scalarmult_base(byte[] out, byte[] secret) {
        try {
            return (int) SCALARMULT_BASE.invokeExact(at(out), at(secret));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    @Override
    public int crypto_generichash_blake2b_salt_personal(
            byte[] out,
            int outSize,
            byte[] in,
            long inSize,
            byte @Nullable [] key,
            int keySize,
            byte[] salt,
            byte[] personal) {
        try {
            return (int)
                    BLAKE2B.invokeExact(
                            at(out),
                            (long) outSize,
                            at(in),
                            inSize,
                            at(key),
                            (long) keySize,
                            at(salt),
                            at(personal));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    @Override
    public int crypto_aead_chacha20poly1305_ietf_encrypt(
            byte[] out,
            long @Nullable [] outSize,
            byte[] plain,
            long plainSize,
            byte[] ad,
            long adSize,
            byte @Nullable [] none,
            byte[] nonce,
            byte[] key) {
        try {
            return (int)
                    SEAL.invokeExact(
                            at(out),
                            at(outSize),
                            at(plain),
                            plainSize,
                            at(ad),
                            adSize,
                            at(none),
                            at(nonce),
                            at(key));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    @Override
    public int crypto_aead_chacha20poly1305_ietf_decrypt(
            byte[] out,
            long @Nullable [] outSize,
            byte @Nullable [] none,
            byte[] sealed,
            long sealedSize,
            byte[] ad,
            long adSize,
            byte[] nonce,
            byte[] key) {
        try {
            return (int)
                    OPEN.invokeExact(
                            at(out),
                            at(outSize),
                            at(none),
                            at(sealed),
                            sealedSize,
                            at(ad),
                            adSize,
                            at(nonce),
                            at(key));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    @Override
    public int crypto_aead_xchacha20poly1305_ietf_encrypt(
            byte[] out,
            long @Nullable [] outSize,
            byte[] plain,
            long plainSize,
            byte[] ad,
            long adSize,
            byte @Nullable [] none,
            byte[] nonce,
            byte[] key) {
        try {
            return (int)
                    XSEAL.invokeExact(
                            at(out),
                            at(outSize),
                            at(plain),
                            plainSize,
                            at(ad),
                            adSize,
                            at(none),
                            at(nonce),
                            at(key));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }

    @Override
    public int crypto_aead_xchacha20poly1305_ietf_decrypt(
            byte[] out,
            long @Nullable [] outSize,
            byte @Nullable [] none,
            byte[] sealed,
            long sealedSize,
            byte[] ad,
            long adSize,
            byte[] nonce,
            byte[] key) {
        try {
            return (int)
                    XOPEN.invokeExact(
                            at(out),
                            at(outSize),
                            at(none),
                            at(sealed),
                            sealedSize,
                            at(ad),
                            adSize,
                            at(nonce),
                            at(key));
        } catch (Throwable e) {
            throw thrown(e);
        }
    }
}
