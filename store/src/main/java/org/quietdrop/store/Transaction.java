package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.index.IndexKey;
import org.quietdrop.store.index.Slot;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads and changes that become durable together or not at all. Reads see the transaction's own
 * writes; nothing reaches the disk before {@link #commit}. Same thread as the {@link Store}.
 */
public final class Transaction implements AutoCloseable {
    private final Store store;
    private final TreeMap<IndexKey, Change> changes = new TreeMap<>();
    private boolean forgetsSoon;
    private boolean ended;

    Transaction(Store store) {
        this.store = store;
    }

    /**
     * The value of a record.
     *
     * @throws StoreFailure.Damaged if it is there but cannot be read any more
     */
    public Optional<byte[]> get(Key key) {
        live();
        IndexKey at = store.blinding().blind(key);
        Change change = changes.get(at);
        if (change != null) {
            return change.value().map(Bytes::toArray);
        }
        return store.slot(at).map(slot -> store.value(key, slot).toArray());
    }

    /** Whether there is such a record; reads no value. */
    public boolean has(Key key) {
        live();
        IndexKey at = store.blinding().blind(key);
        Change change = changes.get(at);
        return change != null ? change.value().isPresent() : store.slot(at).isPresent();
    }

    /** Sets the value of a record, at most {@link Store#MAX_VALUE} bytes. Copies it. */
    public void put(Key key, byte[] value) {
        live();
        if (value.length > Store.MAX_VALUE) {
            throw new IllegalArgumentException("value of " + value.length + " bytes");
        }
        changes.put(store.blinding().blind(key), new Change(key, Optional.of(Bytes.of(value))));
    }

    /**
     * Seals what is to be the value of a record, once more: so that the copies of values that lie
     * about in memory while a store is open tell nothing of it. FORMAT.md 9.
     *
     * @param plain stays the caller's to wipe
     */
    public byte[] seal(Key key, byte[] plain) {
        live();
        return store.sealedValue().seal(key, plain);
    }

    /**
     * Opens what {@link #seal} made for the same key; the caller wipes it.
     *
     * @throws StoreFailure.Damaged if it was not made by this store for this key
     */
    public byte[] open(Key key, byte[] sealed) {
        live();
        return store.sealedValue().open(key, sealed);
    }

    /** Removes a record; nothing happens if there is none. */
    public void delete(Key key) {
        live();
        IndexKey at = store.blinding().blind(key);
        if (store.slot(at).isPresent()) {
            changes.put(at, new Change(key, Optional.empty()));
        } else {
            changes.remove(at);
        }
    }

    /**
     * Records of one group by order, unsigned. A record that cannot be read any more is left out
     * and stands in {@link Store#report}.
     *
     * @param fromOrder the first order, included
     * @param ascending up from there, or down
     * @param limit at most so many
     */
    public List<Entry> scan(
            Table table, Bytes group, long fromOrder, boolean ascending, int limit) {
        live();
        IndexKey from = store.blinding().blind(new Key(table, group, ascending ? fromOrder : 0));
        IndexKey to = store.blinding().blind(new Key(table, group, ascending ? -1 : fromOrder));
        return rows(table, from, to, ascending, limit);
    }

    /** Every record of a table; groups in no particular order, each by its orders. */
    public List<Entry> all(Table table) {
        live();
        return rows(
                table,
                store.blinding().first(table),
                store.blinding().last(table),
                true,
                Integer.MAX_VALUE);
    }

    /** The record with the highest order in a group. */
    public Optional<Entry> last(Table table, Bytes group) {
        return scan(table, group, -1, false, 1).stream().findFirst();
    }

    private List<Entry> rows(
            Table table, IndexKey from, IndexKey to, boolean ascending, int limit) {
        NavigableMap<IndexKey, Change> own = changes.subMap(from, true, to, true);
        Iterator<Map.Entry<IndexKey, Change>> mine =
                (ascending ? own : own.descendingMap()).entrySet().iterator();
        Iterator<Map.Entry<IndexKey, Slot>> stored =
                store.guarded(() -> store.index().range(from, to, ascending));
        List<Entry> found = new ArrayList<>();
        Map.@Nullable Entry<IndexKey, Change> change = next(mine);
        Map.@Nullable Entry<IndexKey, Slot> slot = next(stored);
        while (found.size() < limit && (change != null || slot != null)) {
            int order = compare(change, slot, ascending);
            if (order <= 0 && change != null) {
                Change taken = change.getValue();
                taken.value().ifPresent(value -> found.add(new Entry(taken.key(), value)));
                change = next(mine);
            } else if (slot != null) {
                read(table, slot.getValue()).ifPresent(found::add);
            }
            if (order >= 0) {
                slot = next(stored);
            }
        }
        return found;
    }

    /** Which comes first; equal keys mean that the own change hides the stored record. */
    private static int compare(
            Map.@Nullable Entry<IndexKey, Change> change,
            Map.@Nullable Entry<IndexKey, Slot> slot,
            boolean ascending) {
        if (change == null) {
            return 1;
        }
        if (slot == null) {
            return -1;
        }
        int order = change.getKey().compareTo(slot.getKey());
        return ascending ? order : -order;
    }

    private <V> Map.@Nullable Entry<IndexKey, V> next(Iterator<Map.Entry<IndexKey, V>> rows) {
        return store.<Optional<Map.Entry<IndexKey, V>>>guarded(
                        () -> rows.hasNext() ? Optional.of(rows.next()) : Optional.empty())
                .orElse(null);
    }

    private Optional<Entry> read(Table table, Slot slot) {
        Key key = new Key(table, slot.group(), slot.order());
        try {
            return Optional.of(new Entry(key, store.value(key, slot)));
        } catch (StoreFailure.Damaged e) {
            return Optional.empty(); // the store has noted it
        }
    }

    /**
     * Whether the disk has room for so many bytes more, beyond what is kept free for deletions.
     *
     * @throws StoreFailure.Broken if the disk does not answer
     */
    public boolean hasRoom(long bytes) {
        live();
        return store.hasRoom(bytes);
    }

    /**
     * Once this is committed, what it deletes and overwrites shall soon be in no file any more:
     * {@link Store#forgetSoon}.
     */
    public void forgetSoon() {
        live();
        forgetsSoon = true;
    }

    /** Whether anything would be committed. */
    public boolean changed() {
        return !changes.isEmpty();
    }

    /**
     * Makes everything durable in one batch with one force; then the transaction is over. Without
     * changes nothing is written.
     *
     * @throws StoreFailure.Full if there is no room: nothing changed, the transaction stays open
     * @throws StoreFailure.Broken if the disk failed: only opening the store again tells whether
     *     the batch is there
     */
    public void commit() {
        live();
        if (!changes.isEmpty()) {
            store.commit(changes);
        }
        if (forgetsSoon) {
            store.forgetSoon();
        }
        end();
    }

    /** Forgets everything; then the transaction is over. */
    public void rollback() {
        end();
    }

    private void end() {
        ended = true;
        changes.clear();
        store.ended(this);
    }

    private void live() {
        if (ended) {
            throw new IllegalStateException("the transaction is over");
        }
    }

    /** Rolls back what was not committed. */
    @Override
    public void close() {
        end();
    }
}
