package org.quietdrop.node.message;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.OwedAck;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Acknowledgements that are owed: committed with what they acknowledge, sent on every link, kept
 * until known to have arrived, 75 days at most (section 9).
 */
public final class OwedAcks {
    private static final Duration LONGEST = Duration.ofDays(Forgetting.DAYS);

    private final Transaction tx;

    /** Over one transaction. */
    public OwedAcks(Transaction tx) {
        this.tx = tx;
    }

    /** An owed acknowledgement and where it stands. */
    public record Placed(long place, Bytes envelopeId) {}

    private static Key key(UserId to, long place) {
        return new Key(Table.OWED, to.bytes(), place);
    }

    /** Owes one more, at a fresh place. */
    public void owe(UserId to, long place, Bytes envelopeId, Instant now) {
        tx.put(key(to, place), new OwedAck(envelopeId, now).encode());
    }

    /** All that is owed, oldest first; what is too old is forgotten. */
    public List<Placed> all(UserId to, Instant now) {
        List<Placed> owed = new ArrayList<>();
        for (Entry e : tx.scan(Table.OWED, to.bytes(), 0, true, Integer.MAX_VALUE)) {
            OwedAck ack = OwedAck.decode(e.value());
            if (ack.since().plus(LONGEST).isBefore(now)) {
                tx.delete(e.key());
            } else {
                owed.add(new Placed(e.key().order(), ack.envelopeId()));
            }
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
