package org.quietdrop.store.index;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;

/**
 * An index that lives in the heap and is replayed at every start: for simulation and small tools.
 */
public final class HeapIndex implements Index {
    private final NavigableMap<IndexKey, Slot> slots;

    /** Takes over the map. */
    public HeapIndex(NavigableMap<IndexKey, Slot> slots) {
        this.slots = slots;
    }

    @Override
    public Optional<Slot> get(IndexKey key) {
        return Optional.ofNullable(slots.get(key));
    }

    @Override
    public void apply(SortedMap<IndexKey, Optional<Slot>> changes) {
        changes.forEach((key, slot) ->
                slot.ifPresentOrElse(s -> slots.put(key, s), () -> slots.remove(key)));
    }

    @Override
    public Iterator<Map.Entry<IndexKey, Slot>> range(
            IndexKey from, IndexKey to, boolean ascending) {
        NavigableMap<IndexKey, Slot> part = slots.subMap(from, true, to, true);
        return (ascending ? part : part.descendingMap()).entrySet().iterator();
    }

    @Override
    public void close() {
        slots.clear();
    }
}
