package org.quietdrop.tests.forgetting;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.core.Core;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Moment;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.Settings;
import org.quietdrop.node.message.History;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.RealDisk;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;
import org.quietdrop.tests.sim.SimRandom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A home on a real disk in which planted words were said, and its core with a virtual clock. */
final class PlantedHome {
    private static final int SEGMENT = 64 << 10;
    private static final int BUDGET = 4_000;
    static final int LINES = 2_600;

    /** The places of the first block and of half of the second one. */
    static final int OLD = 1_600;

    static final Duration KEEP = Duration.ofDays(30);
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** So much of a planted word is looked for: the index may have its beginning in another one. */
    private static final int LETTERS = 9;

    final Path folder;

    private final SimRandom random = new SimRandom(3);
    private final SecretKey key = SecretKey.of(random.bytes(32));
    private final Identity self = Identity.fromSeed(SecretKey.random(random));
    final Identity bob = Identity.fromSeed(SecretKey.random(random));
    private final List<String> words = new ArrayList<>();
    Instant now = START;
    Store store;
    Core core = newCore();

    PlantedHome(Path folder) throws IOException {
        this.folder = folder;
        this.store = newStore();
    }

    private Core newCore() {
        return new Core(self.userId(), "alice", random, Settings.DEFAULT);
    }

    private Store newStore() throws IOException {
        Files.createDirectories(folder.resolve("journal"));
        return Store.open(
                new RealDisk(folder.resolve("journal")),
                new IndexPlace.InFile(folder.resolve("index.db")),
                key,
                random,
                SEGMENT);
    }

    /** The process ends and begins again. */
    void restart() throws IOException {
        core.close();
        store.close();
        store = newStore();
        core = newCore();
        change(tx -> core.start(tx, Moment.of(now)));
    }

    void change(Consumer<Transaction> work) {
        try (Transaction tx = store.begin()) {
            work.accept(tx);
            tx.commit();
        }
    }

    void plant() {
        change(tx ->
                new Contacts(tx)
                        .put(
                                new Contact(
                                        bob.card("bob"),
                                        "bob",
                                        true,
                                        false,
                                        Contact.State.CONTACT,
                                        START,
                                        Instant.EPOCH,
                                        List.of(),
                                        false)));
        for (int from = 1; from <= LINES; from += 50) {
            int first = from;
            change(tx -> {
                for (int place = first; place < first + 50; place++) line(tx, place);
                new Contacts(tx)
                        .putConversation(
                                bob.userId(),
                                new Conversation(1, first + 50, first + 50, first + 49));
            });
        }
    }

    private void line(Transaction tx, int place) {
        StringBuilder word = new StringBuilder();
        for (byte b : random.bytes(14)) word.append((char) ('a' + (b & 0xff) % 26));
        words.add(word.toString());
        // The old ones were said in an hour, the others a day later.
        Instant at = START.plusSeconds(place).plus(place <= OLD ? 0 : 24, ChronoUnit.HOURS);
        Line line =
                new Line(
                        Bytes.of(random.bytes(16)),
                        false,
                        "said " + word + " in the evening",
                        at,
                        at,
                        place,
                        0,
                        Line.State.RECEIVED,
                        List.of());
        new History(tx).add(bob.userId(), place, line);
    }

    /** The index is built and saved. */
    void rest() {
        boolean[] more = {true};
        while (more[0]) change(tx -> more[0] = core.rest(tx));
    }

    void pass(Duration time, boolean compacts) {
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plusSeconds(600)) {
            for (int i = 0; i < 8; i++) {
                change(tx -> core.handle(new Event.Woken(), Moment.of(now), tx));
                now = now.plusSeconds(1);
            }
            rest();
            while (compacts && store.compact(now, SweepPolicy.STANDARD, BUDGET)) {
                // the next step
            }
        }
    }

    int blocks() {
        try (Transaction tx = store.begin()) {
            return tx.all(Table.SEARCH).size();
        }
    }

    /** Which planted words the home still shows, by their places. */
    Set<Integer> found() throws Exception {
        Set<String> tails = new HashSet<>();
        StringBuilder all = new StringBuilder();
        new Finder(key, bytes -> all.append(new String(bytes, StandardCharsets.ISO_8859_1)))
                .search(folder);
        Set<Integer> places = new HashSet<>();
        for (int at = 0; at + LETTERS <= all.length(); at++) {
            char c = all.charAt(at);
            if (c >= 'a' && c <= 'z') tails.add(all.substring(at, at + LETTERS));
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (tails.contains(word.substring(word.length() - LETTERS))) places.add(i + 1);
        }
        return places;
    }

    static Set<Integer> places(int from, int to) {
        Set<Integer> places = new HashSet<>();
        for (int i = from; i <= to; i++) places.add(i);
        return places;
    }

    void ask(Request request) {
        change(tx -> core.handle(new Event.Asked(1, request), Moment.of(now), tx));
    }

    /** Both are closed, as when the process ends. */
    void close() {
        core.close();
        store.close();
    }
}
