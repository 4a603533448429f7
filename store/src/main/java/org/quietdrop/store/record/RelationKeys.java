package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.pairing.LastingKeys;

/** The lasting secrets of a contact and the session they came with. Close it after use. */
public final class RelationKeys implements AutoCloseable {
    private static final int VERSION = 1;
    private final Bytes sessionId;
    private final LastingKeys keys;

    /**
     * Takes ownership of the keys.
     *
     * @param sessionId 16 bytes
     */
    public RelationKeys(Bytes sessionId, LastingKeys keys) {
        this.sessionId = sessionId;
        this.keys = keys;
    }

    /** The session made in the pairing that made the keys, 16 bytes. */
    public Bytes sessionId() {
        return sessionId;
    }

    /** The four secrets, live. */
    public LastingKeys keys() {
        return keys;
    }

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION)
                .raw(sessionId)
                .secret(keys.linkPsk())
                .secret(keys.tagRoot())
                .secret(keys.helloKey())
                .secret(keys.hintKey())
                .done();
    }

    /** From the store. */
    public static RelationKeys decode(byte[] bytes) {
        RecordReader in = new RecordReader("relation keys", bytes, VERSION);
        Bytes sessionId = Bytes.of(in.raw(16));
        LastingKeys keys = new LastingKeys(in.secret(), in.secret(), in.secret(), in.secret());
        in.end();
        return new RelationKeys(sessionId, keys);
    }

    @Override
    public void close() {
        keys.close();
    }

    @Override
    public String toString() {
        return "RelationKeys[redacted]";
    }
}
