package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The payloads of the second and third message of a pairing: versions 16, card 256, listening port
 * 2, the sender's part of the keying, then zeros up to 4,000 (XX2) or 4,032 (XX3) bytes.
 *
 * @param versions what the sender speaks
 * @param card the sender's card, verified
 * @param port the TCP port at which the sender listens for links, 0 if it does not
 * @param part which part of the keying follows; the receiver knows from the roles which it must be
 * @param keying its bytes: none, {@code rk||ek} or {@code ct}
 */
public record XxPayload(VersionRange versions, Card card, int port, Part part, Bytes keying) {
    /** The size of the payload of XX2, in bytes. */
    public static final int XX2 = 4_000;

    /** The size of the payload of XX3, in bytes. */
    public static final int XX3 = 4_032;

    /** The parts of keying that a payload may carry. */
    public enum Part {
        /** Nothing: Alice, who has not yet seen Bob's offer. */
        NONE(0),
        /** {@code rk 32 || ek 1,184}, from Bob. */
        OFFER(Keying.OFFER_SIZE),
        /** {@code ct 1,088}, from Alice. */
        ANSWER(Keying.ANSWER_SIZE);

        private final int size;

        Part(int size) {
            this.size = size;
        }
    }

    public XxPayload {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("a port goes from 0 to 65,535");
        }
        if (keying.size() != part.size) {
            throw new IllegalArgumentException("wrong size of the keying part");
        }
    }

    /** The payload, padded to {@link #XX2} or {@link #XX3} bytes. */
    public byte[] encode(int size) {
        if (size != XX2 && size != XX3) {
            throw new IllegalArgumentException("no such payload");
        }
        return ByteBuffer.allocate(size)
                .put(versions.encode())
                .put(card.encode())
                .putShort((short) port)
                .put(keying.toArray())
                .array();
    }

    /**
     * Reads a payload.
     *
     * @param payload as it came out of the handshake
     * @param size the size it must have: {@link #XX2} or {@link #XX3}
     * @param part the part of keying that must be in it
     * @throws OpenFailed if anything about it is wrong
     */
    public static XxPayload decode(byte[] payload, int size, Part part) {
        if (payload.length != size) {
            throw new OpenFailed();
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        VersionRange versions = VersionRange.readFrom(in);
        byte[] card = new byte[Card.SIZE];
        in.get(card);
        int port = in.getShort() & 0xffff;
        byte[] keying = new byte[part.size];
        in.get(keying);
        VersionRange.zeros(in, in.remaining());
        return new XxPayload(versions, Card.decode(card), port, part, Bytes.of(keying));
    }

    /**
     * Refuses a card that does not belong to who sent it.
     *
     * @param noiseStatic the peer's static key as the handshake proved it
     * @param self our own UserId: nobody pairs with himself
     * @param expected the UserId the peer must have, where it is known (an invitation, an
     *     introduction)
     * @throws OpenFailed if the card is not the peer's, is our own, or is not the expected one
     */
    public void check(PublicKey noiseStatic, UserId self, Optional<UserId> expected) {
        boolean wrong = expected.isPresent() && !expected.get().equals(card.userId());
        if (wrong || !card.dhKey().equals(noiseStatic) || card.userId().equals(self)) {
            throw new OpenFailed();
        }
    }
}
