package org.quietdrop.node.relay;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.KeptDrop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The drops that this node carries for others: each under its own id, what is known of it apart
 * from the box itself.
 */
public final class CarriedDrops {
    private final Transaction tx;

    /** Over one transaction. */
    public CarriedDrops(Transaction tx) {
        this.tx = tx;
    }

    private static Key known(Bytes dropId) {
        return Key.of(Table.CARRIED, dropId);
    }

    private static Key box(Bytes dropId) {
        return Key.of(Table.BOX, dropId);
    }

    /** Keeps a drop. */
    public void keep(Bytes dropId, KeptDrop known, Bytes drop) {
        tx.put(known(dropId), known.encode());
        tx.put(box(dropId), drop.toArray());
    }

    /** The 4,040 bytes of a drop that is kept; empty if they cannot be read any more. */
    public Optional<Bytes> drop(Bytes dropId) {
        try {
            return tx.get(box(dropId)).map(Bytes::of);
        } catch (StoreFailure.Damaged e) {
            return Optional.empty();
        }
    }

    /** Keeps a drop no longer. */
    public void remove(Bytes dropId) {
        tx.delete(known(dropId));
        tx.delete(box(dropId));
    }

    /** All that is kept, by drop id. */
    public Map<Bytes, KeptDrop> all() {
        Map<Bytes, KeptDrop> all = new LinkedHashMap<>();
        for (Entry e : tx.all(Table.CARRIED)) {
            all.put(e.key().group(), KeptDrop.decode(e.value()));
        }
        return all;
    }
}
