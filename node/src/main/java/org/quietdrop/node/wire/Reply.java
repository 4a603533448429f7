package org.quietdrop.node.wire;

import org.quietdrop.crypto.Bytes;

import java.nio.ByteBuffer;

/**
 * A text that answers a message of the same conversation: its id, then the text.
 *
 * @param to the message that is answered, 16 bytes; need not be known
 * @param text what is answered
 */
public record Reply(Bytes to, Payload.Text text) implements Payload {
    private static final int ID = 16;

    /** Refuses another size. */
    public Reply {
        if (to.size() != ID) throw new IllegalArgumentException("message id");
    }

    byte[] encode() {
        byte[] words = text.encode();
        return ByteBuffer.allocate(ID + words.length).put(to.toArray()).put(words).array();
    }

    static Reply decode(ByteBuffer content) {
        ProtocolViolation.check(content.remaining() > ID, ProtocolViolation.Reason.SIZE);
        return new Reply(FrameCodec.take(content, ID), Payload.Text.decode(content));
    }
}
