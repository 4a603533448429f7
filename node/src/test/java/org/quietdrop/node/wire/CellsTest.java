package org.quietdrop.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.ProtocolViolation.Reason;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class CellsTest {
    private static final Frame.Ack ACK = new Frame.Ack(Samples.filled(7, 16));

    @Test
    void everySequenceOfFramesComesOutInOrder() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Frame> frames = Samples.frames(random, random.nextInt(40));
            List<Frame> back = new ArrayList<>();
            for (byte[] cell : Cells.pack(frames)) {
                assertEquals(Cells.PLAINTEXT, cell.length);
                back.addAll(Cells.unpack(cell));
            }
            assertEquals(frames, back, "seed " + seed);
        }
    }

    @Test
    void anEnvelopeAndFourAcksFillOneCellAndAFifthTakesAnother() {
        List<Frame> frames = new ArrayList<>();
        frames.add(new Frame.Envelope(Samples.filled(1, 4_000)));
        for (int i = 0; i < 4; i++) {
            frames.add(ACK);
        }
        assertEquals(1, Cells.pack(frames).size());
        frames.add(ACK);
        assertEquals(2, Cells.pack(frames).size());
    }

    @Test
    void aDepositAndOneAckFillOneCell() {
        Bytes handle = Samples.filled(1, 16);
        var deposit = new Frame.Deposit(handle, 7, Samples.filled(2, FrameCodec.DROP_SIZE));
        assertEquals(1, Cells.pack(List.of(deposit, ACK)).size());
        assertEquals(2, Cells.pack(List.of(deposit, ACK, ACK)).size());
        var drop = new Frame.Drop(handle, Samples.filled(2, FrameCodec.DROP_SIZE));
        assertEquals(1, Cells.pack(List.of(drop, ACK)).size());
    }

    @Test
    void depositsOfAnySizeAndForAnyTimeAreReadSoThatTheyCanBeRefused() {
        for (int size : List.of(1, 17, 4_039, 4_040, 4_041, FrameCodec.MAX_BODY - 17)) {
            for (int days : List.of(0, 1, 31, 255)) {
                var deposit =
                        new Frame.Deposit(Samples.filled(1, 16), days, Samples.filled(2, size));
                assertEquals(
                        List.of(deposit), Cells.unpack(Cells.pack(List.of(deposit)).getFirst()));
            }
        }
    }

    @Test
    void aReasonThatIsNotKnownIsSomeReason() {
        byte[] cell = new byte[Cells.PLAINTEXT];
        ByteBuffer.wrap(cell).put((byte) 13).putShort((short) 17).put(new byte[16]).put((byte) 99);
        var not = new Frame.NotKept(Samples.filled(0, 16), Frame.NotKept.Reason.OTHER);
        assertEquals(List.of(not), Cells.unpack(cell));
    }

    @Test
    void anAskOfHalfAHandleIsRefused() {
        byte[] cell = new byte[Cells.PLAINTEXT];
        ByteBuffer.wrap(cell).put((byte) 14).putShort((short) 18).put((byte) 1);
        refused(Reason.SIZE, cell);
        ByteBuffer.wrap(cell).put((byte) 14).putShort((short) 17).put((byte) 2);
        refused(Reason.VALUE, cell);
    }

    @Test
    void aFrameMayEndExactlyWithTheCell() {
        byte[] cell = new byte[Cells.PLAINTEXT];
        ByteBuffer.wrap(cell).put((byte) 200).putShort((short) FrameCodec.MAX_BODY);
        assertEquals(List.of(), Cells.unpack(cell));
        ByteBuffer.wrap(cell).put((byte) 200).putShort((short) (FrameCodec.MAX_BODY + 1));
        refused(Reason.SIZE, cell);
    }

    @Test
    void anEmptyCellIsPadding() {
        assertEquals(List.of(), Cells.unpack(new byte[Cells.PLAINTEXT]));
    }

    @Test
    void anyByteInThePaddingEndsTheLink() {
        byte[] cell = Cells.pack(List.of(ACK)).getFirst();
        for (int at = FrameCodec.size(ACK) + 1; at < cell.length; at++) {
            byte[] bad = cell.clone();
            bad[at] = 1;
            refused(Reason.PADDING, bad);
        }
    }

    @Test
    void cellsOfAnyOtherSizeAreRefused() {
        refused(Reason.SIZE, new byte[0]);
        refused(Reason.SIZE, new byte[Cells.PLAINTEXT - 1]);
        refused(Reason.SIZE, new byte[Cells.PLAINTEXT + 1]);
    }

    @Test
    void oneOrTwoBytesLeftThatAreNotZeroAreNoFrame() {
        for (int left = 1; left <= 2; left++) {
            byte[] cell = new byte[Cells.PLAINTEXT];
            int skipped = Cells.PLAINTEXT - FrameCodec.HEADER - left;
            ByteBuffer.wrap(cell).put((byte) 255).putShort((short) skipped);
            cell[Cells.PLAINTEXT - left] = (byte) 129;
            refused(Reason.SIZE, cell);
        }
    }

    @Test
    void unknownKindsAreSkippedFrom128UpAndRefusedBelow() {
        for (int type = 1; type < 256; type++) {
            byte[] cell = new byte[Cells.PLAINTEXT];
            ByteBuffer out = ByteBuffer.wrap(cell);
            out.put((byte) type).putShort((short) 5).put(new byte[] {1, 2, 3, 4, 5});
            FrameCodec.encode(ACK, out);
            boolean known = (type >= 1 && type <= 17) || (type >= 128 && type <= 132);
            if (known) {
                assertThrows(ProtocolViolation.class, () -> Cells.unpack(cell));
            } else if (type < 128) {
                refused(Reason.UNKNOWN, cell);
            } else {
                assertEquals(List.of(ACK), Cells.unpack(cell));
            }
        }
    }

    @Test
    void everyOtherLengthOfAKnownFrameIsRefused() {
        for (long seed = 0; seed < 80; seed++) {
            Frame frame = Samples.frame(new Random(seed));
            // These two have as many bytes as they say.
            if (frame instanceof Frame.Deposit || frame instanceof Frame.Ask) continue;
            byte[] cell = Cells.pack(List.of(frame)).getFirst();
            int right = FrameCodec.size(frame) - FrameCodec.HEADER;
            for (int length = 0; length <= FrameCodec.MAX_BODY; length++) {
                if (length == right) continue;
                ByteBuffer.wrap(cell).putShort(1, (short) length);
                byte[] bad = cell.clone();
                assertThrows(ProtocolViolation.class, () -> Cells.unpack(bad), "seed " + seed);
            }
        }
    }

    @Test
    void noBytesCanDoMoreThanBeRefused() {
        Random random = new Random(42);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] cell = Cells.pack(Samples.frames(random, 3)).getFirst();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                cell[random.nextInt(400)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                assertEquals(Cells.PLAINTEXT, cell.length);
                Cells.pack(Cells.unpack(cell));
            } catch (ProtocolViolation e) {
                refused++;
            }
        }
        assertTrue(refused > 1_000, "the generator must break cells, broke " + refused);
    }

    @Test
    void badFieldsAreNeverWritten() {
        for (Frame bad :
                List.of(
                        new Frame.Ack(Bytes.of(new byte[15])),
                        new Frame.Envelope(Bytes.of(new byte[4_001])),
                        new Frame.LinkKem(Bytes.of(new byte[1])),
                        new Frame.Addresses(List.of(new Endpoint("somewhere.example", 1))),
                        new Frame.Addresses(List.of(new Endpoint("10.0.0.1", 0))))) {
            assertThrows(IllegalArgumentException.class, () -> Cells.pack(List.of(bad)));
        }
    }

    @Test
    void hostileAddressesAreRefused() {
        addresses(Reason.SIZE);
        addresses(Reason.VALUE, 9);
        addresses(Reason.SIZE, 1);
        addresses(Reason.VALUE, 1, 5, 0, 1, 1, 2, 3, 4);
        addresses(Reason.VALUE, 1, 4, 0, 0, 1, 2, 3, 4);
        addresses(Reason.SIZE, 1, 4, 0, 1, 1, 2, 3);
        addresses(Reason.SIZE, 1, 4, 0, 1, 1, 2, 3, 4, 5);
        addresses(Reason.VALUE, 1, 4, 0, 1, 0, 0, 0, 0);
        addresses(Reason.VALUE, 1, 4, 0, 1, 224, 0, 0, 251);
        addresses(Reason.VALUE, 1, 6, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4);
    }

    @Test
    void theScopeOfAnAddressStaysHere() {
        Frame sent = new Frame.Addresses(List.of(new Endpoint("fe80::1%eth0", 4_000)));
        Frame seen = Cells.unpack(Cells.pack(List.of(sent)).getFirst()).getFirst();
        assertEquals(new Frame.Addresses(List.of(new Endpoint("fe80:0:0:0:0:0:0:1", 4_000))), seen);
    }

    private static void addresses(Reason reason, int... body) {
        byte[] cell = new byte[Cells.PLAINTEXT];
        ByteBuffer out = ByteBuffer.wrap(cell).put((byte) 128).putShort((short) body.length);
        for (int b : body) {
            out.put((byte) b);
        }
        refused(reason, cell);
    }

    private static void refused(Reason reason, byte[] cell) {
        var violation = assertThrows(ProtocolViolation.class, () -> Cells.unpack(cell));
        assertEquals(reason, violation.reason());
    }
}
