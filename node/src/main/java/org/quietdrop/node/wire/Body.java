package org.quietdrop.node.wire;

import static org.quietdrop.node.wire.ProtocolViolation.check;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.ProtocolViolation.Reason;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The plaintext of a message before it is sealed: always 3,896 bytes.
 *
 * <pre>
 * kind 1 | message id 16 | seq 8 | time 8 | days 1 | length 2 | content 3,860, padded with zeros
 * </pre>
 *
 * @param messageId 16 bytes, chosen once for the message, the same in every sealing
 * @param seq counts what the user sees, from 1; 0 for what he does not see
 * @param time when it was written, by the sender's clock; goes over the wire in milliseconds
 * @param days lifetime, 1 to 30
 * @param payload the content
 */
public record Body(Bytes messageId, long seq, Instant time, int days, Payload payload) {
    /** The size of every body, in bytes. */
    public static final int SIZE = 3_896;

    /** The most that a payload may take, in bytes. */
    public static final int CONTENT = 3_860;

    /** The longest lifetime, in days. */
    public static final int MAX_DAYS = 30;

    private static final int ID = 16;
    private static final int TEXT = 1;
    private static final int RECEIPT = 2;
    private static final int EK = 3;
    private static final int CT = 4;
    private static final int HINTS = 5;
    private static final int INTRODUCTION = 6;
    private static final int REPLY = 7;
    private static final int EDIT = 8;
    private static final int DELETION = 9;
    private static final int REACTION = 10;
    private static final int SKIPPABLE = 128;

    /** The last moment of the year 9999: what RFC 3339 can still write. */
    static final long LAST_MILLI = 253_402_300_799_999L;

    /** Refuses what {@link #decode} would refuse. */
    public Body {
        if (messageId.size() != ID) throw new IllegalArgumentException("message id");
        if (seq < 0) throw new IllegalArgumentException("seq");
        boolean known = !(payload instanceof Payload.Unknown);
        if (known && payload.numbered() != seq > 0) throw new IllegalArgumentException("seq");
        if (days < 1 || days > MAX_DAYS) throw new IllegalArgumentException("days");
        long milli = time.toEpochMilli();
        if (milli < 0 || milli > LAST_MILLI) throw new IllegalArgumentException("time");
        time = Instant.ofEpochMilli(milli);
    }

    /** The 3,896 bytes. */
    public static byte[] encode(Body body) {
        byte[] content =
                switch (body.payload) {
                    case Payload.Text text -> text.encode();
                    case Payload.Receipt receipt -> receipt.encode();
                    case Payload.Ek ek -> ek.encode();
                    case Payload.Ct ct -> ct.encode();
                    case Payload.Hints hints -> hints.encode();
                    case Payload.Introduction introduction -> introduction.encode();
                    case Reply reply -> reply.encode();
                    case Amendment amendment -> amendment.encode();
                    case Payload.Unknown _ ->
                            throw new IllegalArgumentException("an unknown kind is never sent");
                };
        return ByteBuffer.allocate(SIZE)
                .put((byte) kind(body.payload))
                .put(body.messageId.toArray())
                .putLong(body.seq)
                .putLong(body.time.toEpochMilli())
                .put((byte) body.days)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static int kind(Payload payload) {
        return switch (payload) {
            case Payload.Text _ -> TEXT;
            case Payload.Receipt _ -> RECEIPT;
            case Payload.Ek _ -> EK;
            case Payload.Ct _ -> CT;
            case Payload.Hints _ -> HINTS;
            case Payload.Introduction _ -> INTRODUCTION;
            case Reply _ -> REPLY;
            case Amendment.Edit _ -> EDIT;
            case Amendment.Deletion _ -> DELETION;
            case Amendment.Reaction _ -> REACTION;
            case Payload.Unknown unknown -> unknown.kind();
        };
    }

    /**
     * Reads a body as it came out of an envelope.
     *
     * @throws ProtocolViolation if it is not exactly what {@link #encode} of some version makes
     */
    public static Body decode(byte[] bytes) {
        check(bytes.length == SIZE, Reason.SIZE);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int kind = in.get() & 0xff;
        byte[] id = new byte[ID];
        in.get(id);
        long seq = in.getLong();
        long milli = in.getLong();
        int days = in.get() & 0xff;
        int length = in.getShort() & 0xffff;
        check(length <= CONTENT, Reason.SIZE);
        ByteBuffer content = in.slice(in.position(), length);
        FrameCodec.zeros(in.position(in.position() + length));
        boolean known = kind >= TEXT && kind <= REACTION;
        check(known || kind >= SKIPPABLE, Reason.UNKNOWN);
        check(seq >= 0 && (!known || seq > 0 == (kind == TEXT || kind == REPLY)), Reason.VALUE);
        check(milli >= 0 && milli <= LAST_MILLI, Reason.VALUE);
        check(days >= 1 && days <= MAX_DAYS, Reason.VALUE);
        Payload payload =
                switch (kind) {
                    case TEXT -> Payload.Text.decode(content);
                    case RECEIPT -> Payload.Receipt.decode(content);
                    case EK -> Payload.Ek.decode(content);
                    case CT -> Payload.Ct.decode(content);
                    case HINTS -> Payload.Hints.decode(content);
                    case INTRODUCTION -> Payload.Introduction.decode(content);
                    case REPLY -> Reply.decode(content);
                    case EDIT -> Amendment.Edit.decode(content);
                    case DELETION -> Amendment.Deletion.decode(content);
                    case REACTION -> Amendment.Reaction.decode(content);
                    default -> new Payload.Unknown(kind);
                };
        return new Body(Bytes.of(id), seq, Instant.ofEpochMilli(milli), days, payload);
    }
}
