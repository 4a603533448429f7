package org.quietdrop.store;

import org.quietdrop.crypto.Bytes;

import java.util.Optional;

/** A put (with a value) or a delete. */
record Change(Key key, Optional<Bytes> value) {
    /** How long it is in a batch, in bytes. */
    int weight() {
        return 1 + 1 + 1 + key.group().size() + 8 + value.map(v -> 4 + v.size()).orElse(0);
    }
}
