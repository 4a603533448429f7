package org.quietdrop.tests.fuzz;

import org.quietdrop.crypto.Bytes;

import java.util.function.Function;

/** What every decoder must do. A broken rule is an {@code AssertionError}. */
public final class Always {
    private Always() {}

    public static void that(boolean kept, String rule) {
        if (!kept) throw new AssertionError(rule);
    }

    /**
     * Decoding, encoding and decoding again gives the same, twice.
     *
     * @param refusal the only thing that decoding may throw
     */
    public static <T> void decodes(
            byte[] bytes,
            Function<byte[], T> decode,
            Function<T, byte[]> encode,
            Class<?>... refusal) {
        T first;
        try {
            first = decode.apply(bytes.clone());
        } catch (RuntimeException e) {
            for (Class<?> allowed : refusal) {
                if (allowed.isInstance(e)) return;
            }
            throw e;
        }
        byte[] once = encode.apply(first);
        byte[] twice = encode.apply(decode.apply(once.clone()));
        that(Bytes.of(once).equals(Bytes.of(twice)), "decode, encode, decode gives another");
    }
}
