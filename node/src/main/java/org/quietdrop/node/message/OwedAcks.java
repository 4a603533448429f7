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

    /** One row an envelope, whatever number of copies come: its place is taken from its id. */
    private static Key key(UserId to, Bytes envelopeId) {
        return key(to, ByteBuffer.wrap(envelopeId.toArray()).getLong());
    }

    private static Key key(UserId to, long place) {
        return new Key(Table.OWED, to.bytes(), place);
    }

    /**
     * Owes an acknowledgement, if it is not owed already.
     *
     * @return its place
     */
    public long owe(UserId to, Bytes envelopeId, Instant now) {
        Key key = key(to, envelopeId);
        if (!tx.has(key)) tx.put(key, new OwedAck(envelopeId, now).encode());
        return key.order();
    }

    /** At most {@code limit} that are owed, from this place on; what is too old is forgotten. */
    public List<Placed> some(UserId to, long from, int limit, Instant now) {
        List<Placed> owed = new ArrayList<>();
        for (Entry e : tx.scan(Table.OWED, to.bytes(), from, true, limit)) {
            OwedAck ack = OwedAck.decode(e.value());
            if (ack.since().plus(LONGEST).isBefore(now)) tx.delete(e.key());
            owed.add(new Placed(e.key().order(), ack.envelopeId()));
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
