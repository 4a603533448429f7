package org.quietdrop.node.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a message {@link Body} holds. Kinds are fixed once in PROTOCOL.md, section "Payloads"; 2 to
 * 5 (receipt, ek, ct, hints) are reserved.
 */
public sealed interface Payload {
    /** What one person wrote: 1 to {@link #MAX_BYTES} bytes of UTF-8. */
    record Text(String text) implements Payload {
        /** The longest text offered to people, in bytes of UTF-8. */
        public static final int MAX_BYTES = 3_800;

        /** Refuses what cannot be sent: empty, too long, or half a character. */
        public Text {
            int size = utf8(text).length;
            if (size < 1 || size > MAX_BYTES) {
                throw new IllegalArgumentException("a text has 1 to 3,800 bytes of UTF-8");
            }
        }

        byte[] encode() {
            return utf8(text);
        }

        static Text decode(ByteBuffer content) {
            int size = content.remaining();
            ProtocolViolation.check(size >= 1 && size <= MAX_BYTES, ProtocolViolation.Reason.SIZE);
            try {
                return new Text(StandardCharsets.UTF_8.newDecoder().decode(content).toString());
            } catch (CharacterCodingException e) {
                throw new ProtocolViolation(ProtocolViolation.Reason.TEXT);
            }
        }

        private static byte[] utf8(String text) {
            try {
                ByteBuffer bytes =
                        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
                byte[] array = new byte[bytes.remaining()];
                bytes.get(array);
                return array;
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("the text is not valid Unicode", e);
            }
        }

        @Override
        public String toString() {
            return "Text[redacted]";
        }
    }

    /**
     * A kind from 128 up that this version does not know: to be taken, acknowledged and not shown.
     *
     * @param kind 128 to 255
     */
    record Unknown(int kind) implements Payload {}
}
