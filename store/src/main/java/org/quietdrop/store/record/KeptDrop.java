package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

/**
 * What a relay knows of a drop that it keeps for others; the drop itself stands apart. Stored under
 * the drop's id alone, so that without the key nobody sees which drops lie under one handle.
 *
 * @param handle under which it is asked for, 16 bytes
 * @param depositor who left it, for the quota
 * @param endDay the day, counted from 1970, from which on it is not kept
 */
public record KeptDrop(Bytes handle, UserId depositor, long endDay) {
    private static final int VERSION = 1;

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).raw(handle).raw(depositor.bytes()).u64(endDay).done();
    }

    /** From the store. */
    public static KeptDrop decode(byte[] bytes) {
        RecordReader in = new RecordReader("kept drop", bytes, VERSION);
        var kept = new KeptDrop(Bytes.of(in.raw(16)), UserId.of(in.raw(32)), in.u64());
        in.end();
        return kept;
    }
}
