package org.quietdrop.node.message;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.MessagePlace;
import org.quietdrop.store.record.OutboxEntry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What is not known to have arrived, by contact and place in the conversation. */
public final class Outbox {
    private final Transaction tx;
    private final Forgetting forgetting;

    /** Over one transaction. */
    public Outbox(Transaction tx) {
        this.tx = tx;
        this.forgetting = new Forgetting(tx);
    }

    /** An entry and where it stands. */
    public record Placed(UserId contact, long place, OutboxEntry entry) {}

    private static Key key(UserId contact, long place) {
        return new Key(Table.OUTBOX, contact.bytes(), place);
    }

    private static Key sentKey(Bytes envelopeId) {
        return new Key(Table.SENT, envelopeId, 0);
    }

    /** The entry at a place. */
    public Optional<OutboxEntry> get(UserId contact, long place) {
        return tx.get(key(contact, place)).map(OutboxEntry::decode);
    }

    /** Adds or replaces an entry. */
    public void put(UserId contact, long place, OutboxEntry entry) {
        tx.put(key(contact, place), entry.encode());
    }

    /**
     * Remembers that this envelope carries that message, long enough for a late acknowledgement.
     */
    public void remember(
            UserId contact, long place, OutboxEntry entry, Bytes envelopeId, Instant now) {
        remember(new MessagePlace(contact, place, entry.messageId()), envelopeId, now);
    }

    /** Remembers that this envelope carried what stands there. */
    public void remember(MessagePlace message, Bytes envelopeId, Instant now) {
        forgetting.put(sentKey(envelopeId), message.encode(), now);
    }

    /** Which message an envelope of ours carried. */
    public Optional<MessagePlace> sent(Bytes envelopeId) {
        return tx.get(sentKey(envelopeId)).map(MessagePlace::decode);
    }

    /** At most {@code limit} entries of a contact from this place on, oldest first. */
    public List<Placed> of(UserId contact, long from, int limit) {
        List<Placed> entries = new ArrayList<>();
        for (Entry e : tx.scan(Table.OUTBOX, contact.bytes(), from, true, limit)) {
            entries.add(new Placed(contact, e.key().order(), OutboxEntry.decode(e.value())));
        }
        return entries;
    }

    /** Whether anything waits for a contact. */
    public boolean waits(UserId contact) {
        return !tx.scan(Table.OUTBOX, contact.bytes(), 0, true, 1).isEmpty();
    }

    /** How many messages wait for a contact. */
    public int count(UserId contact) {
        return messages(contact).size();
    }

    /** The messages that wait for a contact, without what nobody sees; oldest first. */
    public List<Placed> messages(UserId contact) {
        return of(contact, 0, Integer.MAX_VALUE).stream()
                .filter(p -> p.entry().unseen().isEmpty())
                .toList();
    }

    /** Removes an entry. */
    public void remove(UserId contact, long place) {
        tx.delete(key(contact, place));
    }

    /** Removes those of these that have not left: what is newer goes in their place. */
    public void removeUnsent(UserId contact, Predicate<OutboxEntry> which) {
        for (Placed p : of(contact, 0, Integer.MAX_VALUE)) {
            if (!p.entry().left() && which.test(p.entry())) remove(contact, p.place());
        }
    }

    /** Removes everything that waits for a contact. */
    public void removeAll(UserId contact) {
        for (Entry e : tx.scan(Table.OUTBOX, contact.bytes(), 0, true, Integer.MAX_VALUE)) {
            tx.delete(e.key());
        }
    }
}
