package org.quietdrop.store.index;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A sorted map from blinded keys to slots. Never the only copy of anything. One thread. */
public sealed interface Index permits HeapIndex, FileIndex {
    /** The slot of a key. */
    Optional<Slot> get(IndexKey key);

    /**
     * Applies the changes of one batch; empty means removed.
     *
     * @return the slots that were replaced or removed
     */
    List<Slot> apply(SortedMap<IndexKey, Optional<Slot>> changes);

    /**
     * All slots between two keys, both included.
     *
     * @param ascending from {@code from} up, or from {@code to} down
     */
    Iterator<Map.Entry<IndexKey, Slot>> range(IndexKey from, IndexKey to, boolean ascending);

    /** Lets go of it. A file is complete and forced after this, unless this throws. */
    void close();
}
