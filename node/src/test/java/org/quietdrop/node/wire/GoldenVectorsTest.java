package org.quietdrop.node.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every frame and payload against the vectors that stand in PROTOCOL.md. */
final class GoldenVectorsTest {
    private static final Bytes IDS = counting(16);

    private static final Instant WHEN = Instant.parse("2026-01-02T03:04:05.678Z");

    private static final Map<String, Frame> FRAMES =
            Map.ofEntries(
                    Map.entry("frame Keying", new Frame.Keying(Samples.filled(0x55, 1_088))),
                    Map.entry(
                            "frame Renew",
                            new Frame.Renew(Samples.filled(0x66, 32), Samples.filled(0x77, 1_184))),
                    Map.entry("frame Consent", new Frame.Consent(true)),
                    Map.entry(
                            "frame Deposit",
                            new Frame.Deposit(IDS, 7, Samples.filled(0x88, 4_040))),
                    Map.entry("frame Kept", new Frame.Kept(IDS)),
                    Map.entry(
                            "frame NotKept",
                            new Frame.NotKept(IDS, Frame.NotKept.Reason.YOUR_SHARE_FULL)),
                    Map.entry(
                            "frame Ask",
                            new Frame.Ask(true, List.of(IDS, Samples.filled(0x99, 16)))),
                    Map.entry("frame Drop", new Frame.Drop(IDS, Samples.filled(0x88, 4_040))),
                    Map.entry("frame Taken", new Frame.Taken(IDS)),
                    Map.entry("frame Lost", new Frame.Lost(IDS)),
                    Map.entry("frame Read", new Frame.Read(IDS)),
                    Map.entry(
                            "frame Home",
                            new Frame.Home(WHEN, Instant.ofEpochMilli(0x019b7ca00000L))),
                    Map.entry("frame Home first", Frame.Home.FIRST),
                    Map.entry("frame Superseded", new Frame.Superseded(WHEN)),
                    Map.entry("frame OlderHome", new Frame.OlderHome(WHEN)),
                    Map.entry("frame NeedRenew", new Frame.NeedRenew()),
                    Map.entry("frame LinkKem", new Frame.LinkKem(Samples.filled(0x11, 1_088))),
                    Map.entry(
                            "frame SessionCheck",
                            new Frame.SessionCheck(
                                    IDS,
                                    Samples.filled(0x22, 32),
                                    0x01020304L,
                                    Samples.filled(0x33, 32),
                                    0xfffffffeL,
                                    0x0102030405060708L)),
                    Map.entry(
                            "frame SessionCheck none",
                            new Frame.SessionCheck(
                                    Samples.filled(0, 16),
                                    Samples.filled(0, 32),
                                    0,
                                    Samples.filled(0, 32),
                                    0,
                                    0)),
                    Map.entry("frame Envelope", new Frame.Envelope(Samples.filled(0x44, 4_000))),
                    Map.entry("frame Ack", new Frame.Ack(IDS)),
                    Map.entry("frame Ping", new Frame.Ping(0x0102030405060708L)),
                    Map.entry("frame Pong", new Frame.Pong(0xfffefdfcfbfaf9f8L)),
                    Map.entry(
                            "frame Addresses",
                            new Frame.Addresses(
                                    List.of(
                                            new Endpoint("192.168.1.20", 40_001),
                                            new Endpoint("fe80:0:0:0:0:0:0:1", 40_002)))),
                    Map.entry("frame Addresses none", new Frame.Addresses(List.of())));

    private static final Amendment.Original ORIGINAL =
            new Amendment.Original(Samples.filled(0x99, 16), 5, WHEN);

    private static final Map<String, Body> BODIES =
            Map.of(
                    "body Reply",
                    new Body(
                            IDS,
                            5,
                            WHEN,
                            7,
                            new Reply(Samples.filled(0x99, 16), new Payload.Text("Grüße"))),
                    "body Edit",
                    new Body(
                            IDS,
                            0,
                            WHEN,
                            30,
                            new Amendment.Edit(ORIGINAL, 2, new Payload.Text("Grüße"))),
                    "body Deletion",
                    new Body(IDS, 0, WHEN, 30, new Amendment.Deletion(ORIGINAL)),
                    "body Reaction",
                    new Body(
                            IDS,
                            0,
                            WHEN,
                            30,
                            new Amendment.Reaction(Samples.filled(0x99, 16), 3, "👍")),
                    "body Text",
                    new Body(
                            IDS,
                            5,
                            Instant.parse("2026-01-02T03:04:05.678Z"),
                            7,
                            new Payload.Text("Grüße")),
                    "body Receipt",
                    new Body(
                            IDS,
                            0,
                            Instant.parse("2026-01-02T03:04:05.678Z"),
                            14,
                            new Payload.Receipt(
                                    Payload.Receipt.What.TAKEN,
                                    List.of(IDS, Samples.filled(0x99, 16)))),
                    "body Ek",
                    new Body(
                            IDS,
                            0,
                            Instant.parse("2026-01-02T03:04:05.678Z"),
                            30,
                            new Payload.Ek(7, Samples.filled(0xbb, 1_184))),
                    "body Ct",
                    new Body(
                            IDS,
                            0,
                            Instant.parse("2026-01-02T03:04:05.678Z"),
                            30,
                            new Payload.Ct(
                                    7, Samples.filled(0xcc, 8), Samples.filled(0xdd, 1_088))),
                    "body Hints",
                    new Body(
                            IDS,
                            0,
                            Instant.parse("2026-01-02T03:04:05.678Z"),
                            30,
                            new Payload.Hints(Collections.nCopies(16, Samples.filled(0xaa, 8)))),
                    "body Introduction",
                    new Body(
                            IDS,
                            0,
                            Instant.parse("2026-01-02T03:04:05.678Z"),
                            30,
                            new Payload.Introduction(
                                    UserId.of(Samples.filled(0xee, 32).toArray()),
                                    SecretKey.take(Samples.filled(0xdd, 32).toArray()),
                                    Instant.ofEpochSecond(0x6b49d200L),
                                    "Ann")));

    @Test
    void framesAreWrittenAndReadAsPrinted() throws IOException {
        Map<String, byte[]> vectors = vectors();
        for (var entry : FRAMES.entrySet()) {
            byte[] golden = vectors.remove(entry.getKey());
            assertNotNull(golden, entry.getKey() + " is not in PROTOCOL.md");
            ByteBuffer out = ByteBuffer.allocate(FrameCodec.size(entry.getValue()));
            FrameCodec.encode(entry.getValue(), out);
            assertArrayEquals(golden, out.array(), entry.getKey());
            assertEquals(Optional.of(entry.getValue()), FrameCodec.decode(ByteBuffer.wrap(golden)));
        }
        for (var entry : BODIES.entrySet()) {
            byte[] golden = vectors.remove(entry.getKey());
            assertNotNull(golden, entry.getKey() + " is not in PROTOCOL.md");
            assertArrayEquals(golden, Body.encode(entry.getValue()), entry.getKey());
            assertEquals(entry.getValue(), Body.decode(golden));
        }
        byte[] cell = vectors.remove("cell");
        assertNotNull(cell, "the cell is not in PROTOCOL.md");
        List<Frame> frames = List.of(new Frame.Ack(IDS), new Frame.Ping(0x0102030405060708L));
        assertArrayEquals(cell, Cells.pack(frames).getFirst());
        assertEquals(frames, Cells.unpack(cell));
        assertEquals(Map.of(), vectors, "vectors that no test reads");
    }

    /** Lines {@code name = hex} of the blocks marked "vectors"; {@code xx*n} repeats a byte. */
    private static Map<String, byte[]> vectors() throws IOException {
        Map<String, byte[]> vectors = new LinkedHashMap<>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("PROTOCOL.md"))) {
            if (line.startsWith("```")) {
                inside = line.equals("```vectors");
            } else if (inside) {
                String[] parts = line.split(" = ", 2);
                vectors.put(parts[0], bytes(parts[1]));
            }
        }
        return vectors;
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String word : List.of(text.strip().split(" +", -1))) {
            int star = word.indexOf('*');
            byte[] once = HexFormat.of().parseHex(star < 0 ? word : word.substring(0, star));
            int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            for (int i = 0; i < times; i++) {
                out.writeBytes(once);
            }
        }
        return out.toByteArray();
    }

    private static Bytes counting(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return Bytes.of(bytes);
    }
}
