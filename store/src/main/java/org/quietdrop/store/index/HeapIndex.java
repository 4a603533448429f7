package org.quietdrop.store.index;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
    public List<Slot> apply(SortedMap<IndexKey, Optional<Slot>> changes) {
        List<Slot> replaced = new ArrayList<>();
        changes.forEach((key, slot) -> {
            Slot before = slot.isPresent() ? slots.put(key, slot.get()) : slots.remove(key);
            if (before != null) {
                replaced.add(before);
            }
        });
        return replaced;
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
