package org.quietdrop.tests.fuzz;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.FrameCodec;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.node.wire.ProtocolViolation;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Cells and frames as they come out of a link, bodies as they come out of an envelope. */
public final class WireFuzz {
    private WireFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        int which = in.u8();
        byte[] rest = in.rest();
        switch (which % 4) {
            case 0 -> cell(Arrays.copyOf(rest, Cells.PLAINTEXT));
            case 1 -> body(Arrays.copyOf(rest, Body.SIZE));
            case 2 -> frame(rest);
            default -> {
                cell(rest);
                body(rest);
            }
        }
    }

    private static void cell(byte[] cell) {
        List<Frame> frames;
        try {
            frames = Cells.unpack(cell);
        } catch (ProtocolViolation e) {
            return;
        }
        List<Frame> again = new ArrayList<>();
        for (byte[] packed : Cells.pack(frames)) {
            again.addAll(Cells.unpack(packed));
        }
        Always.that(frames.equals(again), "frames of a cell, packed again");
    }

    private static void frame(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] == 0) return;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Optional<Frame> frame;
        try {
            frame = FrameCodec.decode(in);
        } catch (ProtocolViolation e) {
            return;
        }
        if (frame.isEmpty()) return;
        ByteBuffer out = ByteBuffer.allocate(FrameCodec.size(frame.get()));
        FrameCodec.encode(frame.get(), out);
        Always.that(!out.hasRemaining(), "the size of a frame");
        Always.that(frame.equals(FrameCodec.decode(out.flip())), "a frame, written again");
        Always.that(in.position() == out.position(), "the end of a frame");
    }

    private static void body(byte[] bytes) {
        Body body;
        try {
            body = Body.decode(bytes);
        } catch (ProtocolViolation e) {
            return;
        }
        if (body.payload() instanceof Payload.Unknown) return;
        byte[] again = Body.encode(body);
        Always.that(Arrays.equals(again, bytes), "a body, written again");
        Always.that(Body.decode(again).equals(body), "a body, read again");
    }

    static List<byte[]> seeds() {
        Bytes id = Bytes.of(new byte[16]);
        List<Frame> frames =
                List.of(
                        Frame.Home.FIRST,
                        new Frame.SessionCheck(
                                id, Bytes.of(new byte[32]), 1, Bytes.of(new byte[32]), 0, 1),
                        new Frame.Ack(id),
                        new Frame.Ping(7),
                        new Frame.Pong(7),
                        new Frame.NeedRenew(),
                        new Frame.Consent(true),
                        new Frame.Kept(id),
                        new Frame.NotKept(id, Frame.NotKept.Reason.FULL),
                        new Frame.Ask(true, List.of(id, id)),
                        new Frame.Taken(id),
                        new Frame.Lost(id),
                        new Frame.Read(id),
                        new Frame.Superseded(Instant.EPOCH),
                        new Frame.OlderHome(Instant.EPOCH),
                        new Frame.Addresses(
                                List.of(
                                        new org.quietdrop.node.wire.Endpoint("192.168.7.9", 4711),
                                        new org.quietdrop.node.wire.Endpoint("fe80::1", 4711))));
        List<byte[]> seeds = new ArrayList<>();
        Cells.pack(frames).forEach(cell -> seeds.add(seed(0, cell)));
        for (Frame frame : frames) {
            ByteBuffer out = ByteBuffer.allocate(FrameCodec.size(frame));
            FrameCodec.encode(frame, out);
            seeds.add(seed(2, out.array()));
        }
        Bytes ek = Bytes.of(new byte[1_184]);
        for (Payload payload :
                List.of(
                        new Payload.Text("Zo\u00eb \u6f22"),
                        new Payload.Ek(1, ek),
                        new Payload.Ct(1, Bytes.of(new byte[8]), Bytes.of(new byte[1_088])))) {
            long seq = payload instanceof Payload.Text ? 1 : 0;
            seeds.add(seed(1, Body.encode(new Body(id, seq, Instant.EPOCH, 7, payload))));
        }
        return seeds;
    }

    private static byte[] seed(int which, byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) end--;
        return Bytes.join(new byte[] {(byte) which}, Arrays.copyOf(bytes, end + 1));
    }
}
