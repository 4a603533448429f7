package org.quietdrop.node.backup;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.Retentions;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.RelationKeys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes what a backup holds out of a store, in pieces that are small, between which the node goes
 * on. A contact, its counters and what waits for it are of one moment; of its history only lines
 * below the counter count, which never move.
 */
public final class Gathering {
    private static final int PAGE = 100;

    private Gathering() {}

    /** How pieces are read: each in one transaction, that changes nothing. */
    @FunctionalInterface
    public interface Reader {
        void read(Consumer<Transaction> piece);
    }

    /** Hands over everything about all contacts; keys are closed by whoever takes them. */
    public static void contacts(Reader reader, Consumer<BackupItem> taker) {
        List<UserId> all = new ArrayList<>();
        reader.read(tx -> new Contacts(tx).all().forEach(c -> all.add(c.id())));
        for (UserId id : all) {
            List<BackupItem> head = new ArrayList<>();
            reader.read(tx -> head(tx, id, head));
            long next = 1;
            for (BackupItem item : head) {
                if (item instanceof BackupItem.Counters c) next = c.conversation().nextLine();
                taker.accept(item);
            }
            history(reader, id, next, taker);
        }
    }

    /** Nothing of somebody who has been forgotten meanwhile, or has no keys yet. */
    private static void head(Transaction tx, UserId id, List<BackupItem> head) {
        Contacts contacts = new Contacts(tx);
        Optional<Contact> contact = contacts.get(id);
        Optional<RelationKeys> keys = contacts.keys(id);
        if (contact.isEmpty() || keys.isEmpty()) return;
        head.add(new BackupItem.Person(contact.get()));
        head.add(new BackupItem.Keys(id, keys.get()));
        head.add(new BackupItem.Counters(id, contacts.conversation(id)));
        contacts.home(id).ifPresent(h -> head.add(new BackupItem.Home(id, h)));
        new Retentions(tx).get(id).ifPresent(r -> head.add(new BackupItem.Kept(id, r)));
        Outbox outbox = new Outbox(tx);
        List<Outbox.Placed> some = outbox.of(id, 0, PAGE);
        while (!some.isEmpty()) {
            for (Outbox.Placed p : some) {
                // What nobody sees belongs to the session that is lost, but for changes.
                boolean lost = p.entry().unseen().isPresent() && p.entry().changes().isEmpty();
                if (lost) continue;
                head.add(new BackupItem.Waiting(id, p.place(), p.entry().unsealed()));
            }
            some = outbox.of(id, some.getLast().place() + 1, PAGE);
        }
    }

    private static void history(Reader reader, UserId id, long next, Consumer<BackupItem> taker) {
        List<History.Placed> page = new ArrayList<>();
        long before = next;
        do {
            page.clear();
            long below = before;
            reader.read(tx -> page.addAll(new History(tx).page(id, below, PAGE)));
            for (History.Placed p : page) {
                taker.accept(new BackupItem.Said(id, p.place(), p.line()));
                before = Math.min(before, p.place());
            }
        } while (!page.isEmpty());
    }
}
