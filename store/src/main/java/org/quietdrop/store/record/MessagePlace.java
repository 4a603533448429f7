package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

/**
 * Where a message or one of its envelopes belongs.
 *
 * @param contact whose conversation
 * @param line which line of it
 * @param id the full 16-byte id that was looked up
 */
public record MessagePlace(UserId contact, long line, Bytes id) {
    private static final int VERSION = 1;

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).raw(contact.bytes()).u64(line).raw(id).done();
    }

    /** From the store. */
    public static MessagePlace decode(byte[] bytes) {
        RecordReader in = new RecordReader("message place", bytes, VERSION);
        var place = new MessagePlace(UserId.of(in.raw(32)), in.u64(), Bytes.of(in.raw(16)));
        in.end();
        return place;
    }
}
