package org.quietdrop.node.wire;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;
import java.util.List;

/**
 * What travels in the cells of a link. Numbers and sizes are fixed once in PROTOCOL.md, section
 * "Frames"; a number is never used again for something else.
 *
 * <p>Numbers below 128 must be known to the receiver, else the link ends; from 128 up an unknown
 * frame is skipped.
 */
public sealed interface Frame {
    /** The answer to the fresh ML-KEM key of KK2: the dialler's first cell, alone in it. */
    record LinkKem(Bytes ct) implements Frame {}

    /**
     * What one side believes about the session, from committed state (section 6). A side without a
     * session sends zeros.
     *
     * @param sessionId 16 bytes
     * @param ownDh 32 bytes, the sender's present ratchet key
     * @param nextN the number of the next envelope in the sender's present chain
     * @param peerDh 32 bytes, the receiver's ratchet key last seen; zeros: none
     * @param expectedN the next number expected in that chain
     * @param expectedSeq the next user sequence number expected
     */
    record SessionCheck(
            Bytes sessionId,
            Bytes ownDh,
            long nextN,
            Bytes peerDh,
            long expectedN,
            long expectedSeq)
            implements Frame {}

    /** A sealed message of exactly 4,000 bytes. */
    record Envelope(Bytes sealed) implements Frame {}

    /** "I have committed this": the 16-byte id of an envelope. */
    record Ack(Bytes envelopeId) implements Frame {}

    /** Are you there? Answered by a {@link Pong} with the same 8 bytes. */
    record Ping(long nonce) implements Frame {}

    /** Yes: everything sent before the ping has arrived. */
    record Pong(long nonce) implements Frame {}

    /** Alice's answer to a {@link Renew}: the session is committed on her side. */
    record Keying(Bytes ct) implements Frame {}

    /**
     * Bob offers a new session in place of the one that is broken (section 5).
     *
     * @param rk 32 bytes, his ratchet key
     * @param ek 1,184 bytes, a fresh ML-KEM key
     */
    record Renew(Bytes rk, Bytes ek) implements Frame {}

    /** Alice needs a new session: Bob is to send {@link Renew}. */
    record NeedRenew() implements Frame {}

    /** What carries mail through friends (PROTOCOL.md, "Relays"). */
    sealed interface Carrying extends Frame {}

    /** Whether the sender trusts the receiver to carry for it, and will carry for the receiver. */
    record Consent(boolean on) implements Carrying {}

    /**
     * Keep this for whoever asks for its handle.
     *
     * @param handle 16 bytes
     * @param days how many whole days to keep it; what is not from 1 to 30 is refused by an answer
     * @param drop 4,040 bytes; another size is refused by an answer
     */
    record Deposit(Bytes handle, int days, Bytes drop) implements Carrying {}

    /** "I have committed this drop": its 16-byte id. */
    record Kept(Bytes dropId) implements Carrying {}

    /** "I do not keep this drop." */
    record NotKept(Bytes dropId, Reason reason) implements Carrying {
        /** Why a relay does not keep a drop. Codes are on the wire, from 1 in this order. */
        public enum Reason {
            /** There is no trust on both sides. */
            NO_TRUST,
            /** The depositor's share is used up. */
            YOUR_SHARE_FULL,
            /** The relay carries as much as it will. */
            FULL,
            /** The relay's disk has no room. */
            DISK,
            /** The number of days is not from 1 to 30. */
            DAYS,
            /** It has not the size of a drop. */
            SIZE,
            /** The relay gave this drop up before, and its word of that is still under way. */
            GIVEN_UP,
            /** A reason that this version does not know. */
            OTHER
        }
    }

    /**
     * The handles under which mail for the sender may lie, in several frames.
     *
     * @param last whether no more of them follow
     * @param handles 16 bytes each, at most 254 a frame
     */
    record Ask(boolean last, List<Bytes> handles) implements Carrying {
        /** Copies the list. */
        public Ask {
            handles = List.copyOf(handles);
        }
    }

    /** A drop that was asked for: handle of 16 bytes, drop of 4,040. */
    record Drop(Bytes handle, Bytes drop) implements Carrying {}

    /** "I have committed this drop", or: this {@link Lost} is noted. A drop id of 16 bytes. */
    record Taken(Bytes dropId) implements Carrying {}

    /** "A drop of yours that I had kept is gone": its id of 16 bytes. */
    record Lost(Bytes dropId) implements Carrying {}

    /** The receiver's message with this 16-byte id was read. Skippable. */
    record Read(Bytes messageId) implements Frame {}

    /**
     * Which home of its identity the sender is: the first frame on a link. Skippable; a sender that
     * begins with something else is a first home.
     *
     * @param restored when it was restored; the epoch: it is the first one
     * @param asOf when the backup was made that it was restored from; the epoch: there was none
     */
    record Home(Instant restored, Instant asOf) implements Frame {
        /** A home that was never restored. */
        public static final Home FIRST = new Home(Instant.EPOCH, Instant.EPOCH);
    }

    /**
     * The receiver's identity was restored elsewhere, later than this home of it: the sender speaks
     * to that one and closes the link. Skippable.
     *
     * @param restored when
     */
    record Superseded(Instant restored) implements Frame {}

    /**
     * An older home of the receiver's identity came to the sender and was turned away. Skippable.
     *
     * @param came when, by the sender's clock
     */
    record OlderHome(Instant came) implements Frame {}

    /** Where the sender can be dialled, by its own word. Skippable; at most 8. */
    record Addresses(List<Endpoint> endpoints) implements Frame {
        /** Copies the list. */
        public Addresses {
            endpoints = List.copyOf(endpoints);
        }
    }
}
