package org.quietdrop.node.wire;

import static org.quietdrop.node.wire.ProtocolViolation.check;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.ProtocolViolation.Reason;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Changes a message of the same conversation (PROTOCOL.md, "Amendments"). All of them are wishes:
 * the other side's node follows them, and nobody can know whether it did.
 */
public sealed interface Amendment extends Payload {
    /** Bytes of a message id. */
    int ID = 16;

    /** The message that is changed, 16 bytes. */
    Bytes of();

    /**
     * A message of the same writer as the amendment. The amendment may come first: it says what has
     * to be known of the message then.
     *
     * @param id 16 bytes
     * @param seq its user sequence number, from 1
     * @param written when it was written, in milliseconds
     */
    record Original(Bytes id, long seq, Instant written) {
        static final int SIZE = ID + 2 * Long.BYTES;

        /** Refuses what cannot be sent. */
        public Original {
            boolean time = written.toEpochMilli() >= 0 && written.toEpochMilli() <= Body.LAST_MILLI;
            if (id.size() != ID || seq < 1 || !time) throw new IllegalArgumentException("original");
            written = Instant.ofEpochMilli(written.toEpochMilli());
        }

        void encode(ByteBuffer out) {
            out.put(id.toArray()).putLong(seq).putLong(written.toEpochMilli());
        }

        static Original decode(ByteBuffer content) {
            Bytes id = FrameCodec.take(content, ID);
            long seq = content.getLong();
            long milli = content.getLong();
            check(seq >= 1 && milli >= 0 && milli <= Body.LAST_MILLI, Reason.VALUE);
            return new Original(id, seq, Instant.ofEpochMilli(milli));
        }
    }

    /**
     * Other words for a message.
     *
     * @param edition counts the edits of this message, from 1: the highest counts
     * @param text the words, whole
     */
    record Edit(Original original, int edition, Payload.Text text) implements Amendment {
        private static final int FIXED = Original.SIZE + Integer.BYTES;

        /** Refuses what cannot be sent. */
        public Edit {
            if (edition < 1) throw new IllegalArgumentException("edition");
        }

        @Override
        public Bytes of() {
            return original.id();
        }

        @Override
        public byte[] encode() {
            byte[] words = text.encode();
            ByteBuffer out = ByteBuffer.allocate(FIXED + words.length);
            original.encode(out);
            return out.putInt(edition).put(words).array();
        }

        /** Reads a content; {@link ProtocolViolation} if it is none. */
        public static Edit decode(ByteBuffer content) {
            check(content.remaining() > FIXED, Reason.SIZE);
            Original original = Original.decode(content);
            int edition = content.getInt();
            check(edition >= 1, Reason.VALUE);
            return new Edit(original, edition, Payload.Text.decode(content));
        }
    }

    /** The wish that a message be deleted where it was read. */
    record Deletion(Original original) implements Amendment {
        @Override
        public Bytes of() {
            return original.id();
        }

        @Override
        public byte[] encode() {
            ByteBuffer out = ByteBuffer.allocate(Original.SIZE);
            original.encode(out);
            return out.array();
        }

        /** Reads a content; {@link ProtocolViolation} if it is none. */
        public static Deletion decode(ByteBuffer content) {
            check(content.remaining() == Original.SIZE, Reason.SIZE);
            return new Deletion(Original.decode(content));
        }
    }

    /**
     * A sign for a message of either side.
     *
     * @param number counts the reactions of this writer to this message, from 1: the highest counts
     * @param sign up to 32 bytes of UTF-8; empty: none any more
     */
    record Reaction(Bytes of, int number, String sign) implements Amendment {
        /** The longest sign, in bytes of UTF-8. */
        public static final int MAX_BYTES = 32;

        private static final int FIXED = ID + Integer.BYTES;

        /** Refuses what cannot be sent. */
        public Reaction {
            int size = sign.getBytes(StandardCharsets.UTF_8).length;
            boolean whole = StandardCharsets.UTF_8.newEncoder().canEncode(sign);
            if (of.size() != ID || number < 1 || size > MAX_BYTES || !whole) {
                throw new IllegalArgumentException("reaction");
            }
        }

        @Override
        public byte[] encode() {
            byte[] said = sign.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(FIXED + said.length)
                    .put(of.toArray())
                    .putInt(number)
                    .put(said)
                    .array();
        }

        /** Reads a content; {@link ProtocolViolation} if it is none. */
        public static Reaction decode(ByteBuffer content) {
            int size = content.remaining();
            check(size >= FIXED && size <= FIXED + MAX_BYTES, Reason.SIZE);
            Bytes of = FrameCodec.take(content, ID);
            int number = content.getInt();
            check(number >= 1, Reason.VALUE);
            try {
                String sign = StandardCharsets.UTF_8.newDecoder().decode(content).toString();
                return new Reaction(of, number, sign);
            } catch (CharacterCodingException e) {
                throw new ProtocolViolation(Reason.TEXT);
            }
        }

        @Override
        public String toString() {
            return "Reaction[redacted]";
        }
    }

    /** The content, as it goes over the wire. */
    byte[] encode();
}
