package org.quietdrop.node.wire;

import static org.quietdrop.node.wire.FrameCodec.DROP_SIZE;
import static org.quietdrop.node.wire.FrameCodec.ID;
import static org.quietdrop.node.wire.FrameCodec.MAX_HANDLES;
import static org.quietdrop.node.wire.FrameCodec.only;
import static org.quietdrop.node.wire.FrameCodec.put;
import static org.quietdrop.node.wire.FrameCodec.take;
import static org.quietdrop.node.wire.ProtocolViolation.check;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.Frame.NotKept.Reason;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The bodies of the frames with which mail is carried (PROTOCOL.md, "Frames", 10 to 17). */
final class RelayFrames {
    private static final int CONSENT = 10;
    private static final int DEPOSIT = 11;
    private static final int KEPT = 12;
    private static final int NOT_KEPT = 13;
    private static final int ASK = 14;
    private static final int DROP = 15;
    private static final int TAKEN = 16;
    private static final int LOST = 17;

    private static final int DEPOSIT_HEAD = ID + 1;

    private RelayFrames() {}

    static int bodySize(Frame.Carrying frame) {
        return switch (frame) {
            case Frame.Consent _ -> 1;
            case Frame.Deposit deposit -> DEPOSIT_HEAD + deposit.drop().size();
            case Frame.Kept _, Frame.Taken _, Frame.Lost _ -> ID;
            case Frame.NotKept _ -> ID + 1;
            case Frame.Ask ask -> 1 + ID * ask.handles().size();
            case Frame.Drop _ -> ID + DROP_SIZE;
        };
    }

    static int type(Frame.Carrying frame) {
        return switch (frame) {
            case Frame.Consent _ -> CONSENT;
            case Frame.Deposit _ -> DEPOSIT;
            case Frame.Kept _ -> KEPT;
            case Frame.NotKept _ -> NOT_KEPT;
            case Frame.Ask _ -> ASK;
            case Frame.Drop _ -> DROP;
            case Frame.Taken _ -> TAKEN;
            case Frame.Lost _ -> LOST;
        };
    }

    static void encode(Frame.Carrying frame, ByteBuffer out) {
        switch (frame) {
            case Frame.Consent consent -> out.put((byte) (consent.on() ? 1 : 0));
            case Frame.Deposit deposit -> {
                put(out, deposit.handle(), ID);
                if (deposit.days() < 0 || deposit.days() > 255) {
                    throw new IllegalArgumentException("days");
                }
                out.put((byte) deposit.days());
                put(out, deposit.drop(), deposit.drop().size());
            }
            case Frame.Kept kept -> put(out, kept.dropId(), ID);
            case Frame.NotKept not -> {
                put(out, not.dropId(), ID);
                out.put((byte) code(not.reason()));
            }
            case Frame.Ask ask -> putAsk(out, ask);
            case Frame.Drop drop -> {
                put(out, drop.handle(), ID);
                put(out, drop.drop(), DROP_SIZE);
            }
            case Frame.Taken taken -> put(out, taken.dropId(), ID);
            case Frame.Lost lost -> put(out, lost.dropId(), ID);
        }
    }

    /** The frame of this type; null if it is none of these. */
    static @Nullable Frame decode(int type, ByteBuffer body) {
        return switch (type) {
            case CONSENT -> {
                check(body.remaining() == 1, ProtocolViolation.Reason.SIZE);
                yield new Frame.Consent(flag(body));
            }
            case DEPOSIT -> deposit(body);
            case KEPT -> new Frame.Kept(only(body, ID));
            case NOT_KEPT -> {
                check(body.remaining() == ID + 1, ProtocolViolation.Reason.SIZE);
                yield new Frame.NotKept(take(body, ID), reason(body.get() & 0xff));
            }
            case ASK -> ask(body);
            case DROP -> {
                check(body.remaining() == ID + DROP_SIZE, ProtocolViolation.Reason.SIZE);
                Bytes handle = take(body, ID);
                yield new Frame.Drop(handle, take(body, DROP_SIZE));
            }
            case TAKEN -> new Frame.Taken(only(body, ID));
            case LOST -> new Frame.Lost(only(body, ID));
            default -> null;
        };
    }

    private static boolean flag(ByteBuffer body) {
        int value = body.get() & 0xff;
        check(value <= 1, ProtocolViolation.Reason.VALUE);
        return value == 1;
    }

    /** Size and days of the drop are judged by the relay, which answers what is wrong with them. */
    private static Frame.Deposit deposit(ByteBuffer body) {
        check(body.remaining() > DEPOSIT_HEAD, ProtocolViolation.Reason.SIZE);
        Bytes handle = take(body, ID);
        int days = body.get() & 0xff;
        return new Frame.Deposit(handle, days, take(body, body.remaining()));
    }

    private static void putAsk(ByteBuffer out, Frame.Ask ask) {
        if (ask.handles().size() > MAX_HANDLES) throw new IllegalArgumentException("handles");
        out.put((byte) (ask.last() ? 1 : 0));
        for (Bytes handle : ask.handles()) put(out, handle, ID);
    }

    private static Frame.Ask ask(ByteBuffer body) {
        check(body.hasRemaining(), ProtocolViolation.Reason.SIZE);
        check((body.remaining() - 1) % ID == 0, ProtocolViolation.Reason.SIZE);
        int count = (body.remaining() - 1) / ID;
        check(count <= MAX_HANDLES, ProtocolViolation.Reason.VALUE);
        boolean last = flag(body);
        List<Bytes> handles = new ArrayList<>(count);
        for (int i = 0; i < count; i++) handles.add(take(body, ID));
        return new Frame.Ask(last, handles);
    }

    private static int code(Reason reason) {
        return switch (reason) {
            case NO_TRUST -> 1;
            case YOUR_SHARE_FULL -> 2;
            case FULL -> 3;
            case DISK -> 4;
            case DAYS -> 5;
            case SIZE -> 6;
            case GIVEN_UP -> 7;
            case OTHER -> 255;
        };
    }

    private static Reason reason(int code) {
        for (Reason reason : Reason.values()) {
            if (code(reason) == code) return reason;
        }
        return Reason.OTHER;
    }
}
