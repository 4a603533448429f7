package org.quietdrop.store.journal;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.ConstantTime;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One committed batch as it lies in a segment: 64 bytes of header and a sealed, padded body.
 * FORMAT.md 4.
 *
 * <p>Header and body are bound to the segment, to the offset and to the tag of the frame before, so
 * a frame that was moved, swapped or played again opens nowhere.
 *
 * @param bodyLength of the sealed body with its tag
 * @param seq number of the batch, from 1
 * @param previousTag tag of the batch before
 * @param nonce random, 24 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // lives for a moment, is never compared
record Frame(int bodyLength, long seq, byte[] previousTag, byte[] nonce) {
    static final int HEADER = 64;
    static final int ALIGNMENT = 16;
    static final int TAG = 16;

    /** Longest batch in bytes, before padding. */
    static final int MAX_BATCH = 32 << 20;

    private static final int SIGNED = 56;
    private static final int CHECK = 8;
    private static final int NONCE = 24;
    private static final byte[] MAGIC = "QDfr".getBytes(StandardCharsets.US_ASCII);

    /** How long the frame of a batch is on the disk, rounded up to where the next one begins. */
    static int room(int batchLength) {
        return align(HEADER + padded(batchLength) + TAG);
    }

    static int align(int offset) {
        return (offset + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /**
     * Length of the body before sealing: steps of a quarter of a power of two, from 256 up, so that
     * the length of a batch says little about what is in it.
     */
    static int padded(int batchLength) {
        int need = batchLength + 4;
        if (need <= 256) {
            return 256;
        }
        int step = Math.max(256, Integer.highestOneBit(need - 1) / 4);
        return (need + step - 1) / step * step;
    }

    /** Offset of the byte after this frame's last. */
    int end(int offset) {
        return offset + HEADER + bodyLength;
    }

    /** Seals a batch for one place. The last 16 bytes of the body are the tag of the chain. */
    static byte[] seal(SegmentKeys keys, Place place, long seq, byte[] previousTag, Plain batch) {
        int length = padded(batch.bytes().length);
        byte[] nonce = batch.random().bytes(NONCE);
        byte[] head =
                ByteBuffer.allocate(SIGNED)
                        .put(MAGIC)
                        .putInt(length + TAG)
                        .putLong(seq)
                        .put(previousTag)
                        .put(nonce)
                        .array();
        byte[] plain =
                ByteBuffer.allocate(length).putInt(batch.bytes().length).put(batch.bytes()).array();
        byte[] header = Bytes.join(head, check(keys.head(), bound(head, place)));
        byte[] sealed = XAead.seal(keys.frame(), nonce, bound(header, place), plain);
        return Bytes.join(header, sealed);
    }

    /** The batch to seal and where the nonce comes from. */
    @SuppressWarnings("ArrayRecordComponent")
    record Plain(byte[] bytes, RandomSource random) {}

    /**
     * Whether an authentic header stands at a place: cheaper than {@link #open}, for the search
     * behind damage.
     */
    static boolean looksRight(SegmentKeys keys, Place place, byte[] from, int at) {
        if (readHeader(from, at).isEmpty()) {
            return false;
        }
        byte[] head = Arrays.copyOfRange(from, at, at + SIGNED);
        byte[] check = Arrays.copyOfRange(from, at + SIGNED, at + HEADER);
        return ConstantTime.equal(check(keys.head(), bound(head, place)), check);
    }

    /** Reads what may be a header; only {@link #open} tells whether it is one. */
    static Optional<Frame> readHeader(byte[] from, int at) {
        if (from.length - at < HEADER
                || !Arrays.equals(from, at, at + MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return Optional.empty();
        }
        byte[] head = Arrays.copyOfRange(from, at, at + SIGNED);
        ByteBuffer in = ByteBuffer.wrap(head);
        in.position(MAGIC.length);
        int bodyLength = in.getInt();
        long seq = in.getLong();
        byte[] previousTag = new byte[TAG];
        byte[] nonce = new byte[NONCE];
        in.get(previousTag).get(nonce);
        return Optional.of(new Frame(bodyLength, seq, previousTag, nonce));
    }

    /** Opens the body that follows the header at {@code at}; empty if it is not what was sealed. */
    Optional<byte[]> open(SegmentKeys keys, Place place, byte[] from, int at) {
        if (bodyLength < TAG || bodyLength > from.length - at - HEADER) {
            return Optional.empty();
        }
        byte[] head = Arrays.copyOfRange(from, at, at + HEADER);
        byte[] body = Arrays.copyOfRange(from, at + HEADER, at + HEADER + bodyLength);
        byte[] plain;
        try {
            plain = XAead.open(keys.frame(), nonce, bound(head, place), body);
        } catch (OpenFailed e) {
            return Optional.empty();
        }
        int length = plain.length < 4 ? -1 : ByteBuffer.wrap(plain).getInt();
        if (length < 0 || length > plain.length - 4) {
            return Optional.empty();
        }
        byte[] batch = Arrays.copyOfRange(plain, 4, 4 + length);
        Arrays.fill(plain, (byte) 0);
        return Optional.of(batch);
    }

    /** The tag that the next frame repeats. */
    byte[] tag(byte[] from, int at) {
        int end = end(at);
        return Arrays.copyOfRange(from, end - TAG, end);
    }

    private static byte[] bound(byte[] head, Place place) {
        return ByteBuffer.allocate(head.length + 12)
                .put(head)
                .putLong(place.segment())
                .putInt(place.offset())
                .array();
    }

    private static byte[] check(SecretKey key, byte[] bound) {
        return Arrays.copyOf(Blake2b.prf(key, "QDv1 db head", bound), CHECK);
    }
}
