package org.quietdrop.node.message;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.OwedAck;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Word that is owed, of what was taken and of what was read: committed with what it tells of, sent
 * on every link, kept until known to have arrived, 75 days at most (section 9).
 */
public final class OwedAcks {
    private static final Duration LONGEST = Duration.ofDays(Forgetting.DAYS);

    private final Transaction tx;

    /** Over one transaction. */
    public OwedAcks(Transaction tx) {
        this.tx = tx;
    }

    /** What is owed and where it stands. */
    public record Placed(long place, OwedAck owed) {}

    /** One row an id, whatever number of copies come: its place is taken from its id. */
    private static Key key(UserId to, Bytes id) {
        return key(to, ByteBuffer.wrap(id.toArray()).getLong());
    }

    private static Key key(UserId to, long place) {
        return new Key(Table.OWED, to.bytes(), place);
    }

    /**
     * Owes word, if it is not owed already.
     *
     * @param receipt whether a receipt is to be left for it while there is no link
     * @return its place
     */
    public long owe(UserId to, OwedAck.Kind kind, Bytes id, boolean receipt, Instant now) {
        Key key = key(to, id);
        if (!tx.has(key)) tx.put(key, new OwedAck(kind, id, now, !receipt).encode());
        return key.order();
    }

    /** At most {@code limit} of which no receipt was left yet. */
    public List<Placed> withoutReceipt(UserId to, int limit, Instant now) {
        return some(to, 0, Integer.MAX_VALUE, now).stream()
                .filter(p -> !p.owed().receipted())
                .limit(limit)
                .toList();
    }

    /** A receipt for it was left. */
    public void receipted(UserId to, Placed placed) {
        tx.put(key(to, placed.place()), placed.owed().withReceipt().encode());
    }

    /** At most {@code limit} that are owed, from this place on; what is too old is forgotten. */
    public List<Placed> some(UserId to, long from, int limit, Instant now) {
        List<Placed> owed = new ArrayList<>();
        for (Entry e : tx.scan(Table.OWED, to.bytes(), from, true, limit)) {
            OwedAck ack = OwedAck.decode(e.value());
            if (ack.since().plus(LONGEST).isBefore(now)) tx.delete(e.key());
            else owed.add(new Placed(e.key().order(), ack));
        }
        return owed;
    }

    /** It is known to have arrived. */
    public void settle(UserId to, long place) {
        tx.delete(key(to, place));
    }

    /** Forgets all that is owed to somebody. */
    public void removeAll(UserId to) {
        for (Entry e : tx.scan(Table.OWED, to.bytes(), 0, true, Integer.MAX_VALUE)) {
            tx.delete(e.key());
        }
    }
}
