package org.quietdrop.node.search;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.History;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** A store with conversations, its index, and a plain list of what is in it. */
final class Library {
    /** A line as the plain list has it. */
    record Said(UserId contact, long place, Line line) {}

    final TreeMap<Hit, Said> said = new TreeMap<>();
    final List<UserId> people = new ArrayList<>();
    SearchIndex index = new SearchIndex();
    private final Random random;
    private final SecretKey key;
    private MemoryDisk disk = new MemoryDisk();
    private Store store;

    Library(Random random, int conversations) {
        this.random = random;
        this.key = SecretKey.take(bytes(32));
        this.store = open();
        for (int i = 0; i < conversations; i++) meet();
    }

    private byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        random.nextBytes(bytes);
        return bytes;
    }

    private Store open() {
        return Store.open(disk, new IndexPlace.InHeap(), key, random::nextBytes, 1 << 20);
    }

    UserId meet() {
        UserId id = UserId.of(bytes(32));
        Card card =
                new Card(
                        id,
                        PublicKey.of(bytes(32)),
                        PublicKey.of(bytes(32)),
                        "x",
                        Bytes.of(bytes(256)));
        String name = "person " + people.size();
        change(tx -> new Contacts(tx).put(contact(card, name)));
        people.add(id);
        return id;
    }

    private static Contact contact(Card card, String name) {
        return new Contact(
                card,
                name,
                true,
                false,
                Contact.State.CONTACT,
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                false);
    }

    void change(Consumer<Transaction> work) {
        try (Transaction tx = store.begin()) {
            work.accept(tx);
            tx.commit();
        }
    }

    <T> T read(Function<Transaction, T> work) {
        try (Transaction tx = store.begin()) {
            return work.apply(tx);
        }
    }

    /** Something is said, and committed. */
    void say(UserId contact, boolean mine, Instant at, String text) {
        change(tx -> say(tx, contact, mine, at, text));
        index.grew(contact);
    }

    private void say(Transaction tx, UserId contact, boolean mine, Instant at, String text) {
        Contacts contacts = new Contacts(tx);
        Conversation c = contacts.conversation(contact);
        long place = c.nextLine();
        Line line =
                new Line(
                        Bytes.of(bytes(16)),
                        mine,
                        text,
                        at,
                        at,
                        place,
                        0,
                        mine ? Line.State.DELIVERED : Line.State.RECEIVED,
                        List.of());
        new History(tx).add(contact, place, line);
        contacts.putConversation(contact, c.wrote());
        said.put(new Hit(contact, place, at.getEpochSecond()), new Said(contact, place, line));
    }

    /** A place that is used for something else, as hints are. */
    void skip(UserId contact) {
        change(tx -> {
            Contacts contacts = new Contacts(tx);
            contacts.putConversation(contact, contacts.conversation(contact).queuedUnseen());
        });
    }

    void forget(UserId contact) {
        change(tx -> {
            index.forget(tx, contact);
            new History(tx).remove(contact);
            new Contacts(tx).remove(contact);
        });
        people.remove(contact);
        said.keySet().removeIf(hit -> hit.contact().equals(contact));
    }

    /** Some lines are deleted, mostly old ones. */
    void remove(UserId contact, Random drawn) {
        List<Said> of = said.values().stream().filter(s -> s.contact().equals(contact)).toList();
        List<Long> gone = new ArrayList<>();
        change(tx -> {
            for (Said s : of.reversed().subList(0, of.size() / 2)) {
                if (drawn.nextInt(5) == 0) continue;
                new History(tx).remove(contact, s.place(), s.line());
                gone.add(s.place());
            }
            index.remove(tx, contact, gone);
        });
        said.values().removeIf(s -> s.contact().equals(contact) && gone.contains(s.place()));
    }

    void step() {
        change(tx -> index.step(tx));
    }

    /** Steps until there is nothing left to do. */
    int finish() {
        int steps = 0;
        while (busy()) steps++;
        return steps;
    }

    private boolean busy() {
        boolean[] more = {false};
        change(tx -> more[0] = index.step(tx));
        return more[0];
    }

    /** The node ends, or is killed, and begins again. */
    void restart(boolean killed) {
        index.close();
        index = new SearchIndex();
        if (killed) disk = disk.killed();
        else store.close();
        store = open();
    }

    /** What the index finds in the end, page by page. */
    List<Hit> found(Query query, Filter filter, int page) {
        List<Hit> all = new ArrayList<>();
        Optional<Hit> after = Optional.empty();
        while (true) {
            Optional<Hit> from = after;
            List<Hit> hits = read(tx -> index.hits(tx, query, filter, from, page));
            for (Hit hit : hits) {
                Said line = said.get(hit);
                boolean is =
                        line != null
                                && filter.lets(line.line())
                                && query.matches(line.line().text());
                if (is) all.add(hit);
            }
            if (hits.size() < page) return all;
            after = Optional.of(hits.getLast());
        }
    }

    /** What a look at every line finds. */
    List<Hit> scanned(Query query, Filter filter) {
        return said.entrySet().stream()
                .filter(e -> filter.in().map(e.getKey().contact()::equals).orElse(true))
                .filter(e -> filter.lets(e.getValue().line()))
                .filter(e -> query.matches(e.getValue().line().text()))
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    long saved() {
        return read(tx -> (long) tx.all(org.quietdrop.store.Table.SEARCH).size());
    }

    static String words(Random random, List<String> words) {
        String[] some = new String[1 + random.nextInt(8)];
        Arrays.setAll(some, _ -> words.get(random.nextInt(words.size())));
        return String.join(random.nextInt(5) == 0 ? "" : " ", some);
    }
}
