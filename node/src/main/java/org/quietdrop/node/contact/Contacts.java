package org.quietdrop.node.contact;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.HomeStamp;
import org.quietdrop.store.record.Pending;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.RelayHints;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The contacts of this node, read and written through one transaction. */
public final class Contacts {
    /** Pendings kept for one UserId beside its present keys (section 9). */
    public static final int MAX_PENDING = 8;

    /** Relations a node may have (section 9). */
    public static final int MAX_RELATIONS = 1024;

    /** Names that an error tells at most. */
    private static final int NAMED = 5;

    private static final long CONTACT = 0;
    private static final long KEYS = 1;
    private static final long CONVERSATION = 2;
    private static final long HINTS = 3;
    private static final long HOME = 4;

    private final Transaction tx;

    /** Contacts as this transaction sees them. */
    public Contacts(Transaction tx) {
        this.tx = tx;
    }

    private static Key key(UserId id, long order) {
        return new Key(Table.CONTACT, id.bytes(), order);
    }

    /** The contact with this identity. */
    public Optional<Contact> get(UserId id) {
        return tx.get(key(id, CONTACT)).map(Contact::decode);
    }

    /** Everybody, by petname. */
    public List<Contact> all() {
        List<Contact> all = new ArrayList<>();
        for (Entry e : tx.all(Table.CONTACT)) {
            if (e.key().order() == CONTACT) all.add(Contact.decode(e.value()));
        }
        all.sort(Comparator.comparing(c -> Petname.key(c.petname())));
        return all;
    }

    /** Finds who is meant: a petname, or at least six digits of an id. */
    public Lookup find(String typed) {
        String name = typed.strip();
        if (name.isEmpty()) return new Lookup.Malformed("a contact's name is not empty");
        if (name.length() > 200) return new Lookup.Malformed("that is too long for a name");
        if (name.chars().anyMatch(Character::isISOControl)) {
            return new Lookup.Malformed("a name has no control characters");
        }
        List<Contact> all = all();
        String key = Petname.key(name);
        String prefix = name.toLowerCase(Locale.ROOT);
        boolean digits = name.matches("[0-9a-fA-F]{6,64}");
        List<Contact> meant =
                all.stream()
                        .filter(c ->
                                Petname.key(c.petname()).equals(key)
                                        || (digits && c.id().hex().startsWith(prefix)))
                        .toList();
        if (meant.size() == 1) return new Lookup.Found(meant.get(0));
        if (!meant.isEmpty()) return ambiguous(meant.stream());
        List<Contact> begin =
                all.stream().filter(c -> Petname.key(c.petname()).startsWith(key)).toList();
        if (begin.size() > 1) return ambiguous(begin.stream());
        return new Lookup.Unknown(Petname.near(name, all.stream().map(Contact::petname).toList()));
    }

    /** What everybody is called. */
    public List<String> petnames() {
        return all().stream().map(Contact::petname).toList();
    }

    /**
     * Who is called so.
     *
     * @param except whom not to count; empty: everybody counts
     */
    public Optional<Contact> called(String name, Optional<UserId> except) {
        String key = Petname.key(name);
        return all().stream()
                .filter(c -> except.filter(c.id()::equals).isEmpty())
                .filter(c -> Petname.key(c.petname()).equals(key))
                .findFirst();
    }

    private static Lookup ambiguous(Stream<Contact> contacts) {
        return new Lookup.Ambiguous(contacts.map(Contact::petname).limit(NAMED).toList());
    }

    /** Keeps a contact. */
    public void put(Contact contact) {
        tx.put(key(contact.id(), CONTACT), contact.encode());
    }

    /** The present keys of a contact. The caller closes them. */
    public Optional<RelationKeys> keys(UserId id) {
        return tx.get(key(id, KEYS)).map(RelationKeys::decode);
    }

    /**
     * Replaces the present keys of a contact. Hints that were made with older ones are void, and
     * the home that has the new ones is the only one, whatever there was before.
     */
    public void putKeys(UserId id, RelationKeys keys) {
        tx.put(key(id, KEYS), keys.encode());
        tx.delete(key(id, HINTS));
        tx.delete(key(id, HOME));
    }

    /** What the two told each other of friends that carry. */
    public RelayHints hints(UserId id) {
        return tx.get(key(id, HINTS)).map(RelayHints::decode).orElse(RelayHints.NONE);
    }

    /** Keeps what the two told each other of friends that carry. */
    public void putHints(UserId id, RelayHints hints) {
        tx.put(key(id, HINTS), hints.encode());
    }

    /** What is known of the homes of a contact; empty before the first link. */
    public Optional<HomeStamp> home(UserId id) {
        return tx.get(key(id, HOME)).map(HomeStamp::decode);
    }

    /** Keeps what is known of the homes of a contact. */
    public void putHome(UserId id, HomeStamp stamp) {
        tx.put(key(id, HOME), stamp.encode());
    }

    /** The counters of the conversation with somebody. */
    public Conversation conversation(UserId id) {
        return tx.get(key(id, CONVERSATION)).map(Conversation::decode).orElse(Conversation.NEW);
    }

    /** Keeps the counters. */
    public void putConversation(UserId id, Conversation conversation) {
        tx.put(key(id, CONVERSATION), conversation.encode());
    }

    /** The pendings of somebody, oldest first. The caller closes them. */
    public List<Pending> pendings(UserId id) {
        List<Pending> all = new ArrayList<>();
        for (Entry e : tx.scan(Table.PENDING, id.bytes(), 0, true, MAX_PENDING)) {
            all.add(Pending.decode(e.value()));
        }
        return all;
    }

    /** Adds a pending; the oldest goes when there are more than {@link #MAX_PENDING}. */
    public void addPending(Pending pending) {
        UserId id = pending.card().userId();
        List<Entry> old = tx.scan(Table.PENDING, id.bytes(), 0, true, MAX_PENDING + 1);
        for (int i = 0; i + MAX_PENDING <= old.size(); i++) tx.delete(old.get(i).key());
        long next = old.isEmpty() ? 1 : old.get(old.size() - 1).key().order() + 1;
        tx.put(new Key(Table.PENDING, id.bytes(), next), pending.encode());
    }

    /**
     * Removes the pendings of somebody that were made before this moment.
     *
     * @return whether there were any
     */
    public boolean dropPendings(UserId id, Instant before) {
        boolean any = false;
        for (Entry e : tx.scan(Table.PENDING, id.bytes(), 0, true, MAX_PENDING + 1)) {
            try (Pending pending = Pending.decode(e.value())) {
                if (!pending.since().isBefore(before)) continue;
                tx.delete(e.key());
                any = true;
            }
        }
        return any;
    }

    /** Removes this pending and those older than it. */
    public void dropPendingsUntil(UserId id, Bytes sessionId) {
        for (Entry e : tx.scan(Table.PENDING, id.bytes(), 0, true, MAX_PENDING + 1)) {
            tx.delete(e.key());
            try (Pending pending = Pending.decode(e.value())) {
                if (pending.keys().sessionId().equals(sessionId)) return;
            }
        }
    }

    /** The sets of keys that are kept for somebody: the present ones and those of pendings. */
    public Set<RelationId> relationIds(UserId id) {
        Set<RelationId> ids = new HashSet<>();
        keys(id).ifPresent(k -> {
            ids.add(new RelationId(id, k.sessionId()));
            k.close();
        });
        for (Pending p : pendings(id)) {
            ids.add(new RelationId(id, p.keys().sessionId()));
            p.close();
        }
        return ids;
    }

    /** How many relations there are: keys of contacts, pendings and invitations. */
    public int relationCount() {
        long keys = tx.all(Table.CONTACT).stream().filter(e -> e.key().order() == KEYS).count();
        return (int) keys + tx.all(Table.PENDING).size() + tx.all(Table.INVITATION).size();
    }

    /** Removes present keys and pendings, with what belongs to these keys. */
    public void removeKeys(UserId id) {
        for (Entry e : tx.scan(Table.PENDING, id.bytes(), 0, true, Integer.MAX_VALUE)) {
            tx.delete(e.key());
        }
        tx.delete(key(id, KEYS));
        tx.delete(key(id, HINTS));
        tx.delete(key(id, HOME));
    }

    /** Removes what is kept about a contact here: the contact, its keys, counters and pendings. */
    public void remove(UserId id) {
        removeKeys(id);
        tx.delete(key(id, CONTACT));
        tx.delete(key(id, CONVERSATION));
    }

    /**
     * Every set of keys that hello and link must know at this moment, invitations first: those an
     * answerer takes before others (section 9). The caller closes them.
     */
    public List<Relation> relations(Instant now) {
        List<Relation> all = new ArrayList<>(new OpenInvitations(tx).relations(now));
        for (Contact c : all()) {
            if (c.state() != Contact.State.BLOCKED) {
                keys(c.id()).ifPresent(k -> all.add(relation(c.card().orElseThrow(), k)));
            }
            for (Pending pending : pendings(c.id())) {
                all.add(relation(pending.card(), pending.keys()));
                pending.session().close();
            }
        }
        return all;
    }

    private static Relation relation(Card card, RelationKeys from) {
        try (from) {
            return new PairRelation(
                    new RelationId(card.userId(), from.sessionId()),
                    card.dhKey(),
                    from.keys().helloKey().copy(),
                    from.keys().linkPsk().copy());
        }
    }
}
