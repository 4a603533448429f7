package org.quietdrop.tests.sim.town;

import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.KeptDrop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What lies in the stores, looked at once a day; and that no relay keeps more than it may. */
final class StoreGauge {
    /** Boxes of one depositor, and in all (node/PROTOCOL.md). */
    private static final int MOST_EACH = 512;

    private static final int MOST = 8_192;

    private long mostBoxes;
    private long bytes;
    private long records;

    void read(Town town) {
        bytes = 0;
        records = 0;
        for (TownNode node : town.nodes) {
            bytes += node.store().bytes();
            List<Entry> carried = node.look(tx -> tx.all(Table.CARRIED));
            records += node.look(StoreGauge::count);
            mostBoxes = Math.max(mostBoxes, carried.size());
            if (carried.size() > MOST) {
                town.ledger.violated(town.agenda.now(), node + " carries " + carried.size());
            }
            Map<UserId, Integer> each = new HashMap<>();
            for (Entry e : carried) {
                each.merge(KeptDrop.decode(e.value()).depositor(), 1, Integer::sum);
            }
            each.forEach((depositor, boxes) -> {
                if (boxes > MOST_EACH) {
                    town.ledger.violated(town.agenda.now(), node + " carries too much of one");
                }
            });
        }
    }

    private static long count(Transaction tx) {
        long sum = 0;
        for (Table table : Table.values()) sum += tx.all(table).size();
        return sum;
    }

    /** The most boxes that any node carried at once, at midnight. */
    long mostBoxes() {
        return mostBoxes;
    }

    /** Length of all journals at the last look. */
    long bytes() {
        return bytes;
    }

    /** Records in all stores at the last look. */
    long records() {
        return records;
    }
}
