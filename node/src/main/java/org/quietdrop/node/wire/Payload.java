package org.quietdrop.node.wire;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.CardName;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a message {@link Body} holds. Kinds are fixed once in PROTOCOL.md, section "Payloads". */
public sealed interface Payload
        permits Payload.Text,
                Payload.Receipt,
                Payload.Hints,
                Payload.Ek,
                Payload.Ct,
                Payload.Introduction,
                Payload.Unknown,
                Reply,
                Amendment {
    /** Whether people see it as a message of its own, which is numbered. */
    default boolean numbered() {
        return switch (this) {
            case Text _, Reply _ -> true;
            case Receipt _, Hints _, Ek _, Ct _, Introduction _, Unknown _, Amendment _ -> false;
        };
    }

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
     * Word of messages of the other side, by way of a relay: over a link the frames {@code Ack} and
     * {@code Read} say it. Never acknowledged itself.
     *
     * @param what what is said of them
     * @param ids 1 to 200 ids of 16 bytes: of envelopes if taken, of messages if read
     */
    record Receipt(What what, List<Bytes> ids) implements Payload {
        /** How many ids one receipt may name. */
        public static final int MAX_IDS = 200;

        private static final int ID = 16;

        /** What a receipt says. Codes are on the wire, from 1 in this order. */
        public enum What {
            /** Committed at the other side. */
            TAKEN,
            READ
        }

        /** Refuses what cannot be sent. */
        public Receipt {
            ids = List.copyOf(ids);
            if (ids.isEmpty() || ids.size() > MAX_IDS) {
                throw new IllegalArgumentException("a receipt names 1 to 200 ids");
            }
        }

        byte[] encode() {
            ByteBuffer out = ByteBuffer.allocate(1 + ID * ids.size());
            out.put((byte) (what == What.TAKEN ? 1 : 2));
            for (Bytes id : ids) out.put(id.toArray());
            return out.array();
        }

        static Receipt decode(ByteBuffer content) {
            int size = content.remaining();
            boolean whole = size > ID && (size - 1) % ID == 0 && size <= 1 + ID * MAX_IDS;
            ProtocolViolation.check(whole, ProtocolViolation.Reason.SIZE);
            int code = content.get();
            ProtocolViolation.check(code == 1 || code == 2, ProtocolViolation.Reason.VALUE);
            List<Bytes> ids = new ArrayList<>();
            while (content.hasRemaining()) ids.add(FrameCodec.take(content, ID));
            return new Receipt(code == 1 ? What.TAKEN : What.READ, ids);
        }
    }

    /**
     * Which of the writer's friends carry for it: 16 hints of 8 bytes, some of them random, that
     * only somebody with the pair's hint key can tell apart. Replaces all earlier ones.
     */
    record Hints(List<Bytes> hints) implements Payload {
        /** How many hints there always are. */
        public static final int COUNT = 16;

        /** Bytes of one hint. */
        public static final int SIZE = 8;

        /** Refuses another number or size. */
        public Hints {
            hints = List.copyOf(hints);
            if (hints.size() != COUNT || hints.stream().anyMatch(h -> h.size() != SIZE)) {
                throw new IllegalArgumentException("there are 16 hints of 8 bytes");
            }
        }

        /**
         * The hints as they are kept.
         *
         * @param joined 128 bytes
         */
        public static Hints of(Bytes joined) {
            return decode(ByteBuffer.wrap(joined.toArray()));
        }

        byte[] encode() {
            ByteBuffer out = ByteBuffer.allocate(COUNT * SIZE);
            for (Bytes hint : hints) out.put(hint.toArray());
            return out.array();
        }

        static Hints decode(ByteBuffer content) {
            ProtocolViolation.check(
                    content.remaining() == COUNT * SIZE, ProtocolViolation.Reason.SIZE);
            List<Bytes> hints = new ArrayList<>();
            while (content.hasRemaining()) hints.add(FrameCodec.take(content, SIZE));
            return new Hints(hints);
        }
    }

    /**
     * An ML-KEM key for the session that it comes in (crypto, "ML-KEM in the ratchet").
     *
     * @param number of the offer, from 1
     * @param ek 1,184 bytes
     */
    record Ek(int number, Bytes ek) implements Payload {
        /** Bytes of the content. */
        public static final int SIZE = Integer.BYTES + 1_184;

        /** Refuses another size or number. */
        public Ek {
            if (number < 1 || ek.size() != SIZE - Integer.BYTES) {
                throw new IllegalArgumentException("an offer of ML-KEM");
            }
        }

        /** The content, as it goes over the wire. */
        public byte[] encode() {
            return ByteBuffer.allocate(SIZE).putInt(number).put(ek.toArray()).array();
        }

        /** Reads a content; {@link ProtocolViolation} if it is none. */
        public static Ek decode(ByteBuffer content) {
            ProtocolViolation.check(content.remaining() == SIZE, ProtocolViolation.Reason.SIZE);
            int number = content.getInt();
            ProtocolViolation.check(number >= 1, ProtocolViolation.Reason.VALUE);
            return new Ek(number, FrameCodec.take(content, SIZE - Integer.BYTES));
        }
    }

    /**
     * The answer to an {@link Ek}.
     *
     * @param number of the offer, from 1
     * @param name the first 8 bytes of the hash of its key
     * @param ct 1,088 bytes
     */
    record Ct(int number, Bytes name, Bytes ct) implements Payload {
        /** Bytes of the content. */
        public static final int SIZE = Integer.BYTES + 8 + 1_088;

        private static final int NAME = 8;

        /** Refuses other sizes or numbers. */
        public Ct {
            boolean sizes = name.size() == NAME && ct.size() == SIZE - NAME - Integer.BYTES;
            if (number < 1 || !sizes) throw new IllegalArgumentException("an answer of ML-KEM");
        }

        /** The content, as it goes over the wire. */
        public byte[] encode() {
            return ByteBuffer.allocate(SIZE)
                    .putInt(number)
                    .put(name.toArray())
                    .put(ct.toArray())
                    .array();
        }

        /** Reads a content; {@link ProtocolViolation} if it is none. */
        public static Ct decode(ByteBuffer content) {
            ProtocolViolation.check(content.remaining() == SIZE, ProtocolViolation.Reason.SIZE);
            int number = content.getInt();
            ProtocolViolation.check(number >= 1, ProtocolViolation.Reason.VALUE);
            Bytes name = FrameCodec.take(content, NAME);
            return new Ct(number, name, FrameCodec.take(content, content.remaining()));
        }
    }

    /**
     * Somebody whom the writer knows, and a secret by which the two can meet. Holds the secret:
     * whoever takes it closes it.
     */
    final class Introduction implements Payload, AutoCloseable {
        private static final int FIXED = 32 + 32 + 8 + 1;

        private final UserId user;
        private final SecretKey secret;
        private final Instant expiry;
        private final String name;

        /**
         * Takes ownership of the secret.
         *
         * @param user who is introduced
         * @param secret 32 bytes, the same for both
         * @param expiry whole seconds; not good any more from then on
         * @param name what is on the card of who is introduced: up to 62 bytes of UTF-8, may be
         *     empty
         */
        public Introduction(UserId user, SecretKey secret, Instant expiry, String name) {
            if (secret.size() != SecretKey.SIZE || size(name) > CardName.MAX_BYTES) {
                throw new IllegalArgumentException("no such introduction");
            }
            this.user = user;
            this.secret = secret;
            this.expiry = Instant.ofEpochSecond(expiry.getEpochSecond());
            this.name = name;
        }

        private static int size(String name) {
            return name.getBytes(StandardCharsets.UTF_8).length;
        }

        /** Who is introduced. */
        public UserId user() {
            return user;
        }

        /** The secret of the two, live. */
        public SecretKey secret() {
            return secret;
        }

        /** From when on it is not good any more. */
        public Instant expiry() {
            return expiry;
        }

        /** What is on the card of who is introduced, as it was said. */
        public String name() {
            return name;
        }

        /** The content, as it goes over the wire. */
        public byte[] encode() {
            byte[] called = name.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(FIXED + called.length)
                    .put(user.toArray())
                    .put(secret.expose())
                    .putLong(expiry.getEpochSecond())
                    .put((byte) called.length)
                    .put(called)
                    .array();
        }

        /** Reads a content; {@link ProtocolViolation} if it is none. */
        public static Introduction decode(ByteBuffer content) {
            boolean fits = content.remaining() >= FIXED;
            ProtocolViolation.check(fits, ProtocolViolation.Reason.SIZE);
            int length = content.get(content.position() + FIXED - 1) & 0xff;
            boolean whole = length <= CardName.MAX_BYTES && content.remaining() == FIXED + length;
            ProtocolViolation.check(whole, ProtocolViolation.Reason.SIZE);
            UserId user = new UserId(FrameCodec.take(content, UserId.SIZE));
            byte[] secret = new byte[SecretKey.SIZE];
            content.get(secret);
            long expiry = content.getLong();
            boolean time = expiry >= 0 && expiry <= Body.LAST_MILLI / 1_000;
            ProtocolViolation.check(time, ProtocolViolation.Reason.VALUE);
            content.get();
            try {
                String name = StandardCharsets.UTF_8.newDecoder().decode(content).toString();
                return new Introduction(
                        user, SecretKey.take(secret), Instant.ofEpochSecond(expiry), name);
            } catch (CharacterCodingException e) {
                throw new ProtocolViolation(ProtocolViolation.Reason.TEXT);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Introduction that
                    && user.equals(that.user)
                    && secret.sameAs(that.secret)
                    && expiry.equals(that.expiry)
                    && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return user.hashCode();
        }

        @Override
        public void close() {
            secret.close();
        }

        @Override
        public String toString() {
            return "Introduction[redacted]";
        }
    }

    /**
     * A kind from 128 up that this version does not know: to be taken, acknowledged and not shown.
     *
     * @param kind 128 to 255
     */
    record Unknown(int kind) implements Payload {}
}
