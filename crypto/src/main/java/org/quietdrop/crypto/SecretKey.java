package org.quietdrop.crypto;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Secret bytes with an end: {@link #close} wipes them. It never shows what it holds, is never equal
 * to anything but itself, and is not safe for use by several threads at once. The collector may
 * have moved copies; that limit is said in THREAT_MODEL.md.
 */
public final class SecretKey implements AutoCloseable {
    /** Length of a usual key in bytes. */
    public static final int SIZE = 32;

    private byte @Nullable [] value;

    private SecretKey(byte[] value) {
        this.value = value;
    }

    /** Copies {@code value}; the caller still has its own to wipe. */
    public static SecretKey of(byte[] value) {
        return new SecretKey(value.clone());
    }

    /** Takes {@code value} over without copying: the caller must not use it again. */
    public static SecretKey take(byte[] value) {
        return new SecretKey(value);
    }

    /** A fresh key of 32 random bytes. */
    public static SecretKey random(RandomSource random) {
        return new SecretKey(random.bytes(SIZE));
    }

    /** Length in bytes. */
    public int size() {
        return expose().length;
    }

    /** An independent key with the same bytes, to be closed on its own. */
    public SecretKey copy() {
        return new SecretKey(expose().clone());
    }

    /**
     * The live bytes, not a copy: neither to be kept nor changed. Only the rooms which compute with
     * keys may ask; a test of the house holds that.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public byte[] expose() {
        byte[] live = value;
        if (live == null) {
            throw new IllegalStateException("the secret key is closed");
        }
        return live;
    }

    /** Whether both hold the same bytes, in time that does not depend on where they differ. */
    public boolean sameAs(SecretKey other) {
        return ConstantTime.equal(expose(), other.expose());
    }

    /** Wipes the bytes. Closing twice does nothing. */
    @Override
    public void close() {
        byte[] live = value;
        if (live != null) {
            value = null;
            Arrays.fill(live, (byte) 0);
        }
    }

    @Override
    public String toString() {
        return "SecretKey[redacted]";
    }
}
