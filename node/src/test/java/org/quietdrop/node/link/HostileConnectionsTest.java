package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Strangers at the port: silence beyond the hello, bounded memory, contacts still get through. */
@ExtendWith(LeakWatch.class)
@Timeout(300)
final class HostileConnectionsTest {
    private static final LinksConfig.Limits LIMITS = LinksConfig.Limits.DEFAULT;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<RawPeer> strangers = new ArrayList<>();
    private final TestNode alice = new TestNode("Alice");
    private TestNode bob = new TestNode("Bob");
    private Endpoint at = new Endpoint("127.0.0.1", 0);

    @BeforeEach
    void listen() {
        bobWith(LinksConfig.DEFAULT);
    }

    private void bobWith(LinksConfig config) {
        bob.close();
        bob = new TestNode(People.self("Bob"), config);
        TestNode.relate(alice, bob);
        at = bob.listen();
    }

    @AfterEach
    void close() {
        strangers.forEach(RawPeer::close);
        alice.close();
        bob.close();
    }

    private RawPeer stranger() {
        RawPeer peer = new RawPeer(at);
        strangers.add(peer);
        return peer;
    }

    private void aContactStillLinks() {
        alice.dial(at);
        alice.next(Event.LinkUp.class);
        bob.next(Event.LinkUp.class);
    }

    @Test
    void aStrangerWhoSaysHelloGetsEightyBytesAndThenSilence() {
        bobWith(TestNode.config(Duration.ofSeconds(6), LONG, LIMITS));
        RawPeer stranger = stranger();
        try (HelloInitiator hello = new HelloInitiator(People.RANDOM)) {
            stranger.send(hello.first());
            stranger.send(hello.slots(stranger.read(48), List.of()));
            assertTrue(hello.finish(stranger.read(32)).isEmpty());
        }
        assertEquals(0, stranger.countToEnd());
        assertTrue(bob.events.isEmpty());
    }

    @Test
    void whatAStrangerSaysAfterTheHelloEndsItInSilence() {
        RawPeer stranger = stranger();
        try (HelloInitiator hello = new HelloInitiator(People.RANDOM)) {
            stranger.send(hello.first());
            stranger.send(hello.slots(stranger.read(48), List.of()));
            stranger.read(32);
        }
        stranger.send(People.RANDOM.bytes(64));
        assertEquals(0, stranger.countToEnd());
    }

    @Test
    void garbageIsNotAnswered() {
        Random random = new Random(17);
        for (int size : new int[] {33, 2_096, 2_100, 10_000, 200_000}) {
            RawPeer stranger = stranger();
            byte[] garbage = new byte[size];
            random.nextBytes(garbage);
            stranger.send(garbage);
            if (size < 2_096) {
                stranger.close();
            } else {
                assertTrue(stranger.countToEnd() <= 48, "size " + size);
            }
        }
        for (String text : List.of("GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n", "\0")) {
            RawPeer stranger = stranger();
            stranger.send(text.repeat(400).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            stranger.close();
        }
        aContactStillLinks();
    }

    @Test
    void lowOrderPointsAreNotAnswered() {
        RawPeer stranger = stranger();
        stranger.send(new byte[32]);
        assertEquals(0, stranger.countToEnd());
    }

    @Test
    void oneByteAtATimeDoesNotMoveTheDeadline() {
        Duration deadline = Duration.ofSeconds(3);
        bobWith(TestNode.config(deadline, LONG, LIMITS));
        long begun = System.nanoTime();
        RawPeer slow = stranger();
        int sent = 0;
        while (sent < 1_000 && slow.send(new byte[] {(byte) (1 + sent)}) && !slow.isClosed()) {
            sent++;
        }
        // Each byte takes 50 ms, far below any idle time; a timer that starts anew would never end.
        assertTrue(sent < 1_000, "it has no deadline");
        long took = System.nanoTime() - begun;
        assertTrue(took >= deadline.toNanos(), "it ended before its time, after " + took);
        aContactStillLinks();
    }

    @Test
    void halfOpenConnectionsAreBoundedAndAContactGetsThrough() {
        var limits = new LinksConfig.Limits(8, 4, 10, 512, 4, 8, 1_024, 8_192);
        bobWith(TestNode.config(Duration.ofMinutes(10), LONG, limits));
        for (int i = 0; i < 40; i++) {
            stranger();
        }
        aContactStillLinks();
        assertEquals(8 - 1, RawPeer.open(strangers, 8 - 1), "one more had to go for the contact");
    }

    @Test
    void fiveHundredConnectionsDoNotKeepAContactOut() {
        bobWith(TestNode.config(Duration.ofMinutes(10), LONG, LIMITS));
        for (int i = 0; i < 500; i++) {
            RawPeer stranger = stranger();
            if (i % 3 == 0) stranger.send(People.RANDOM.bytes(1 + i % 31));
        }
        aContactStillLinks();
        int open = RawPeer.open(strangers, LIMITS.halfOpen());
        assertTrue(open <= LIMITS.halfOpen(), "open " + open);
        assertTrue(open >= LIMITS.halfOpen() - 2, "open " + open);
    }

    @Test
    void onlySoManyMayLink() {
        var limits = new LinksConfig.Limits(64, 4, 10, 2, 4, 8, 1_024, 8_192);
        bobWith(new LinksConfig(LinksConfig.Times.DEFAULT, limits));
        for (int i = 0; i < 2; i++) {
            aContactStillLinks();
        }
        alice.dial(at);
        long third = alice.next(Event.LinkUp.class).link();
        alice.next(Event.LinkDown.class, down -> down.link() == third);
        assertEquals(2, bob.links.count());
        assertTrue(bob.events.isEmpty());
    }

    @Test
    void aRecordedLinkCannotBePlayedAgain() {
        List<byte[]> said = new ArrayList<>();
        RawPeer first = stranger();
        People.Pair pair = People.Pair.fresh();
        bob.know(pair.with(alice.self));
        var dialler =
                new LinkDialler(
                        People.inviting(alice.self),
                        People.book(pair.with(bob.self)),
                        People.RANDOM);
        said.add(dialler.begin());
        first.send(said.getFirst());
        Step step;
        do {
            step = dialler.take(first.read(dialler.awaits()));
            Bytes out = step instanceof Step.Say say ? say.out() : ((Step.Linked) step).out();
            said.add(out.toArray());
            first.send(out.toArray());
        } while (step instanceof Step.Say);
        bob.next(Event.LinkUp.class);
        RawPeer again = stranger();
        for (byte[] bytes : said) {
            again.send(bytes);
        }
        assertTrue(again.countToEnd() <= 48);
        assertTrue(bob.events.isEmpty());
    }
}
