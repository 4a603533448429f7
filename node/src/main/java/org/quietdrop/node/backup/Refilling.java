package org.quietdrop.node.backup;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.Forgetting;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.Retentions;
import org.quietdrop.node.message.Seen;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;

import java.time.Duration;
import java.time.Instant;

/**
 * Puts what a backup held into an empty store. No session comes back: the first link to each
 * contact makes a new one before anything is sealed or opened.
 */
public final class Refilling {
    private static final Duration REMEMBERED = Duration.ofDays(Forgetting.DAYS);

    private Refilling() {}

    /** One item about a contact; others are somebody else's. Closes its keys. */
    public static void put(Transaction tx, BackupItem item, Instant now) {
        switch (item) {
            case BackupItem.Person person -> new Contacts(tx).put(person.contact());
            case BackupItem.Keys keys -> {
                try (var closed = keys.keys()) {
                    new Contacts(tx).putKeys(keys.contact(), closed);
                }
            }
            case BackupItem.Counters c ->
                    new Contacts(tx).putConversation(c.contact(), c.conversation());
            case BackupItem.Home home -> new Contacts(tx).putHome(home.contact(), home.stamp());
            case BackupItem.Kept kept -> new Retentions(tx).put(kept.contact(), kept.retention());
            case BackupItem.Waiting w -> waiting(tx, w.contact(), w.place(), w.entry());
            case BackupItem.Said said -> said(tx, said.contact(), said.place(), said.line(), now);
            case BackupItem.Made _,
                    BackupItem.Self _,
                    BackupItem.Settings _,
                    BackupItem.Unknown _ ->
                    throw new IllegalArgumentException("not about a contact");
        }
    }

    /** To be sealed anew, under its old id; word about its old envelopes still counts. */
    private static void waiting(Transaction tx, UserId contact, long place, OutboxEntry entry) {
        Outbox outbox = new Outbox(tx);
        OutboxEntry again = entry.unsealed();
        outbox.put(contact, place, again);
        for (Bytes id : again.envelopeIds()) {
            outbox.remember(contact, place, again, id, again.queued());
        }
    }

    private static void said(Transaction tx, UserId contact, long place, Line line, Instant now) {
        History history = new History(tx);
        switch (line.state()) {
            // What a relay kept was sealed in a session that is gone.
            case QUEUED, CARRIED -> history.add(contact, place, line.in(Line.State.QUEUED));
            case RECEIVED -> {
                history.add(contact, place, line);
                // It may be sent again under its old id: then it is not shown again.
                Instant kept = line.kept().isAfter(now) ? now : line.kept();
                boolean lately = kept.plus(REMEMBERED).isAfter(now);
                if (lately) new Seen(tx).rememberMessage(contact, line.id(), kept);
            }
            // Settled while the backup was made.
            case DELIVERED, READ, EXPIRED, REFUSED, RECALLED, DELETED -> {
                history.add(contact, place, line);
                new Outbox(tx).remove(contact, place);
            }
        }
    }
}
