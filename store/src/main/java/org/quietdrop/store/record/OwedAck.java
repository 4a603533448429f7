package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;

/**
 * An acknowledgement that the other side is not known to have.
 *
 * @param envelopeId 16 bytes
 * @param since when it was first owed
 */
public record OwedAck(Bytes envelopeId, Instant since) {
    private static final int VERSION = 1;

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).raw(envelopeId).time(since).done();
    }

    /** From the store. */
    public static OwedAck decode(byte[] bytes) {
        RecordReader in = new RecordReader("owed ack", bytes, VERSION);
        var owed = new OwedAck(Bytes.of(in.raw(16)), in.time());
        in.end();
        return owed;
    }
}
