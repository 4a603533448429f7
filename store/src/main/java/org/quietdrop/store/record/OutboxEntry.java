package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.UserId;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message that is not known to have arrived. Stored under its contact and its line of history;
 * the few that nobody sees have a place there, too, and no line.
 *
 * @param messageId 16 bytes
 * @param seq user sequence number
 * @param queued when it was accepted
 * @param days lifetime, 1 to 30
 * @param sealing the envelope, once it was sealed; then the same bytes on every path
 * @param envelopeIds ids of all sealings, also of those that a new session made obsolete
 * @param attempts how often it was handed to a link
 * @param lastTry when last; the epoch: never
 * @param unseen what the message holds if it is none of the history
 * @param copies drops with it that are at relays or on their way there
 */
public record OutboxEntry(
        Bytes messageId,
        long seq,
        Instant queued,
        int days,
        Optional<Sealing> sealing,
        List<Bytes> envelopeIds,
        int attempts,
        Instant lastTry,
        Optional<Unseen> unseen,
        List<Copy> copies) {
    private static final int VERSION = 5;

    /**
     * A drop for one relay.
     *
     * @param relay whose friendliness is used
     * @param dropId 16 bytes
     * @param kept whether the relay has said that it keeps it
     */
    public record Copy(UserId relay, Bytes dropId, boolean kept) {}

    /** What nobody sees. Codes are in the store, from 0 in this order. */
    public enum Kind {
        /** Where mail for us may lie: 128 bytes. */
        HINTS,
        /** An ML-KEM key for the session: number 4, key 1,184. */
        OFFER,
        /** The answer to one: number 4, name of the key 8, ciphertext 1,088. */
        ANSWER,
        /** Somebody who is introduced, with a secret for the two of them. */
        INTRODUCTION,
        /** Other words for a message. Begins with its id, as the next two do. */
        EDIT,
        /** The wish that a message be deleted. */
        DELETION,
        /** A reaction to a message. */
        REACTION
    }

    /**
     * A message that is no line of the history.
     *
     * @param kind what it is
     * @param content as it goes over the wire
     */
    public record Unseen(Kind kind, Bytes content) {
        @Override
        public String toString() {
            return "Unseen[" + kind + "]";
        }
    }

    /**
     * A sealed envelope and its place in the ratchet.
     *
     * @param envelope 4,000 bytes
     * @param chain our ratchet key of its chain
     * @param n its number in that chain
     */
    public record Sealing(Bytes envelope, PublicKey chain, int n) {}

    /** Copies the lists. */
    public OutboxEntry {
        envelopeIds = List.copyOf(envelopeIds);
        copies = List.copyOf(copies);
    }

    /** A fresh one, not sealed and nowhere else. */
    public static OutboxEntry fresh(
            Bytes messageId, long seq, Instant queued, int days, Optional<Unseen> unseen) {
        return new OutboxEntry(
                messageId,
                seq,
                queued,
                days,
                Optional.empty(),
                List.of(),
                0,
                Instant.EPOCH,
                unseen,
                List.of());
    }

    private OutboxEntry with(
            long number, Optional<Sealing> seal, List<Bytes> ids, int tries, Instant last) {
        return new OutboxEntry(
                messageId, number, queued, days, seal, ids, tries, last, unseen, copies);
    }

    /** The same entry, sealed. */
    public OutboxEntry sealed(Sealing newSealing, Bytes envelopeId) {
        List<Bytes> ids = new ArrayList<>(envelopeIds);
        ids.add(envelopeId);
        return with(seq, Optional.of(newSealing), ids, attempts, lastTry);
    }

    /** The same entry, to be sealed anew; what relays keep of it does not count any more. */
    public OutboxEntry unsealed() {
        return with(seq, Optional.empty(), envelopeIds, attempts, lastTry).copied(List.of());
    }

    /** The same entry, handed to a link once more. */
    public OutboxEntry tried(Instant now) {
        return with(seq, sealing, envelopeIds, attempts + 1, now);
    }

    /** The same entry under another user sequence number. */
    public OutboxEntry numbered(long number) {
        return with(number, sealing, envelopeIds, attempts, lastTry);
    }

    /** The same entry with these copies. */
    public OutboxEntry copied(List<Copy> now) {
        return new OutboxEntry(
                messageId, seq, queued, days, sealing, envelopeIds, attempts, lastTry, unseen, now);
    }

    /** The hints in it, 128 bytes, if that is what it holds. */
    public Optional<Bytes> hints() {
        return unseen.filter(u -> u.kind() == Kind.HINTS).map(Unseen::content);
    }

    /** Whether it belongs to one session, and means nothing in another. */
    public boolean endsWithSession() {
        return unseen.isPresent()
                && switch (unseen.get().kind()) {
                    case OFFER, ANSWER -> true;
                    case HINTS, INTRODUCTION, EDIT, DELETION, REACTION -> false;
                };
    }

    /** Whether it has other words for a message. */
    public boolean isEdit() {
        return unseen.filter(u -> u.kind() == Kind.EDIT).isPresent();
    }

    /** The message that this changes, if it changes one: 16 bytes. */
    public Optional<Bytes> changes() {
        return unseen.filter(u ->
                        switch (u.kind()) {
                            case EDIT, DELETION, REACTION -> true;
                            case HINTS, OFFER, ANSWER, INTRODUCTION -> false;
                        })
                .map(u -> u.content().slice(0, 16));
    }

    /** Whether it has left this node, or may have. */
    public boolean left() {
        return !envelopeIds.isEmpty();
    }

    /** The relays that say to keep a copy. */
    public List<UserId> carriers() {
        return copies.stream().filter(Copy::kept).map(Copy::relay).toList();
    }

    /** For the store. */
    public byte[] encode() {
        RecordWriter out =
                new RecordWriter(VERSION)
                        .raw(messageId)
                        .u64(seq)
                        .time(queued)
                        .u8(days)
                        .flag(sealing.isPresent());
        sealing.ifPresent(s -> out.bytes(s.envelope()).raw(s.chain().toArray()).u32(s.n()));
        out.u32(envelopeIds.size());
        for (Bytes id : envelopeIds) out.raw(id);
        out.u32(attempts).time(lastTry).flag(unseen.isPresent());
        unseen.ifPresent(u -> out.choice(u.kind()).bytes(u.content()));
        out.u8(copies.size());
        for (Copy c : copies) out.raw(c.relay().bytes()).raw(c.dropId()).flag(c.kept());
        return out.done();
    }

    /** From the store. */
    public static OutboxEntry decode(byte[] bytes) {
        RecordReader in = new RecordReader("outbox entry", bytes, VERSION);
        Bytes messageId = Bytes.of(in.raw(16));
        long seq = in.u64();
        Instant queued = in.time();
        int days = in.u8();
        Optional<Sealing> sealing = Optional.empty();
        if (in.flag()) {
            sealing = Optional.of(new Sealing(in.value(), PublicKey.of(in.raw(32)), in.u32()));
        }
        int count = in.u32();
        List<Bytes> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) ids.add(Bytes.of(in.raw(16)));
        int attempts = in.u32();
        Instant lastTry = in.time();
        Optional<Unseen> unseen = in.since(2) && in.flag() ? unseen(in) : Optional.empty();
        List<Copy> copies = new ArrayList<>();
        int copyCount = in.since(2) ? in.u8() : 0;
        for (int i = 0; i < copyCount; i++) {
            copies.add(new Copy(UserId.of(in.raw(32)), Bytes.of(in.raw(16)), in.flag()));
        }
        in.end();
        return new OutboxEntry(
                messageId, seq, queued, days, sealing, ids, attempts, lastTry, unseen, copies);
    }

    /** Version 2 knew hints only. */
    private static Optional<Unseen> unseen(RecordReader in) {
        Kind kind = in.since(3) ? in.choice(Kind.values()) : Kind.HINTS;
        return Optional.of(new Unseen(kind, in.value()));
    }
}
