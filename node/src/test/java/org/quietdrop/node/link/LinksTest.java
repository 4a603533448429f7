package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Event.DialOutcome;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

@ExtendWith(LeakWatch.class)
@Timeout(300)
final class LinksTest {
    private static final LinksConfig.Limits LIMITS = LinksConfig.Limits.DEFAULT;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** For this test to answer in: longer than it is kept from running. */
    private static final Duration ANSWER = Duration.ofSeconds(4);

    @Test
    void twoContactsLinkUp() {
        try (var a = new TestNode("Alice");
                var b = new TestNode("Bob")) {
            TestNode.relate(a, b);
            Endpoint at = b.listen();
            long dial = a.dial(at);
            Event.LinkUp upA = a.next(Event.LinkUp.class);
            assertEquals(
                    new Event.DialEnded(dial, at, DialOutcome.LINKED),
                    a.next(Event.DialEnded.class));
            // Only the first cell makes it a link for the other side.
            Event.LinkUp upB = b.next(Event.LinkUp.class);
            assertTrue(upA.dialled());
            assertFalse(upB.dialled());
            assertEquals(upA.h(), upB.h());
            assertEquals(at, upA.remote());
            assertEquals("127.0.0.1", upB.remote().host());
            assertEquals(b.self.identity().userId(), upA.relation().peer());
            assertEquals(a.self.identity().userId(), upB.relation().peer());
            assertEquals(1, a.links.count());
            assertEquals(1, b.links.count());

            a.links.perform(new Effect.Close(upA.link()));
            a.next(Event.LinkDown.class, down -> down.link() == upA.link());
            b.next(Event.LinkDown.class, down -> down.link() == upB.link());
            assertEquals(0, a.links.count());
            assertTrue(b.events.isEmpty());
        }
    }

    @Test
    void thousandsOfFramesArriveInOrderBothWays() {
        try (var pair = new Linked(LinksConfig.DEFAULT)) {
            int count = 5_000;
            for (int i = 0; i < count; i++) {
                pair.a.send(pair.linkA, frame(i));
                pair.b.send(pair.linkB, frame(-i));
            }
            for (int i = 0; i < count; i++) {
                assertEquals(frame(i), pair.b.next(Event.FrameArrived.class).frame());
                assertEquals(frame(-i), pair.a.next(Event.FrameArrived.class).frame());
            }
        }
    }

    private static Frame frame(int i) {
        byte[] id = new byte[16];
        java.nio.ByteBuffer.wrap(id).putInt(i);
        byte[] sealed = new byte[4_000];
        java.nio.ByteBuffer.wrap(sealed).putInt(i);
        return i % 7 == 0 ? new Frame.Envelope(Bytes.of(sealed)) : new Frame.Ack(Bytes.of(id));
    }

    @Test
    void whatWasSentBeforeACloseStillArrives() {
        try (var pair = new Linked(LinksConfig.DEFAULT)) {
            pair.a.send(pair.linkA, new Frame.Ping(7));
            pair.a.links.perform(new Effect.Close(pair.linkA));
            assertEquals(new Frame.Ping(7), pair.b.next(Event.FrameArrived.class).frame());
            pair.b.next(Event.LinkDown.class);
            pair.a.send(pair.linkA, new Frame.Ping(8));
            pair.a.links.perform(new Effect.Close(pair.linkA));
        }
    }

    @Test
    void aStrangerIsToldNothingAndRemembered() {
        try (var a = new TestNode(People.self("Alice"), quick());
                var b = new TestNode("Bob")) {
            a.know(People.Pair.fresh().with(b.self));
            b.know(People.Pair.fresh().with(a.self));
            long dial = a.dial(b.listen());
            Event.DialEnded ended = a.next(Event.DialEnded.class);
            assertEquals(dial, ended.dial());
            assertEquals(DialOutcome.STRANGER, ended.outcome());
            assertTrue(b.events.isEmpty());
            assertEquals(0, a.links.count() + b.links.count());
        }
    }

    @Test
    void nobodyThereIsAFailureNotAStranger() {
        try (var a = new TestNode("Alice");
                var b = new TestNode("Bob")) {
            Endpoint at = b.listen();
            b.close();
            for (Endpoint to :
                    List.of(
                            at,
                            new Endpoint("127.0.0.1", 0),
                            new Endpoint("nobody.invalid", 5),
                            new Endpoint("abcdefgh.onion", 5),
                            new Endpoint("fe80::1%nosuchnic", 5))) {
                long dial = a.dial(to);
                assertEquals(
                        new Event.DialEnded(dial, to, DialOutcome.FAILED),
                        a.next(Event.DialEnded.class));
            }
        }
    }

    @Test
    void aNameIsResolvedWhenDialled() {
        try (var a = new TestNode("Alice");
                var b = new TestNode("Bob")) {
            TestNode.relate(a, b);
            a.dial(new Endpoint("localhost", b.listen().port()));
            a.next(Event.DialEnded.class, ended -> ended.outcome() == DialOutcome.LINKED);
        }
    }

    @Test
    void whoIsNoContactAnyMoreIsAStranger() {
        try (var pair = new Linked(quick())) {
            pair.b.know();
            pair.a.dial(pair.at);
            pair.a.next(Event.DialEnded.class, e -> e.outcome() == DialOutcome.STRANGER);
            pair.a.send(pair.linkA, new Frame.Ping(1));
            pair.b.next(Event.FrameArrived.class);
        }
    }

    @Test
    void aTakenPortIsSaidWithWhatToDo() {
        try (var a = new TestNode("Alice");
                var b = new TestNode("Bob")) {
            Endpoint taken = a.listen();
            UserError error = assertThrows(UserError.class, () -> b.links.listen(List.of(taken)));
            assertEquals(UserError.Exit.DAEMON, error.exit());
            assertTrue(error.text().contains("taken"), error.text());
            assertTrue(error.hint().contains("--listen HOST:PORT"), error.hint());
            UserError elsewhere =
                    assertThrows(
                            UserError.class,
                            () -> b.links.listen(List.of(new Endpoint("192.0.2.1", 0))));
            assertEquals(UserError.Exit.DAEMON, elsewhere.exit());
            // Nothing is half open after that.
            Endpoint free = b.listen();
            for (int i = 0; i < 50; i++) {
                assertEquals(List.of(free), b.links.listen(List.of(free)));
            }
        }
    }

    /** By the hour a node takes another port: who is linked does not notice. */
    @Test
    void anotherPortLeavesLinksUp() {
        try (var pair = new Linked(LinksConfig.DEFAULT)) {
            Endpoint before = pair.b.listen();
            Endpoint after = pair.b.listen();
            // The system may hand out the one that was just closed: not three times.
            for (int i = 0; i < 2 && after.equals(before); i++) after = pair.b.listen();
            assertNotEquals(before.port(), after.port());
            pair.a.send(pair.linkA, new Frame.Ping(1));
            pair.b.next(Event.FrameArrived.class);
            assertEquals(1, pair.b.links.count());
        }
    }

    @Test
    void allAddressesShareOnePortWhereTheyCan() {
        try (var a = new TestNode("Alice")) {
            List<Endpoint> at =
                    a.links.listen(
                            List.of(new Endpoint("127.0.0.1", 0), new Endpoint("127.0.0.2", 0)));
            assertEquals(2, at.size());
            assertEquals(at.get(0).port(), at.get(1).port());
        }
    }

    @Test
    void effectsOfOthersAreAMistake() {
        try (var a = new TestNode("Alice")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> a.links.perform(new Effect.WakeAt(Instant.EPOCH)));
        }
    }

    @Test
    void closingEndsLinksWipesKeysAndIsQuick() {
        var pair = new Linked(LinksConfig.DEFAULT);
        People.Pair fresh = People.Pair.fresh();
        var relation = fresh.with(pair.b.self);
        pair.a.know(relation);
        pair.a.close();
        pair.a.next(Event.LinkDown.class);
        pair.b.next(Event.LinkDown.class);
        assertThrows(IllegalStateException.class, () -> relation.psk().expose());
        var late = fresh.with(pair.b.self);
        pair.a.know(late);
        assertThrows(IllegalStateException.class, () -> late.psk().expose());
        pair.a.close();
        pair.b.close();
    }

    // ---- a link that goes quiet, old or stuck

    @Test
    void silenceIsAskedAndThenEndsTheLink() {
        LinksConfig config = TestNode.config(LONG, Duration.ofMillis(300), ANSWER, LIMITS);
        try (var b = new TestNode(People.self("Bob"), config)) {
            Self alice = People.self("Alice");
            People.Pair pair = People.Pair.fresh();
            b.know(pair.with(alice));
            try (RawPeer raw = new RawPeer(b.listen())) {
                var dialler =
                        new LinkDialler(
                                People.inviting(alice),
                                People.book(pair.with(b.self)),
                                People.RANDOM);
                Step.Linked linked = assertInstanceOf(Step.Linked.class, raw.run(dialler));
                b.next(Event.LinkUp.class);
                Frame asked = linked.cells().open(raw.read(Cells.WIRE)).getFirst();
                Frame.Ping ping = assertInstanceOf(Frame.Ping.class, asked);
                Frame pong = new Frame.Pong(ping.nonce());
                raw.send(linked.cells().seal(Cells.pack(List.of(pong)).getFirst()));
                assertEquals(pong, b.next(Event.FrameArrived.class).frame());
                assertInstanceOf(
                        Frame.Ping.class, linked.cells().open(raw.read(Cells.WIRE)).getFirst());
                assertEquals(1, b.links.count());
                b.next(Event.LinkDown.class);
            }
        }
    }

    /** The standard ones but for these. */
    private static LinksConfig.Times times(Duration answer, Duration life) {
        LinksConfig.Times d = LinksConfig.Times.DEFAULT;
        return new LinksConfig.Times(
                d.connect(),
                d.handshake(),
                d.proxied(),
                d.commit(),
                d.silence(),
                d.quiet(),
                answer,
                d.stuck(),
                life);
    }

    /** Without a minute of silence; an answer is due sooner, and whoever gives it stays. */
    @Test
    void aProbeIsAnsweredAtOnceOrEndsTheLink() throws InterruptedException {
        var times = times(ANSWER, LinksConfig.Times.DEFAULT.life());
        try (var b = new TestNode(People.self("Bob"), new LinksConfig(times, LIMITS))) {
            Self alice = People.self("Alice");
            People.Pair pair = People.Pair.fresh();
            b.know(pair.with(alice));
            try (RawPeer raw = new RawPeer(b.listen())) {
                var book = People.book(pair.with(b.self));
                var dialler = new LinkDialler(People.inviting(alice), book, People.RANDOM);
                Step.Linked linked = assertInstanceOf(Step.Linked.class, raw.run(dialler));
                b.next(Event.LinkUp.class);
                for (int i = 0; i < 2; i++) {
                    b.links.probe();
                    Frame asked = linked.cells().open(raw.read(Cells.WIRE)).getFirst();
                    Frame.Ping ping = assertInstanceOf(Frame.Ping.class, asked);
                    Frame pong = new Frame.Pong(ping.nonce());
                    raw.send(linked.cells().seal(Cells.pack(List.of(pong)).getFirst()));
                    assertEquals(pong, b.next(Event.FrameArrived.class).frame());
                }
                boolean down = false;
                for (int i = 0; i < 600 && !down; i++) {
                    b.links.probe();
                    Event came = b.events.poll(100, TimeUnit.MILLISECONDS);
                    down = came instanceof Event.LinkDown;
                }
                assertTrue(down, "probing again and again keeps no dead link");
            }
        }
    }

    @Test
    void noLinkOutlivesItsTime() {
        var times = times(LinksConfig.Times.DEFAULT.answer(), Duration.ofMillis(400));
        try (var pair = new Linked(new LinksConfig(times, LIMITS))) {
            pair.a.next(Event.LinkDown.class);
            pair.b.next(Event.LinkDown.class);
        }
    }

    @Test
    void whileTheCoreIsBehindNothingIsReadAndNothingIsLost() throws InterruptedException {
        var limits = new LinksConfig.Limits(64, 4, 10, 512, 4, 8, 16, 100_000);
        LinksConfig config = new LinksConfig(LinksConfig.Times.DEFAULT, limits);
        try (var pair = new Linked(config)) {
            pair.b.waiting = 17;
            int count = 10_000;
            for (int i = 0; i < count; i++) {
                pair.a.send(pair.linkA, new Frame.Envelope(Bytes.of(new byte[4_000])));
            }
            int before = 0;
            while (pair.b.events.poll(300, TimeUnit.MILLISECONDS) != null) {
                before++;
            }
            assertTrue(before < 20, "read " + before + " frames though nobody takes them");
            pair.b.waiting = 0;
            for (int i = before; i < count; i++) {
                pair.b.next(Event.FrameArrived.class);
            }
        }
    }

    @Test
    void whoTakesNothingIsNotWaitedForForever() {
        LinksConfig config = TestNode.config(LONG, LONG, LIMITS);
        try (var pair = new Linked(config)) {
            pair.b.waiting = Integer.MAX_VALUE;
            for (int i = 0; i < 8_000; i++) {
                pair.a.send(pair.linkA, new Frame.Envelope(Bytes.of(new byte[4_000])));
            }
            pair.a.next(Event.LinkDown.class);
        }
    }

    @Test
    void onlySoMuchWaitsForOneLink() {
        var limits = new LinksConfig.Limits(64, 4, 10, 512, 4, 8, 1_024, 500);
        try (var pair = new Linked(new LinksConfig(LinksConfig.Times.DEFAULT, limits))) {
            List<Frame> many = new ArrayList<>();
            for (int i = 0; i < 501; i++) {
                many.add(new Frame.Ack(Bytes.of(new byte[16])));
            }
            pair.a.links.perform(new Effect.Send(pair.linkA, many));
            pair.a.next(Event.LinkDown.class);
        }
    }

    @Test
    void aContactWhoBreaksTheRulesLosesTheLink() {
        for (byte[] cell :
                List.of(
                        Cells.pack(List.of(new Frame.LinkKem(Bytes.of(new byte[1_088]))))
                                .getFirst(),
                        unknown())) {
            try (var b = new TestNode("Bob")) {
                Self alice = People.self("Alice");
                People.Pair pair = People.Pair.fresh();
                b.know(pair.with(alice));
                try (RawPeer raw = new RawPeer(b.listen())) {
                    var book = People.book(pair.with(b.self));
                    Step step =
                            raw.run(new LinkDialler(People.inviting(alice), book, People.RANDOM));
                    SealedCells cells = ((Step.Linked) step).cells();
                    raw.send(cells.seal(cell));
                    b.next(Event.LinkDown.class);
                    assertEquals(0, raw.countToEnd());
                }
            }
        }
    }

    /** A good Ack and behind it a frame of a reserved kind: neither counts. */
    private static byte[] unknown() {
        byte[] cell = Cells.pack(List.of(new Frame.Ack(Bytes.of(new byte[16])))).getFirst();
        cell[19] = 10;
        return cell;
    }

    private static LinksConfig quick() {
        return TestNode.config(LinksConfig.Times.DEFAULT.handshake(), LONG, LIMITS);
    }

    /** Two contacts with a link between them. */
    static final class Linked implements AutoCloseable {
        final TestNode a;
        final TestNode b;
        final Endpoint at;
        final long linkA;
        final long linkB;

        Linked(LinksConfig config) {
            a = new TestNode(People.self("Alice"), config);
            b = new TestNode(People.self("Bob"), config);
            TestNode.relate(a, b);
            at = b.listen();
            a.dial(at);
            linkA = a.next(Event.LinkUp.class).link();
            a.next(Event.DialEnded.class);
            linkB = b.next(Event.LinkUp.class).link();
        }

        @Override
        public void close() {
            a.close();
            b.close();
        }
    }
}
