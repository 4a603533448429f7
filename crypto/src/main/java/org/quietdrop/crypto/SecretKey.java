package org.quietdrop.crypto;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Secret bytes with an end: {@link #close} wipes them. It never shows what it holds, is never equal
 * to anything but itself, and is not safe for use by several threads at once.
 *
 * <p>Short-lived ones lie in the heap, where the collector may leave copies; those that live long
 * lie in the locked slab ({@link #lasting}, {@link LockedMemory}), as long as it has room. What is
 * promised of that is said in THREAT_MODEL.md.
 */
public final class SecretKey implements AutoCloseable {
    /** Length of a usual key in bytes. */
    public static final int SIZE = 32;

    private byte @Nullable [] value;
    private LockedMemory.@Nullable Place place;

    private SecretKey(byte @Nullable [] value, LockedMemory.@Nullable Place place) {
        this.value = value;
        this.place = place;
    }

    /** Copies {@code value}; the caller still has its own to wipe. */
    public static SecretKey of(byte[] value) {
        return new SecretKey(value.clone(), null);
    }

    /** Takes {@code value} over without copying: the caller must not use it again. */
    public static SecretKey take(byte[] value) {
        return new SecretKey(value, null);
    }

    /** A fresh key of 32 random bytes. */
    public static SecretKey random(RandomSource random) {
        return new SecretKey(random.bytes(SIZE), null);
    }

    /** Zeros in the slab, or in the heap when that is full; to be filled by its maker. */
    static SecretKey blank(int size) {
        LockedMemory.Place place = LockedMemory.place(size);
        return new SecretKey(place == null ? new byte[size] : null, place);
    }

    /**
     * UTF-8 of characters, in the slab: a passphrase on its way. What is no character becomes a
     * question mark. The caller still has its own to wipe.
     */
    public static SecretKey utf8(CharBuffer chars) {
        CharsetEncoder encoder =
                StandardCharsets.UTF_8
                        .newEncoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer out = ByteBuffer.allocate((int) (chars.remaining() * encoder.maxBytesPerChar()));
        encoder.encode(chars.duplicate(), out, true);
        SecretKey made = blank(out.flip().remaining());
        made.segment().copyFrom(MemorySegment.ofArray(out.array()).asSlice(0, out.remaining()));
        Arrays.fill(out.array(), (byte) 0);
        return made;
    }

    /**
     * Moves the bytes into the locked slab, for as long as this key lives; from then on nobody can
     * {@link #expose} them. Where the slab has no room they stay where they are.
     *
     * @return this
     */
    public SecretKey lasting() {
        byte[] live = value;
        if (live == null) {
            var _ = segment();
            return this;
        }
        LockedMemory.Place to = LockedMemory.place(live.length);
        if (to != null) {
            MemorySegment.copy(live, 0, to.bytes(), ValueLayout.JAVA_BYTE, 0, live.length);
            Arrays.fill(live, (byte) 0);
            value = null;
            place = to;
        }
        return this;
    }

    /** Length in bytes. */
    public int size() {
        return (int) segment().byteSize();
    }

    /** An independent key with the same bytes, in the heap, to be closed on its own. */
    public SecretKey copy() {
        return new SecretKey(segment().toArray(ValueLayout.JAVA_BYTE), null);
    }

    /** An independent key with the same bytes, in the slab if this one is, to be closed alone. */
    public SecretKey twin() {
        if (place == null) {
            return copy();
        }
        SecretKey twin = blank(size());
        twin.segment().copyFrom(segment());
        return twin;
    }

    /** Copies the bytes to where the caller needs and wipes them. */
    public void copyTo(byte[] out, int at) {
        MemorySegment from = segment();
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, out, at, (int) from.byteSize());
    }

    /** Where the bytes lie, for the functions of this room; no longer than the key is open. */
    MemorySegment segment() {
        LockedMemory.Place there = place;
        if (there != null) {
            return there.bytes();
        }
        byte[] live = value;
        if (live == null) {
            throw new IllegalStateException("the secret key is closed");
        }
        return MemorySegment.ofArray(live);
    }

    /**
     * The live bytes, not a copy: neither to be kept nor changed. Only the rooms which compute with
     * keys may ask; a test of the house holds that.
     *
     * @throws IllegalStateException after {@link #close}, and for a key in the slab
     */
    public byte[] expose() {
        byte[] live = value;
        if (live == null) {
            throw new IllegalStateException(
                    place == null
                            ? "the secret key is closed"
                            : "the secret key lies in locked memory");
        }
        return live;
    }

    /** Whether both hold the same bytes, in time that does not depend on where they differ. */
    public boolean sameAs(SecretKey other) {
        return ConstantTime.equal(segment(), other.segment());
    }

    /** Wipes the bytes. Closing twice does nothing. */
    @Override
    public void close() {
        byte[] live = value;
        if (live != null) {
            value = null;
            Arrays.fill(live, (byte) 0);
        }
        LockedMemory.Place there = place;
        if (there != null) {
            place = null;
            there.free();
        }
    }

    @Override
    public String toString() {
        return "SecretKey[redacted]";
    }
}
