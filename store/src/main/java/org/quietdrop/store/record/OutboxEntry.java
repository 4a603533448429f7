package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message that is not known to have arrived. Stored under its contact and its line of history.
 *
 * @param messageId 16 bytes
 * @param seq user sequence number
 * @param queued when it was accepted
 * @param days lifetime, 1 to 30
 * @param sealing the envelope, once it was sealed; then the same bytes on every path
 * @param envelopeIds ids of all sealings, also of those that a new session made obsolete
 * @param attempts how often it was handed to a link
 * @param lastTry when last; the epoch: never
 */
public record OutboxEntry(
        Bytes messageId,
        long seq,
        Instant queued,
        int days,
        Optional<Sealing> sealing,
        List<Bytes> envelopeIds,
        int attempts,
        Instant lastTry) {
    private static final int VERSION = 1;

    /**
     * A sealed envelope and its place in the ratchet.
     *
     * @param envelope 4,000 bytes
     * @param chain our ratchet key of its chain
     * @param n its number in that chain
     */
    public record Sealing(Bytes envelope, PublicKey chain, int n) {}

    /** Copies the list. */
    public OutboxEntry {
        envelopeIds = List.copyOf(envelopeIds);
    }

    /** The same entry, sealed. */
    public OutboxEntry sealed(Sealing newSealing, Bytes envelopeId) {
        List<Bytes> ids = new ArrayList<>(envelopeIds);
        ids.add(envelopeId);
        return new OutboxEntry(
                messageId, seq, queued, days, Optional.of(newSealing), ids, attempts, lastTry);
    }

    /** The same entry, to be sealed anew. */
    public OutboxEntry unsealed() {
        return new OutboxEntry(
                messageId, seq, queued, days, Optional.empty(), envelopeIds, attempts, lastTry);
    }

    /** The same entry, handed to a link once more. */
    public OutboxEntry tried(Instant now) {
        return new OutboxEntry(
                messageId, seq, queued, days, sealing, envelopeIds, attempts + 1, now);
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
        return out.u32(attempts).time(lastTry).done();
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
        in.end();
        return new OutboxEntry(messageId, seq, queued, days, sealing, ids, attempts, lastTry);
    }
}
