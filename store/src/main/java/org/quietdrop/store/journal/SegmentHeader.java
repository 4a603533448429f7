package org.quietdrop.store.journal;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands at the head of a segment file, and once more at its end: which segment it is, and its
 * own random data key, wrapped under the store key so that it can be destroyed alone. FORMAT.md 3.
 *
 * @param number of the segment, from 1
 * @param size length of the file in bytes
 * @param firstSeq sequence number that the first batch here will have
 * @param oldest number of the oldest segment that still counts
 * @param previousTag tag of the batch before the first one here
 */
record SegmentHeader(long number, int size, long firstSeq, long oldest, Bytes previousTag) {
    static final int LENGTH = 128;
    static final int FORMAT = 1;
    static final int TAG = 16;
    private static final int KEY = 32;
    private static final int CLEAR = 24;
    private static final int NONCE = 24;
    private static final byte[] MAGIC = "QDropSEG".getBytes(StandardCharsets.US_ASCII);

    /** What 128 bytes turned out to be. */
    sealed interface Reading {
        /** A header of ours, with the segment's data key (the reader owns it). */
        record Valid(SegmentHeader header, SecretKey dataKey) implements Reading {}

        /** A header of a later format. */
        record Newer(int format) implements Reading {}

        /** Nothing that can be believed. */
        record Bad() implements Reading {}
    }

    byte[] seal(SecretKey wrap, SecretKey dataKey, RandomSource random) {
        byte[] clear =
                ByteBuffer.allocate(CLEAR)
                        .put(MAGIC)
                        .putShort((short) FORMAT)
                        .putShort((short) 0)
                        .putInt(size)
                        .putLong(number)
                        .array();
        byte[] nonce = random.bytes(NONCE);
        byte[] plain =
                ByteBuffer.allocate(KEY + 8 + 8 + TAG)
                        .put(dataKey.expose())
                        .putLong(firstSeq)
                        .putLong(oldest)
                        .put(previousTag.toArray())
                        .array();
        byte[] sealed = XAead.seal(wrap, nonce, clear, plain);
        Arrays.fill(plain, (byte) 0);
        return ByteBuffer.allocate(LENGTH).put(clear).put(nonce).put(sealed).array();
    }

    /** Reads a header; {@code bytes} has exactly {@link #LENGTH}. */
    static Reading read(SecretKey wrap, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            return new Reading.Bad();
        }
        int format = Short.toUnsignedInt(in.getShort());
        if (format != FORMAT) {
            return format > FORMAT ? new Reading.Newer(format) : new Reading.Bad();
        }
        in.getShort();
        int size = in.getInt();
        long number = in.getLong();
        byte[] plain;
        try {
            plain =
                    XAead.open(
                            wrap,
                            Arrays.copyOfRange(bytes, CLEAR, CLEAR + NONCE),
                            Arrays.copyOf(bytes, CLEAR),
                            Arrays.copyOfRange(bytes, CLEAR + NONCE, LENGTH));
        } catch (OpenFailed e) {
            return new Reading.Bad();
        }
        ByteBuffer sealed = ByteBuffer.wrap(plain);
        byte[] key = new byte[KEY];
        sealed.get(key);
        long firstSeq = sealed.getLong();
        long oldest = sealed.getLong();
        byte[] tag = new byte[TAG];
        sealed.get(tag);
        Arrays.fill(plain, (byte) 0);
        return new Reading.Valid(
                new SegmentHeader(number, size, firstSeq, oldest, Bytes.of(tag)),
                SecretKey.take(key));
    }
}
