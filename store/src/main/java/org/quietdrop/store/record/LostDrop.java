package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;

/**
 * A drop that this node had kept and gave up: its depositor is owed word of that. Stored under the
 * depositor and the beginning of the drop's id.
 *
 * @param dropId 16 bytes
 * @param since when it was given up
 */
public record LostDrop(Bytes dropId, Instant since) {
    private static final int VERSION = 1;

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).raw(dropId).time(since).done();
    }

    /** From the store. */
    public static LostDrop decode(byte[] bytes) {
        RecordReader in = new RecordReader("lost drop", bytes, VERSION);
        var lost = new LostDrop(Bytes.of(in.raw(16)), in.time());
        in.end();
        return lost;
    }
}
