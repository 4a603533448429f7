package org.quietdrop.store.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.CountingRandom;
import org.quietdrop.store.Golden;

import java.util.List;

/** Segment headers and frames are, byte for byte, what FORMAT.md says. */
final class FormatTest {
    private static final SegmentHeader HEADER = new SegmentHeader(2, 4096, 7, 1, Golden.tag());
    private static final Place PLACE = new Place(2, 128);

    private final CountingRandom random = new CountingRandom();
    private final SecretKey dataKey = SecretKey.random(random);
    private final SecretKey wrap =
            SecretKey.take(Blake2b.prf(Golden.storeKey().expose(), "QDv1 db wrap"));

    @Test
    void segmentHeader() throws Exception {
        Golden.check("segment-header", HEADER.seal(wrap, dataKey, random));
        SegmentHeader.Reading.Valid read =
                assertInstanceOf(
                        SegmentHeader.Reading.Valid.class,
                        SegmentHeader.read(wrap, Golden.vector("segment-header")));
        assertEquals(HEADER, read.header());
        assertTrue(read.dataKey().sameAs(dataKey));
        for (int at = 0; at < SegmentHeader.LENGTH; at++) {
            byte[] bad = Golden.vector("segment-header");
            bad[at] ^= 1;
            if (at != 8 && at != 9) { // the format itself
                assertInstanceOf(
                        SegmentHeader.Reading.Bad.class,
                        SegmentHeader.read(wrap, bad),
                        "byte " + at);
            }
        }
        byte[] newer = Golden.vector("segment-header");
        newer[9] = 9;
        assertEquals(new SegmentHeader.Reading.Newer(9), SegmentHeader.read(wrap, newer));
    }

    @Test
    void frame() throws Exception {
        SegmentKeys keys = SegmentKeys.from(dataKey);
        byte[] batch = Golden.vector("batch");
        byte[] frame =
                Frame.seal(keys, PLACE, 7, Golden.tag().toArray(), new Frame.Plain(batch, random));
        Golden.check("frame", frame);
        Frame read = Frame.readHeader(frame, 0).orElseThrow();
        assertEquals(7, read.seq());
        assertArrayEquals(Golden.tag().toArray(), read.previousTag());
        assertArrayEquals(batch, read.open(keys, PLACE, frame, 0).orElseThrow());
        for (int at = 0; at < frame.length; at++) {
            byte[] bad = frame.clone();
            bad[at] ^= (byte) 0x80;
            assertTrue(
                    Frame.readHeader(bad, 0).flatMap(f -> f.open(keys, PLACE, bad, 0)).isEmpty(),
                    "byte " + at);
        }
        assertTrue(Frame.looksRight(keys, PLACE, frame, 0));
        for (Place other : List.of(new Place(2, 144), new Place(3, 128))) {
            assertFalse(Frame.looksRight(keys, other, frame, 0));
            assertTrue(read.open(keys, other, frame, 0).isEmpty());
        }
        byte[] unlike = frame.clone();
        unlike[20] ^= 1;
        assertFalse(Frame.looksRight(keys, PLACE, unlike, 0));
    }

    @Test
    void paddingGrowsInSteps() {
        int before = 0;
        for (int length = 0; length < 200_000; length++) {
            int padded = Frame.padded(length);
            assertTrue(padded >= length + 4 && padded >= before);
            assertTrue(padded <= Math.max(256, (length + 4) * 2), "length " + length);
            assertEquals(0, padded % 256);
            before = padded;
        }
        assertEquals(256, Frame.padded(0));
        assertEquals(256, Frame.padded(252));
        assertEquals(512, Frame.padded(253));
    }
}
