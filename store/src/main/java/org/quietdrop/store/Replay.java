package org.quietdrop.store;

import org.quietdrop.store.index.IndexKey;
import org.quietdrop.store.index.Slot;
import org.quietdrop.store.index.SlotSorter;
import org.quietdrop.store.journal.Gone;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Place;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the slots and the ledger anew from the batches of the journal. FORMAT.md 5. */
final class Replay implements Journal.Reader {
    private final Blinding blinding;
    private final Journal journal;
    private final SlotSorter slots;
    private final Ledger ledger = new Ledger();

    /**
     * @param slots where they are collected; stays the caller's
     */
    Replay(Blinding blinding, Journal journal, SlotSorter slots) {
        this.slots = slots;
        this.blinding = blinding;
        this.journal = journal;
    }

    /** All of them by their keys, once, after the replay. */
    Iterator<Map.Entry<IndexKey, Slot>> sorted() {
        return slots.sorted(this::replaced);
    }

    private void replaced(Slot slot) {
        ledger.batch(0, List.of(), List.of(slot), journal::segmentOf);
    }

    /** After the replay, when all slots were read. */
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
        for (int i = 0; i < batch.size(); i++) {
            IndexKey key = blinding.blind(batch.get(i).key());
            Optional<Slot> slot = Store.slotOf(batch.get(i), seq, at, i);
            slots.apply(key, slot, this::replaced);
        }
        ledger.batch(at.segment(), batch, List.of(), journal::segmentOf);
        return Optional.empty();
    }

    @Override
    public void again() {
        slots.clear();
        ledger.clear();
    }
}
