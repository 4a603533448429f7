package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.io.File;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections as weapons: floods, resets, bytes one by one, and contacts who do not read. */
@ExtendWith(LeakWatch.class)
@Timeout(300)
final class FloodTest {
    private static final LinksConfig.Limits LIMITS = LinksConfig.Limits.DEFAULT;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final TestNode alice = new TestNode("Alice");
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) one.close();
        alice.close();
    }

    private TestNode bob(LinksConfig config) {
        TestNode bob = TestNode.amongOthers("Bob", config);
        open.add(bob);
        TestNode.relate(alice, bob);
        return bob;
    }

    /** Alice, who comes from 127.0.0.1, links anew. */
    private void aliceLinks(TestNode bob, Endpoint at) {
        for (int tries = 0; tries < 3; tries++) {
            alice.dial(at);
            if (alice.next(Event.DialEnded.class).outcome() == Event.DialOutcome.LINKED) {
                bob.next(Event.LinkUp.class);
                return;
            }
        }
        throw new AssertionError("Alice is kept out");
    }

    // ---- floods

    @Test
    void oneAddressThatNeverStopsKeepsNobodyOut() throws Exception {
        TestNode bob = bob(TestNode.PATIENT);
        Endpoint at = bob.listen();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger came = new AtomicInteger();
        List<Thread> attackers = new ArrayList<>();
        for (String from : List.of("127.0.0.2", "127.0.0.3")) {
            attackers.add(Thread.ofPlatform().start(() -> flood(at, from, over, came)));
        }
        for (int i = 0; i < 5; i++) aliceLinks(bob, at);
        while (came.get() < 1_000) Thread.onSpinWait();
        aliceLinks(bob, at);
        over.set(true);
        for (Thread one : attackers) one.join();
        System.out.println("linked six times during " + came + " connections");
    }

    private static void flood(Endpoint at, String from, AtomicBoolean over, AtomicInteger came) {
        List<RawPeer> held = new ArrayList<>();
        while (!over.get()) {
            try {
                held.add(new RawPeer(at, from));
                came.incrementAndGet();
            } catch (UncheckedIOException e) {
                // Turned away before it stood.
            }
            if (held.size() > 200) held.removeFirst().close();
        }
        held.forEach(RawPeer::close);
    }

    @Test
    void oneAddressHasFourAndTenASecond() {
        TestNode bob = bob(TestNode.config(Duration.ofMinutes(10), LONG, LIMITS));
        Endpoint at = bob.listen();
        List<RawPeer> mine = new ArrayList<>();
        for (int i = 0; i < 12; i++) mine.add(new RawPeer(at, "127.0.0.9"));
        mine.forEach(open::add);
        assertEquals(4, RawPeer.open(mine, 4));
    }

    @Test
    void oneAddressCannotKeepTheTypistOut() {
        TestNode bob = bob(TestNode.config(LONG, LONG, LIMITS));
        bob.listen();
        PairingCode code = PairingCode.generate(People.RANDOM);
        bob.links.perform(new Effect.OpenPairing(5, code, Optional.empty()));
        Endpoint at = bob.next(Event.PairingOpened.class).at().getFirst();
        for (int i = 0; i < 20; i++) open.add(new RawPeer(at, "127.0.0.2"));
        alice.links.perform(new Effect.DialPairing(9, code, at));
        alice.next(Event.Keyed.class).keys().close();
    }

    @Test
    void manyAddressesFillTheTableAndAContactGetsThrough() {
        TestNode bob = bob(TestNode.config(LONG, LONG, LIMITS));
        Endpoint at = bob.listen();
        for (int i = 0; i < 400; i++) {
            // Four from each of a hundred addresses: those who hold most give way.
            open.add(new RawPeer(at, "127.0.1." + (1 + i / 4)));
        }
        for (int i = 0; i < 3; i++) aliceLinks(bob, at);
    }

    // ---- resets and slowness, at each step of a contact's handshake

    private static final int STEPS = 5;

    /** A contact's handshake up to a step, and what it would say next. */
    private static byte[] upTo(int step, RawPeer peer, Handshake dialler) {
        byte[] next = dialler.begin();
        for (int i = 0; i < step - 1; i++) {
            peer.send(next);
            next =
                    switch (dialler.take(peer.read(dialler.awaits()))) {
                        case Step.Say say -> say.out().toArray();
                        case Step.Linked linked -> {
                            linked.cells().close();
                            linked.exp().close();
                            yield linked.out().toArray();
                        }
                        default -> throw new AssertionError("no contact");
                    };
        }
        return next;
    }

    private static int files() {
        String[] all = new File("/proc/self/fd").list();
        return all == null ? 0 : all.length;
    }

    @Test
    void resetsAtEveryStepLeaveNothing() throws Exception {
        TestNode bob = bob(TestNode.PATIENT);
        Self carol = People.self("Carol");
        People.Pair pair = People.Pair.fresh();
        bob.know(pair.with(carol));
        Endpoint at = bob.listen();
        int before = files();
        int source = 1;
        for (int round = 0; round < 40; round++) {
            for (int step = 0; step < STEPS; step++) {
                RawPeer peer = new RawPeer(at, "127.0.2." + source++ % 250);
                try (var dialler =
                        new LinkDialler(
                                People.inviting(carol),
                                People.book(pair.with(bob.self)),
                                People.RANDOM)) {
                    if (step > 0) {
                        byte[] next = upTo(step, peer, dialler);
                        peer.send(round % 2 == 0 ? next : half(next));
                    }
                }
                peer.reset();
            }
        }
        TestNode.relate(alice, bob);
        aliceLinks(bob, at);
        int after = files();
        for (int i = 0; i < 3_000 && (after > before + 8 || bob.links.count() > 2); i++) {
            Thread.sleep(20);
            after = files();
        }
        assertTrue(after <= before + 8, "files before " + before + ", after " + after);
        assertTrue(bob.links.count() <= 2, "links " + bob.links.count());
    }

    private static byte[] half(byte[] bytes) {
        return java.util.Arrays.copyOf(bytes, bytes.length / 2);
    }

    @Test
    void bytesOneByOneMoveNoDeadlineAtAnyStep() throws Exception {
        // All at once, and long enough to come to each step on a busy machine.
        TestNode bob = bob(TestNode.config(Duration.ofSeconds(8), LONG, LIMITS));
        Self carol = People.self("Carol");
        People.Pair pair = People.Pair.fresh();
        bob.know(pair.with(carol));
        Endpoint at = bob.listen();
        List<RawPeer> peers = new ArrayList<>();
        List<byte[]> next = new ArrayList<>();
        for (int step = 1; step < STEPS; step++) {
            RawPeer peer = new RawPeer(at, "127.0.3." + step);
            open.add(peer);
            peers.add(peer);
            try (var dialler =
                    new LinkDialler(
                            People.inviting(carol),
                            People.book(pair.with(bob.self)),
                            People.RANDOM)) {
                next.add(upTo(step, peer, dialler));
            }
        }
        for (int round = 0; !peers.stream().allMatch(RawPeer::isClosed); round++) {
            if (round == 300) throw new AssertionError("a step has no deadline");
            for (int i = 0; i < peers.size(); i++) {
                byte[] all = next.get(i);
                if (round < all.length - 1) peers.get(i).send(new byte[] {all[round]});
            }
        }
        assertEquals(0, bob.links.count());
    }

    // ---- contacts who are up to no good

    private Step.Linked linked(RawPeer peer, Self carol, TestNode bob, People.Pair pair) {
        open.add(peer);
        return assertInstanceOf(
                Step.Linked.class,
                peer.run(
                        new LinkDialler(
                                People.inviting(carol),
                                People.book(pair.with(bob.self)),
                                People.RANDOM)));
    }

    @Test
    void bytesOneByOneKeepNoLinkAlive() throws Exception {
        TestNode bob = bob(TestNode.config(LONG, Duration.ofMillis(600), LIMITS));
        Self carol = People.self("Carol");
        People.Pair pair = People.Pair.fresh();
        bob.know(pair.with(carol));
        RawPeer peer = new RawPeer(bob.listen(), "127.0.0.7");
        Step.Linked linked = linked(peer, carol, bob, pair);
        bob.next(Event.LinkUp.class);
        byte[] cell = linked.cells().seal(new byte[Cells.PLAINTEXT]);
        int sent = 0;
        while (bob.links.count() == 1 && sent < 2_000) {
            peer.send(new byte[] {cell[sent++]});
            Thread.sleep(30);
        }
        assertTrue(sent < 2_000, "kept alive by " + sent + " bytes");
    }

    @Test
    void whoSendsWithoutReadingIsEndedAndOthersAreServed() throws Exception {
        TestNode bob = bob(TestNode.config(LONG, LONG, LIMITS));
        Self carol = People.self("Carol");
        People.Pair pair = People.Pair.fresh();
        People.Pair withAlice = People.Pair.fresh();
        bob.know(pair.with(carol), withAlice.with(alice.self));
        alice.know(withAlice.with(bob.self));
        Endpoint at = bob.listen();
        RawPeer peer = new RawPeer(at, "127.0.0.7");
        Step.Linked linked = linked(peer, carol, bob, pair);
        long hers = bob.next(Event.LinkUp.class).link();
        AtomicBoolean over = new AtomicBoolean();
        Thread sender =
                Thread.ofPlatform()
                        .start(() -> {
                            byte[] plain = Cells.pack(List.of(new Frame.Ping(1))).getFirst();
                            while (!over.get() && peer.send(linked.cells().seal(plain))) {}
                        });
        aliceLinks(bob, at);
        // As a core would: each is answered, with far more than it asked for.
        boolean down = false;
        while (!down) {
            switch (bob.next(Event.class)) {
                case Event.FrameArrived f when f.link() == hers ->
                        bob.send(hers, new Frame.Envelope(Bytes.of(new byte[4_000])));
                case Event.LinkDown d -> down = d.link() == hers;
                default -> {}
            }
        }
        over.set(true);
        sender.join();
        // Fails when it is still open; what was sent to her before may be nothing or much.
        int _ = peer.countToEnd();
        assertEquals(1, bob.links.count(), "Alice's link stays");
    }

    @Test
    void aPeerThatTakesNothingIsEndedAfterItsTime() {
        LinksConfig config = TestNode.config(LONG, LONG, LIMITS);
        TestNode bob = bob(config);
        Self carol = People.self("Carol");
        People.Pair pair = People.Pair.fresh();
        bob.know(pair.with(carol));
        RawPeer peer = new RawPeer(bob.listen(), "127.0.0.7");
        linked(peer, carol, bob, pair);
        long hers = bob.next(Event.LinkUp.class).link();
        for (int i = 0; i < 4_000; i++) {
            bob.send(hers, new Frame.Envelope(Bytes.of(new byte[4_000])));
        }
        bob.next(Event.LinkDown.class, down -> down.link() == hers);
    }

    // ---- one ping for both

    @Test
    void onlyWhoDialledPings() throws Exception {
        Duration quiet = Duration.ofMillis(900);
        LinksConfig config = TestNode.config(LONG, quiet, Duration.ofSeconds(10), LIMITS);
        TestNode bob = bob(config);
        NavigableSet<Long> heard = new ConcurrentSkipListSet<>();
        bob.witness = _ -> heard.add(System.nanoTime());
        Map<Event, Long> came = Collections.synchronizedMap(new IdentityHashMap<>());
        try (TestNode dialler = new TestNode(People.self("Dialler"), config)) {
            dialler.witness = event -> came.put(event, System.nanoTime());
            TestNode.relate(dialler, bob);
            dialler.dial(bob.listen());
            long up = dialler.next(Event.LinkUp.class).link();
            long down = bob.next(Event.LinkUp.class).link();
            for (int pings = 0; pings < 4; ) {
                Frame asked = bob.next(Event.FrameArrived.class).frame();
                if (asked instanceof Frame.Pong) continue;
                Frame.Ping ping = assertInstanceOf(Frame.Ping.class, asked);
                pings++;
                bob.send(down, new Frame.Pong(ping.nonce()));
                Event.FrameArrived said = dialler.next(Event.FrameArrived.class);
                while (said.frame() instanceof Frame.Ping his) {
                    // Right only when the dialler had no turn: he waits a sixth longer.
                    long at = Objects.requireNonNull(came.get(said));
                    Duration silent =
                            Duration.ofNanos(at - Objects.requireNonNull(heard.lower(at)));
                    assertTrue(
                            silent.compareTo(quiet.plus(quiet.dividedBy(12))) > 0,
                            "who was dialled asks, too, after " + silent);
                    System.out.println("the dialler was late: silent for " + silent);
                    dialler.send(up, new Frame.Pong(his.nonce()));
                    said = dialler.next(Event.FrameArrived.class);
                }
                assertEquals(new Frame.Pong(ping.nonce()), said.frame());
            }
            assertEquals(1, dialler.links.count());
        }
    }
}
