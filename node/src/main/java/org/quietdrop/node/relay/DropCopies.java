package org.quietdrop.node.relay;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.DropCopy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The drops that this node has made for relays, by relay; until what is in them is settled. */
public final class DropCopies {
    private final Transaction tx;

    /** Over one transaction. */
    public DropCopies(Transaction tx) {
        this.tx = tx;
    }

    private static Key key(UserId relay, Bytes dropId) {
        return new Key(Table.COPY, relay.bytes(), ByteBuffer.wrap(dropId.toArray()).getLong());
    }

    /** The copy with this drop id at a relay. */
    public Optional<DropCopy> get(UserId relay, Bytes dropId) {
        return tx.get(key(relay, dropId))
                .map(DropCopy::decode)
                .filter(copy -> copy.dropId().equals(dropId));
    }

    /** Adds or replaces a copy. */
    public void put(UserId relay, DropCopy copy) {
        tx.put(key(relay, copy.dropId()), copy.encode());
    }

    /** Forgets a copy. */
    public void remove(UserId relay, Bytes dropId) {
        tx.delete(key(relay, dropId));
    }

    /** All copies at a relay or on their way there. */
    public List<DropCopy> of(UserId relay) {
        return tx.scan(Table.COPY, relay.bytes(), 0, true, Integer.MAX_VALUE).stream()
                .map(e -> DropCopy.decode(e.value()))
                .toList();
    }

    /** Those that the relay has not answered yet. */
    public List<DropCopy> unanswered(UserId relay) {
        return of(relay).stream().filter(copy -> copy.drop().isPresent()).toList();
    }

    /** How many copies of messages relays say to keep. */
    public long kept() {
        return tx.all(Table.COPY).stream()
                .map(Entry::value)
                .map(DropCopy::decode)
                .filter(copy -> copy.drop().isEmpty())
                .count();
    }
}
