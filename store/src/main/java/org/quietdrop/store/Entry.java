package org.quietdrop.store;

import org.quietdrop.crypto.Bytes;

/** A record: its key and what is stored under it. */
public final class Entry {
    private final Key key;
    private final Bytes value;

    Entry(Key key, Bytes value) {
        this.key = key;
        this.value = value;
    }

    public Key key() {
        return key;
    }

    /** A copy of the value. */
    public byte[] value() {
        return value.toArray();
    }

    @Override
    public String toString() {
        return "Entry[" + key.table() + ", " + value.size() + " bytes]";
    }
}
