package org.quietdrop.store;

import org.quietdrop.store.index.IndexKey;
import org.quietdrop.store.index.Slot;
import org.quietdrop.store.journal.Gone;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Place;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the slots and the ledger anew from the batches of the journal. FORMAT.md 5. */
final class Replay implements Journal.Reader {
    private final Blinding blinding;
    private final Journal journal;
    private final TreeMap<IndexKey, Slot> slots = new TreeMap<>();
    private final Ledger ledger = new Ledger();

    Replay(Blinding blinding, Journal journal) {
        this.blinding = blinding;
        this.journal = journal;
    }

    NavigableMap<IndexKey, Slot> slots() {
        return slots;
    }

    /** After the replay. */
    Ledger ledger() {
        ledger.retain(journal.numbers());
        ledger.renewed(); // the index is new
        return ledger;
    }

    @Override
    public Optional<Gone> batch(long seq, Place at, byte[] bytes) {
        if (Swept.is(bytes)) {
            Swept swept = Swept.decode(bytes);
            ledger.swept(swept.until());
            return Optional.of(swept.gone());
        }
        List<Change> batch = Batch.decode(bytes);
        List<Slot> replaced = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            IndexKey key = blinding.blind(batch.get(i).key());
            Optional<Slot> slot = Store.slotOf(batch.get(i), seq, at, i);
            Slot before = slot.isPresent() ? slots.put(key, slot.get()) : slots.remove(key);
            if (before != null) {
                replaced.add(before);
            }
        }
        ledger.batch(at.segment(), batch, replaced, journal::segmentOf);
        return Optional.empty();
    }

    @Override
    public void again() {
        slots.clear();
        ledger.clear();
    }
}
