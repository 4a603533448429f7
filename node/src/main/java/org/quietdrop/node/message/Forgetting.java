package org.quietdrop.node.message;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * Entries that are kept for a number of days and then go: ids of envelopes and messages for 75
 * days. Each is listed under the day on which it goes.
 */
public final class Forgetting {
    /** How long ids are remembered (section 9). */
    public static final int DAYS = 75;

    private static final Key SWEPT = new Key(Table.META, Bytes.of(new byte[] {'s'}), 0);

    private final Transaction tx;

    /** Over one transaction. */
    public Forgetting(Transaction tx) {
        this.tx = tx;
    }

    private static Bytes group(long day) {
        return Bytes.of(ByteBuffer.allocate(8).putLong(day).array());
    }

    /** Puts an entry that will be deleted {@link #DAYS} days from now. */
    public void put(Key key, byte[] value, Instant now) {
        tx.put(key, value);
        byte[] group = key.group().toArray();
        ByteBuffer named = ByteBuffer.allocate(9 + group.length);
        named.put((byte) key.table().code()).putLong(key.order()).put(group);
        Bytes day = group(Day.of(now) + DAYS + 1);
        long order = tx.last(Table.SEEN_DAY, day).map(e -> e.key().order() + 1).orElse(1L);
        tx.put(new Key(Table.SEEN_DAY, day, order), named.array());
    }

    /**
     * Deletes what has run out, at most {@code limit} entries.
     *
     * @return whether more is left to delete
     */
    public boolean sweep(Instant now, int limit) {
        long today = Day.of(now);
        long from = tx.get(SWEPT).map(v -> ByteBuffer.wrap(v).getLong()).orElse(today - 1);
        if (from >= today) return false;
        int left = limit;
        for (long day = Math.max(from, today - 400) + 1; day <= today; day++) {
            List<Entry> entries = tx.scan(Table.SEEN_DAY, group(day), 0, true, left);
            for (Entry e : entries) {
                ByteBuffer named = ByteBuffer.wrap(e.value());
                Table table = Table.of(named.get() & 0xff).orElseThrow();
                long order = named.getLong();
                byte[] group = new byte[named.remaining()];
                named.get(group);
                tx.delete(new Key(table, Bytes.of(group), order));
                tx.delete(e.key());
            }
            left -= entries.size();
            if (left <= 0) return true;
        }
        tx.put(SWEPT, ByteBuffer.allocate(8).putLong(today).array());
        return false;
    }
}
