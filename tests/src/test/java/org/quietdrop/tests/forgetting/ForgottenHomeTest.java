package org.quietdrop.tests.forgetting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.Daemon;
import org.quietdrop.node.daemon.NewHome;
import org.quietdrop.node.daemon.UnlockedHome;
import org.quietdrop.node.inspect.SecretSearch;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Vault;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Three whole nodes, whose clock the test moves: Alice writes with Bob and with Carol, something
 * expires, Carol is forgotten. After the stated time somebody with Alice's passphrase searches
 * every byte of her home for Carol's name and texts and for the keys that were.
 */
final class ForgottenHomeTest {
    private static final SystemRandom RANDOM = new SystemRandom();
    private static final String ALICE = "Alabastrine";
    private static final String BOB = "Bobolinkfeather";
    private static final String CAROL = "Carolingianmantle";
    private static final String PASSPHRASE = "umbrella-tariff-lantern";

    /** What people ask to be forgotten. */
    private static final Duration SOON = Duration.ofHours(1);

    /** All that was deleted or overwritten. */
    private static final Duration STATED = Duration.ofHours(24);

    /** Old keys that the two halves of a conversation leave behind. */
    private static final int LEAST_KEYS = 30;

    @TempDir private Path folder;

    private volatile Duration ahead = Duration.ZERO;
    private final SecretSearch search = new SecretSearch();

    /** All records of Alice's home at some moments, in pieces: what the keys were. */
    private final List<byte[]> were = new ArrayList<>();

    private Instant now() {
        return Instant.now().plus(ahead);
    }

    private final class Person implements AutoCloseable {
        final String name;
        final Path home;
        final Daemon daemon;

        Person(String name, SweepPolicy policy) {
            this.name = name;
            home = folder.resolve("home of " + name.charAt(0));
            NewHome.create(home, name, passphrase(), ForgottenHomeTest.this::now, RANDOM);
            daemon =
                    new Daemon(
                            Home.at(home),
                            Map.of("listen", "127.0.0.1:0", "mdns", "off"),
                            ForgottenHomeTest.this::now,
                            RANDOM,
                            policy,
                            new PrintStream(
                                    new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            daemon.unlock(passphrase());
        }

        char[] passphrase() {
            return name.equals(ALICE) ? PASSPHRASE.toCharArray() : new char[0];
        }

        <T extends View> T ask(Request request, Class<T> type) throws Exception {
            return type.cast(daemon.ask(request).get(60, TimeUnit.SECONDS));
        }

        String send(Person to, String text, int days) throws Exception {
            return ask(new Request.Send(to.name, text, days), View.Sent.class).id();
        }

        void deliver(Person to, String text) throws Exception {
            Request.Await await =
                    new Request.Await(send(to, text, 7), "delivered", Duration.ofSeconds(50));
            assertEquals("delivered", ask(await, View.Sent.class).state());
        }

        void pairWith(Person other) throws Exception {
            Request.Pair show =
                    new Request.Pair(
                            Optional.of("127.0.0.1:0"), Optional.empty(), Duration.ofMinutes(5));
            View.PairingOpen shown = ask(show, View.PairingOpen.class);
            String code = Objects.requireNonNull(shown.code());
            Request.PairWith type =
                    new Request.PairWith(
                            code,
                            Optional.of(shown.at().getFirst()),
                            Optional.empty(),
                            Duration.ofMinutes(5));
            View.PairingOpen typed = other.ask(type, View.PairingOpen.class);
            other.awaitPaired(typed.pairing());
            awaitPaired(shown.pairing());
        }

        private void awaitPaired(long pairing) throws Exception {
            for (int step = 0; ; step++) {
                View.PairingStep next =
                        ask(new Request.PairNext(pairing, step), View.PairingStep.class);
                if (next.kind().equals("paired")) return;
                if (next.last()) throw new AssertionError(next);
            }
        }

        @Override
        public void close() {
            daemon.close();
        }
    }

    /** Alice's node stands still while somebody reads everything that it keeps. */
    private void remember(Person alice) {
        alice.daemon.lock();
        were.addAll(UnlockedHome.read(alice.home, alice.passphrase(), RANDOM).secrets());
        alice.daemon.unlock(alice.passphrase());
    }

    /** The moment when Carol was forgotten. */
    private Instant live(Person alice, Person bob, Person carol) throws Exception {
        alice.pairWith(bob);
        alice.pairWith(carol);
        for (int i = 0; i < 3; i++) {
            alice.deliver(bob, "kept for Bob " + i);
            bob.deliver(alice, "kept from Bob " + i);
            alice.deliver(carol, said("said to Carol, and never more " + i));
            carol.deliver(alice, said("Carol's word of the evening " + i));
            remember(alice);
        }
        carol.close();
        alice.send(carol, said("nobody will come to the ferry"), 1);
        ahead = ahead.plus(Duration.ofDays(4));
        alice.ask(new Request.Counts(), View.Counts.class); // an event, after which it is looked
        Request.History last = new Request.History(CAROL, 1, Optional.empty(), Optional.empty());
        assertEquals("expired", alice.ask(last, View.Lines.class).lines().getFirst().state());
        alice.send(carol, said("the queue that is left behind"), 30);
        remember(alice);
        Instant moment = now();
        assertEquals(1, found(alice, "ferry nobody"));
        alice.ask(new Request.Forget(CAROL), View.Done.class);
        assertEquals(0, found(alice, "ferry nobody"));
        bob.deliver(alice, "kept from Bob at last");
        alice.deliver(bob, "kept for Bob at last");
        return moment;
    }

    private static int found(Person by, String words) throws Exception {
        Request.Search search =
                new Request.Search(
                        words,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        50,
                        Optional.empty());
        View.Found found = by.ask(search, View.Found.class);
        for (int i = 0; i < 600 && !found.whole(); i++) {
            Thread.sleep(50);
            found = by.ask(search, View.Found.class);
        }
        assertTrue(found.whole());
        return found.lines().size();
    }

    private String said(String text) {
        search.text(text, text);
        return text;
    }

    /** The time passes; some of it the node is left alone, as it is at night. */
    private void wait(Person alice, Duration time, Instant since) throws Exception {
        for (int i = 0; i < 3; i++) {
            ahead = ahead.plus(time.dividedBy(3));
            alice.ask(new Request.Counts(), View.Counts.class);
            Thread.sleep(1_500);
        }
        for (int i = 0; i < 60; i++) {
            alice.daemon.lock();
            try (SecretKey key = storeKey(alice);
                    Store store =
                            Store.open(
                                    Home.at(alice.home).journalDisk(),
                                    Home.at(alice.home).indexPlace(),
                                    key,
                                    RANDOM)) {
                if (store.forgottenUntil().isAfter(since)) return;
            }
            alice.daemon.unlock(alice.passphrase()); // a slow machine
            Thread.sleep(2_000);
        }
        throw new AssertionError("not forgotten in time");
    }

    private static SecretKey storeKey(Person of) {
        if (Vault.unlock(Home.at(of.home).vaultDisk(), of.passphrase())
                instanceof Vault.Unlocked.Open(SecretKey key)) {
            return key;
        }
        throw new AssertionError("the passphrase is right");
    }

    /** Adds the keys that were, without those that still are. */
    private int oldKeys(Person alice) {
        Set<Bytes> pieces = new LinkedHashSet<>();
        were.forEach(piece -> pieces.add(Bytes.of(piece)));
        for (byte[] value : UnlockedHome.read(alice.home, alice.passphrase(), RANDOM).values()) {
            for (int at = 0; at + 16 <= value.length; at++) {
                pieces.remove(Bytes.of(value).slice(at, at + 16));
            }
        }
        int n = 0;
        for (Bytes piece : pieces) search.bytes("old key " + n++, piece.toArray());
        return n;
    }

    private Set<String> found(Person alice) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (SecretKey key = storeKey(alice)) {
            new Finder(key, all::writeBytes).search(alice.home);
        }
        Set<String> found = new TreeSet<>();
        search.in("home", all.toByteArray()).forEach(f -> found.add(f.what()));
        return found;
    }

    private Set<String> lifeOfAlice(SweepPolicy policy) throws Exception {
        search.text(CAROL, CAROL);
        try (Person alice = new Person(ALICE, policy);
                Person bob = new Person(BOB, policy);
                Person carol = new Person(CAROL, policy)) {
            Instant forgot = live(alice, bob, carol);
            if (policy.equals(SweepPolicy.NEVER)) {
                alice.daemon.lock();
            } else {
                wait(alice, SOON, forgot);
                assertEquals(Set.of(), found(alice));
                alice.daemon.unlock(alice.passphrase());
                wait(alice, STATED.minus(SOON), now());
            }
            int keys = oldKeys(alice);
            assertTrue(keys >= LEAST_KEYS, "only " + keys + " old keys are looked for");
            return found(alice);
        }
    }

    @Test
    void whatWasForgottenIsNowhere() throws Exception {
        assertEquals(Set.of(), lifeOfAlice(SweepPolicy.STANDARD));
    }

    /** The same search finds all of it in a home that is never compacted. */
    @Test
    void withoutCompactionAllOfItIsFound() throws Exception {
        Set<String> found = lifeOfAlice(SweepPolicy.NEVER);
        assertEquals(new TreeSet<>(search.labels()), found);
    }
}
