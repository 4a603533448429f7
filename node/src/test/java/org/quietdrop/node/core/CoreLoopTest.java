package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.RealDisk;
import org.quietdrop.store.record.Contact;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The loop around the core: one commit, then the effects; and what failures come to. */
final class CoreLoopTest {
    private static final SweepPolicy POLICY = SweepPolicy.STANDARD;

    private final SeededRandom random = new SeededRandom(1);
    private final MemoryDisk disk = new MemoryDisk();
    private final SecretKey key = SecretKey.random(random);
    private final Identity self = Identity.fromSeed(SecretKey.random(random));
    private final Identity bob = Identity.fromSeed(SecretKey.random(random));
    private final BlockingQueue<Effect> out = new LinkedBlockingQueue<>();
    private final Map<Long, Reply> answers = new HashMap<>();
    private final List<Throwable> troubles = new ArrayList<>();
    private final Store store = Store.open(disk, new IndexPlace.InHeap(), key, random, 64 << 10);

    /** Fails when it is told to, as a bug in the middle of handling would. */
    private final class FaultyRandom implements RandomSource {
        volatile boolean broken;

        @Override
        public void fill(byte[] bytes) {
            if (broken) throw new IllegalStateException("a bug");
            random.fill(bytes);
        }
    }

    private final FaultyRandom faulty = new FaultyRandom();

    CoreLoopTest() {
        knowBob(store);
    }

    private void knowBob(Store store) {
        try (Transaction tx = store.begin()) {
            new Turn(Moment.of(Instant.EPOCH), tx)
                    .contacts()
                    .put(
                            new Contact(
                                    bob.card("bob"),
                                    "bob",
                                    true,
                                    false,
                                    Contact.State.PENDING,
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    List.of(),
                                    false));
            tx.commit();
        }
    }

    private CoreLoop loop() {
        Core core = new Core(self.userId(), "alice", faulty, Settings.DEFAULT);
        return new CoreLoop(
                core,
                store,
                () -> CoreBench.START,
                () -> CoreBench.START,
                POLICY,
                this::let,
                troubles::add);
    }

    /** The answer that cannot be let out. */
    private static final long UNANSWERABLE = 7_777;

    /** Every effect finds its cause committed: the store can be opened from the disk as it is. */
    private void let(Effect effect) {
        if (effect instanceof Effect.Answer a && a.ask() == UNANSWERABLE) {
            throw new IllegalStateException("closing");
        }
        if (effect instanceof Effect.Answer answer
                && answer.reply() instanceof Reply.Ok ok
                && ok.view() instanceof View.Sent sent) {
            assertTrue(onDisk(sent.id()), "let out before it was committed");
        }
        out.add(effect);
    }

    private boolean onDisk(String id) {
        try (Store copy =
                        Store.open(disk.killed(), new IndexPlace.InHeap(), key, random, 64 << 10);
                Transaction tx = copy.begin()) {
            return !new Turn(Moment.of(CoreBench.START), tx).history().byPrefix(id).isEmpty();
        }
    }

    private Reply reply(long ask) throws InterruptedException {
        while (!answers.containsKey(ask)) {
            Effect effect = out.poll(90, TimeUnit.SECONDS);
            if (effect == null) throw new AssertionError("no answer to " + ask);
            if (effect instanceof Effect.Answer a) answers.put(a.ask(), a.reply());
        }
        return Objects.requireNonNull(answers.get(ask));
    }

    private UserError refusal(long ask) throws InterruptedException {
        return assertInstanceOf(Reply.No.class, reply(ask)).error();
    }

    private static Event send(long ask, String text) {
        return new Event.Asked(ask, new Request.Send("bob", text));
    }

    private int rows(Table table) {
        try (Transaction tx = store.begin()) {
            return tx.all(table).size();
        }
    }

    @Test
    void effectsComeAfterTheCommit() throws Exception {
        try (CoreLoop loop = loop()) {
            loop.start();
            for (int i = 1; i <= 20; i++) loop.post(send(i, "m" + i));
            for (int i = 1; i <= 20; i++) assertInstanceOf(Reply.Ok.class, reply(i));
        }
        assertEquals(20, rows(Table.OUTBOX));
        assertEquals(List.of(), troubles);
    }

    @Test
    void aFullDiskChangesNothingAndIsExitEight() throws Exception {
        try (CoreLoop loop = loop()) {
            loop.start();
            loop.post(send(1, "fits"));
            reply(1);
            loop.post(
                    new Event.Asked(
                            2,
                            new Request.PairWith(
                                    "07-walnut-violin-maple",
                                    Optional.empty(),
                                    Optional.empty(),
                                    Duration.ofMinutes(1))));
            reply(2);
            loop.post(new Event.Asked(3, new Request.PairNext(1, 0)));
            loop.post(new Event.Asked(4, new Request.Contacts()));
            reply(4); // so the one before has its own batch, and waits
            disk.capacity(0);
            int fitted = 0;
            UserError error = null;
            for (int i = 10; error == null; i++) {
                loop.post(send(i, "x".repeat(3_800)));
                if (reply(i) instanceof Reply.No no) {
                    error = no.error();
                } else {
                    fitted++;
                }
            }
            assertEquals(UserError.Exit.REFUSED, error.exit());
            assertEquals(UserError.Exit.REFUSED, refusal(3).exit(), "waits for ever otherwise");
            disk.capacity(Long.MAX_VALUE);
            loop.post(send(5_000, "there is room again"));
            assertInstanceOf(Reply.Ok.class, reply(5_000));
            loop.post(new Event.Asked(5_001, new Request.Outbox()));
            Reply.Ok ok = assertInstanceOf(Reply.Ok.class, reply(5_001));
            View.Outbox outbox = assertInstanceOf(View.Outbox.class, ok.view());
            assertEquals(fitted + 2, outbox.waiting().size());
        }
    }

    @Test
    void aBugInOneEventIsAnsweredAndTheLoopGoesOn() throws Exception {
        try (CoreLoop loop = loop()) {
            loop.start();
            loop.post(send(1, "before"));
            reply(1);
            faulty.broken = true;
            loop.post(send(2, "never"));
            UserError error = refusal(2);
            assertEquals(UserError.Exit.FAILED, error.exit());
            assertTrue(error.text().startsWith("internal error"), error.text());
            faulty.broken = false;
            loop.post(send(3, "after"));
            assertInstanceOf(Reply.Ok.class, reply(3));
        }
        assertEquals(2, rows(Table.OUTBOX));
        assertEquals(1, troubles.size());
    }

    /** An interrupt in the middle of reading or writing would close the files. */
    @Test
    void nobodyCanInterruptIt(@TempDir Path folder) throws Exception {
        try (Store real =
                Store.open(
                        new RealDisk(folder),
                        new IndexPlace.InFile(folder.resolve("index.db")),
                        key,
                        random,
                        64 << 10)) {
            knowBob(real);
            Core core = new Core(self.userId(), "alice", random, Settings.DEFAULT);
            try (CoreLoop loop =
                    new CoreLoop(
                            core,
                            real,
                            () -> CoreBench.START,
                            () -> CoreBench.START,
                            POLICY,
                            out::add,
                            troubles::add)) {
                loop.start();
                Thread thread =
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(t -> t.getName().equals("core"))
                                .findFirst()
                                .orElseThrow();
                assertFalse(thread.isVirtual());
                for (int i = 1; i <= 200; i++) {
                    loop.post(send(i, "m" + i));
                    thread.interrupt();
                }
                for (int i = 1; i <= 200; i++) {
                    thread.interrupt();
                    assertInstanceOf(Reply.Ok.class, reply(i));
                }
            }
            assertEquals(List.of(), troubles);
            try (Transaction tx = real.begin()) {
                assertEquals(200, tx.all(Table.OUTBOX).size());
            }
        }
    }

    @Test
    void anOutletThatFailsDoesNotEndTheLoop() throws Exception {
        try (CoreLoop loop = loop()) {
            loop.start();
            loop.post(send(UNANSWERABLE, "kept"));
            loop.post(send(2, "also kept"));
            assertInstanceOf(Reply.Ok.class, reply(2));
        }
        assertEquals(2, rows(Table.OUTBOX));
        assertEquals(1, troubles.size());
    }

    @Test
    void closingHandlesWhatWasPostedBefore() {
        CoreLoop loop = loop();
        loop.start();
        for (int i = 1; i <= 300; i++) loop.post(send(i, "m" + i));
        loop.close();
        assertEquals(300, rows(Table.OUTBOX));
    }
}
