package org.quietdrop.node.relay;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.LostDrop;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Word of drops that were kept and given up, owed to those who left them. */
public final class LostDrops {
    /** After this time no drop of it could live any more, whoever keeps it. */
    private static final Duration LONGEST = Duration.ofDays(40);

    private final Transaction tx;

    /** Over one transaction. */
    public LostDrops(Transaction tx) {
        this.tx = tx;
    }

    private static Key key(UserId depositor, Bytes dropId) {
        return new Key(Table.LOST, depositor.bytes(), ByteBuffer.wrap(dropId.toArray()).getLong());
    }

    /** Owes the word. */
    public void owe(UserId depositor, Bytes dropId, Instant now) {
        tx.put(key(depositor, dropId), new LostDrop(dropId, now).encode());
    }

    /** Whether the word is owed. */
    public boolean owed(UserId depositor, Bytes dropId) {
        return tx.has(key(depositor, dropId));
    }

    /** The depositor has noted it. */
    public void settle(UserId depositor, Bytes dropId) {
        tx.delete(key(depositor, dropId));
    }

    /** The ids of all drops of which word is owed; what is too old is forgotten. */
    public List<Bytes> of(UserId depositor, Instant now) {
        List<Bytes> ids = new ArrayList<>();
        for (Entry e : tx.scan(Table.LOST, depositor.bytes(), 0, true, Integer.MAX_VALUE)) {
            LostDrop lost = LostDrop.decode(e.value());
            if (lost.since().plus(LONGEST).isBefore(now)) tx.delete(e.key());
            else ids.add(lost.dropId());
        }
        return ids;
    }

    /** Owes this one nothing more. */
    public void removeAll(UserId depositor) {
        for (Entry e : tx.scan(Table.LOST, depositor.bytes(), 0, true, Integer.MAX_VALUE)) {
            tx.delete(e.key());
        }
    }
}
