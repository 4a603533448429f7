package org.quietdrop.store.record;

import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.ratchet.RatchetState;

import java.time.Instant;
import java.util.Arrays;

/**
 * Keys agreed with somebody who has not confirmed them yet (section 9, "Pairing by code"). Stands
 * beside a contact's present keys; ends by completion or by forgetting, never by the clock.
 */
public final class Pending implements AutoCloseable {
    private static final int VERSION = 1;
    private final Card card;
    private final boolean byCode;
    private final RelationKeys keys;
    private final RatchetState session;
    private final Instant since;

    /**
     * Takes ownership of keys and session.
     *
     * @param card the card that came with the keys
     * @param byCode whether completion makes the contact verified
     */
    public Pending(
            Card card, boolean byCode, RelationKeys keys, RatchetState session, Instant since) {
        this.card = card;
        this.byCode = byCode;
        this.keys = keys;
        this.session = session;
        this.since = since;
    }

    /** The card that came with the keys. */
    public Card card() {
        return card;
    }

    /** Whether completion makes the contact verified. */
    public boolean byCode() {
        return byCode;
    }

    /** The keys of this run. */
    public RelationKeys keys() {
        return keys;
    }

    /** The session of this run. */
    public RatchetState session() {
        return session;
    }

    /** When it was made. */
    public Instant since() {
        return since;
    }

    /** For the store. */
    public byte[] encode() {
        byte[] relation = keys.encode();
        byte[] ratchet = session.encode();
        byte[] all =
                new RecordWriter(VERSION)
                        .bytes(card.encode())
                        .flag(byCode)
                        .bytes(relation)
                        .bytes(ratchet)
                        .time(since)
                        .done();
        Arrays.fill(relation, (byte) 0);
        Arrays.fill(ratchet, (byte) 0);
        return all;
    }

    /** From the store. */
    public static Pending decode(byte[] bytes) {
        RecordReader in = new RecordReader("pending", bytes, VERSION);
        var pending =
                new Pending(
                        Card.decode(in.bytes()),
                        in.flag(),
                        RelationKeys.decode(in.bytes()),
                        RatchetState.decode(in.bytes()),
                        in.time());
        in.end();
        return pending;
    }

    @Override
    public void close() {
        keys.close();
        session.close();
    }

    @Override
    public String toString() {
        return "Pending[redacted]";
    }
}
