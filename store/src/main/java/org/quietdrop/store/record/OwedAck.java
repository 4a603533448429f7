package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;

/**
 * Word that the other side is not known to have.
 *
 * @param kind what is to be said
 * @param id 16 bytes: of an envelope if taken, of a message if read
 * @param since when it was first owed
 * @param receipted whether no receipt needs to be left with a relay: it was, or is not wanted
 */
public record OwedAck(Kind kind, Bytes id, Instant since, boolean receipted) {
    private static final int VERSION = 2;

    /** What can be owed. Codes are stored: add at the end only. */
    public enum Kind {
        /** That an envelope is committed. */
        TAKEN,
        /** That a message was read. */
        READ
    }

    /** The same after a receipt was left. */
    public OwedAck withReceipt() {
        return new OwedAck(kind, id, since, true);
    }

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).raw(id).time(since).choice(kind).flag(receipted).done();
    }

    /** From the store. */
    public static OwedAck decode(byte[] bytes) {
        RecordReader in = new RecordReader("owed ack", bytes, VERSION);
        Bytes id = Bytes.of(in.raw(16));
        Instant since = in.time();
        Kind kind = in.since(2) ? in.choice(Kind.values()) : Kind.TAKEN;
        boolean receipted = in.since(2) && in.flag();
        in.end();
        return new OwedAck(kind, id, since, receipted);
    }
}
