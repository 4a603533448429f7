package org.quietdrop.store.record;

import org.quietdrop.crypto.relay.Padding;

/** The secret from which this node fills up asks and hints, for the store. */
public final class PaddingKey {
    private static final int VERSION = 1;

    private PaddingKey() {}

    /** For the store; the padding stays the caller's. */
    public static byte[] encode(Padding padding) {
        return new RecordWriter(VERSION).secret(padding.key()).done();
    }

    /** From the store. The caller closes it. */
    public static Padding decode(byte[] bytes) {
        RecordReader in = new RecordReader("padding key", bytes, VERSION);
        Padding padding = new Padding(in.secret());
        in.end();
        return padding;
    }
}
