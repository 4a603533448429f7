package org.quietdrop.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.wire.ProtocolViolation.Reason;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;

final class BodyTest {
    private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.089Z");

    @Test
    void textsOfEverySizeComeBack() {
        for (int size = 1; size <= Payload.Text.MAX_BYTES; size++) {
            Body body = text("x".repeat(size));
            byte[] bytes = Body.encode(body);
            assertEquals(Body.SIZE, bytes.length);
            assertEquals(body, Body.decode(bytes));
        }
    }

    @Test
    void textsOutsideTheLimitsCannotBeMade() {
        assertThrows(IllegalArgumentException.class, () -> new Payload.Text(""));
        assertThrows(IllegalArgumentException.class, () -> new Payload.Text("x".repeat(3_801)));
        assertThrows(IllegalArgumentException.class, () -> new Payload.Text("é".repeat(1_901)));
        assertThrows(IllegalArgumentException.class, () -> new Payload.Text("\ud83d"));
        assertEquals("é".repeat(1_900), new Payload.Text("é".repeat(1_900)).text());
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        for (int[] bad :
                new int[][] {
                    {0xc0, 0xaf}, {0xed, 0xa0, 0x80}, {0xff}, {0xe2, 0x82}, {0xf4, 0x90, 0x80, 0x80}
                }) {
            byte[] bytes = Body.encode(text("x".repeat(bad.length)));
            for (int i = 0; i < bad.length; i++) {
                bytes[36 + i] = (byte) bad[i];
            }
            refused(Reason.TEXT, bytes);
        }
    }

    @Test
    void fieldsOutsideTheirRangeAreRefused() {
        refused(Reason.SIZE, new byte[Body.SIZE - 1]);
        refused(Reason.SIZE, new byte[Body.SIZE + 1]);
        refused(Reason.UNKNOWN, with(0, 0));
        refused(Reason.UNKNOWN, with(0, 11));
        refused(Reason.SIZE, with(0, 7));
        refused(Reason.VALUE, with(0, 8));
        refused(Reason.VALUE, with(0, 9));
        refused(Reason.VALUE, with(0, 10));
        refused(Reason.VALUE, with(0, 3));
        refused(Reason.VALUE, with(0, 4));
        refused(Reason.VALUE, with(0, 6));
        refused(Reason.VALUE, with(0, 2));
        refused(Reason.VALUE, with(0, 5));
        refused(Reason.UNKNOWN, with(0, 127));
        refused(Reason.VALUE, with(17, 0x80));
        refused(Reason.VALUE, with(24, 0));
        refused(Reason.VALUE, with(25, 0x80));
        refused(Reason.VALUE, with(25, 1));
        refused(Reason.VALUE, with(33, 0));
        refused(Reason.VALUE, with(33, 31));
        refused(Reason.SIZE, with(34, 0x0f, 0x15));
        refused(Reason.SIZE, with(34, 0x0e, 0xd9));
        refused(Reason.SIZE, with(34, 0, 0, 0));
        refused(Reason.PADDING, with(Body.SIZE - 1, 1));
        refused(Reason.PADDING, with(37, 1));
    }

    @Test
    void unknownKindsFrom128UpAreKeptAsUnknown() {
        for (int kind = 128; kind < 256; kind++) {
            assertEquals(new Payload.Unknown(kind), Body.decode(with(0, kind)).payload());
        }
        Body unknown = new Body(Samples.filled(1, 16), 0, TIME, 7, new Payload.Unknown(200));
        assertThrows(IllegalArgumentException.class, () -> Body.encode(unknown));
    }

    @Test
    void whatIsReadIsWhatIsWrittenOrRefused() {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Body.encode(text("hello"));
            bytes[random.nextInt(50)] ^= (byte) (1 << random.nextInt(8));
            try {
                Body body = Body.decode(bytes);
                if (body.payload() instanceof Payload.Text) {
                    assertTrue(Arrays.equals(bytes, Body.encode(body)));
                }
            } catch (ProtocolViolation e) {
                refused++;
            }
        }
        assertTrue(refused > 1_000, "refused " + refused);
    }

    @Test
    void theTextIsInNoString() {
        assertEquals(-1, text("planted").toString().indexOf("planted"));
    }

    private static Body text(String text) {
        return new Body(Samples.filled(9, 16), 1, TIME, 7, new Payload.Text(text));
    }

    private static byte[] with(int at, int... values) {
        byte[] bytes = Body.encode(text("x"));
        for (int i = 0; i < values.length; i++) {
            bytes[at + i] = (byte) values[i];
        }
        return bytes;
    }

    private static void refused(Reason reason, byte[] bytes) {
        var violation = assertThrows(ProtocolViolation.class, () -> Body.decode(bytes));
        assertEquals(reason, violation.reason());
    }
}
