package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.contact.PairRelation;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Event.DialOutcome;
import org.quietdrop.node.wire.Endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pairing by code between two link layers on loopback. */
@ExtendWith(LeakWatch.class)
@Timeout(300)
final class PairingLinksTest {
    private final TestNode alice = new TestNode("Alice");
    private final TestNode bob = new TestNode("Bob");
    private final PairingCode code = PairingCode.generate(People.RANDOM);
    private final List<RawPeer> raw = new ArrayList<>();

    @AfterEach
    void close() {
        raw.forEach(RawPeer::close);
        alice.close();
        bob.close();
    }

    private Endpoint open(long pairing) {
        bob.links.perform(new Effect.OpenPairing(pairing, code, Optional.empty()));
        Event.PairingOpened opened = bob.next(Event.PairingOpened.class);
        assertEquals(pairing, opened.pairing());
        return opened.at().getFirst();
    }

    private void type(long pairing, PairingCode typed, Endpoint at) {
        alice.links.perform(new Effect.DialPairing(pairing, typed, at));
    }

    @Test
    void pairingByCodeAndThenALink() {
        Endpoint aliceAt = alice.listen();
        Endpoint bobAt = bob.listen();
        Endpoint port = open(5);
        assertEquals("127.0.0.1", port.host());
        type(9, code, port);

        Event.Keyed atAlice = alice.next(Event.Keyed.class);
        assertEquals(9, atAlice.pairing());
        assertTrue(bob.events.isEmpty(), "nothing left before Alice committed");
        alice.links.perform(new Effect.Proceed(atAlice.exchange(), List.of()));

        Event.Keyed atBob = bob.next(Event.Keyed.class);
        assertEquals(5, atBob.pairing());
        PairedKeys a = atAlice.keys();
        PairedKeys b = atBob.keys();
        assertEquals(a.keys().pairWords(), b.keys().pairWords());
        assertEquals(List.of(bobAt), a.addresses());
        assertEquals(List.of(aliceAt), b.addresses());
        bob.links.perform(
                new Effect.Proceed(atBob.exchange(), List.of(CodeHandshakeTest.check(b))));
        bob.links.perform(new Effect.ClosePairing(5));

        Event.KeyingConfirmed confirmed = alice.next(Event.KeyingConfirmed.class);
        assertEquals(atAlice.exchange(), confirmed.exchange());
        assertEquals(bob.self.identity().userId(), confirmed.relation().peer());

        alice.know(relation(a));
        bob.know(relation(b));
        alice.dial(bobAt);
        alice.next(Event.DialEnded.class, ended -> ended.outcome() == DialOutcome.LINKED);
        bob.next(Event.LinkUp.class);
        a.close();
        b.close();
    }

    static Relation relation(PairedKeys keys) {
        return new PairRelation(
                new RelationId(keys.card().userId(), keys.keys().sessionId()),
                keys.card().dhKey(),
                keys.keys().helloKey().copy(),
                keys.keys().linkPsk().copy());
    }

    @Test
    void aWrongCodeBurnsOneTryAndTheRightOneStillWorks() {
        bob.listen();
        Endpoint port = open(1);
        type(2, PairingCode.generate(People.RANDOM), port);
        Event.ExchangeFailed atAlice = alice.next(Event.ExchangeFailed.class);
        assertTrue(atAlice.burned());
        assertEquals(2, atAlice.pairing());
        Event.ExchangeFailed atBob = bob.next(Event.ExchangeFailed.class);
        assertTrue(atBob.burned());
        assertEquals(1, atBob.pairing());
        type(2, code, port);
        alice.next(Event.Keyed.class).keys().close();
    }

    @Test
    void eightTriesCloseTheCode() {
        bob.listen();
        Endpoint port = open(1);
        for (int i = 0; i < 8; i++) {
            type(i, PairingCode.generate(People.RANDOM), port);
            assertTrue(alice.next(Event.ExchangeFailed.class).burned());
            assertTrue(bob.next(Event.ExchangeFailed.class).burned());
        }
        type(8, code, port);
        assertFalse(alice.next(Event.ExchangeFailed.class).burned());
        assertTrue(bob.events.isEmpty());
    }

    @Test
    void whatEndsBeforeTheFirstNoiseMessageBurnsNothing() {
        bob.listen();
        Endpoint port = open(1);
        for (int i = 0; i < 20; i++) {
            RawPeer peer = raw(port);
            peer.send(new CodeTypist(party(), code, People.RANDOM).begin());
            assertEquals(32, peer.read(32).length);
            peer.send(new byte[63]);
            peer.close();
            assertFalse(bob.next(Event.ExchangeFailed.class).burned());
        }
        type(2, code, port);
        alice.next(Event.Keyed.class).keys().close();
    }

    @Test
    void anExchangeThatEndsAfterTheFirstNoiseMessageBurns() {
        bob.listen();
        RawPeer peer = raw(open(1));
        CodeTypist typist = new CodeTypist(party(), code, People.RANDOM);
        peer.send(typist.begin());
        Step.Say xx1 = (Step.Say) typist.take(peer.read(32));
        peer.send(xx1.out().toArray());
        assertEquals(4_096, peer.read(4_096).length);
        peer.close();
        assertTrue(bob.next(Event.ExchangeFailed.class).burned());
    }

    @Test
    void fourAtOnceAndNoMore() {
        bob.listen();
        Endpoint port = open(1);
        for (int i = 0; i < 6; i++) {
            RawPeer peer = raw(port);
            peer.send(new CodeTypist(party(), code, People.RANDOM).begin());
            if (i < 4) {
                assertEquals(32, peer.read(32).length);
            } else {
                assertEquals(0, peer.countToEnd());
            }
        }
    }

    @Test
    void runningExchangesCountAsTriesTheyMayYetBecome() {
        bob.listen();
        Endpoint port = open(1);
        for (int i = 0; i < 6; i++) {
            type(2, PairingCode.generate(People.RANDOM), port);
            alice.next(Event.ExchangeFailed.class);
            bob.next(Event.ExchangeFailed.class);
        }
        for (int i = 0; i < 3; i++) {
            RawPeer peer = raw(port);
            peer.send(new CodeTypist(party(), code, People.RANDOM).begin());
            assertEquals(i < 2 ? 32 : 0, i < 2 ? peer.read(32).length : peer.countToEnd());
        }
    }

    @Test
    void oneSuccessEndsTheOthersAndThePort() {
        bob.listen();
        Endpoint port = open(1);
        RawPeer idle = raw(port);
        idle.send(new CodeTypist(party(), code, People.RANDOM).begin());
        idle.read(32);
        type(2, code, port);
        Event.Keyed keyed = alice.next(Event.Keyed.class);
        keyed.keys().close();
        alice.links.perform(new Effect.Proceed(keyed.exchange(), List.of()));
        bob.next(Event.Keyed.class).keys().close();
        assertEquals(0, idle.countToEnd());
        type(3, code, port);
        Event.ExchangeFailed refused =
                alice.next(Event.ExchangeFailed.class, failed -> failed.pairing() == 3);
        assertFalse(refused.burned());
    }

    @Test
    void aCommitThatNeverComesEndsTheExchange() {
        LinksConfig.Times d = LinksConfig.Times.DEFAULT;
        var times =
                new LinksConfig.Times(
                        d.connect(),
                        d.handshake(),
                        d.proxied(),
                        Duration.ofMillis(300),
                        d.silence(),
                        d.quiet(),
                        d.answer(),
                        d.stuck(),
                        d.life());
        LinksConfig config = new LinksConfig(times, LinksConfig.Limits.DEFAULT);
        bob.listen();
        Endpoint port = open(1);
        try (TestNode hasty = new TestNode(People.self("Hasty"), config)) {
            hasty.links.perform(new Effect.DialPairing(2, code, port));
            Event.Keyed keyed = hasty.next(Event.Keyed.class);
            keyed.keys().close();
            Event.ExchangeFailed failed = hasty.next(Event.ExchangeFailed.class);
            assertEquals(keyed.exchange(), failed.exchange());
            hasty.links.perform(new Effect.Proceed(keyed.exchange(), List.of()));
            assertTrue(bob.next(Event.ExchangeFailed.class).burned());
        }
    }

    @Test
    void closingThePairingClosesThePort() {
        bob.listen();
        Endpoint port = open(1);
        RawPeer running = raw(port);
        running.send(new CodeTypist(party(), code, People.RANDOM).begin());
        running.read(32);
        bob.links.perform(new Effect.ClosePairing(1));
        assertEquals(0, running.countToEnd());
        type(2, code, port);
        assertFalse(alice.next(Event.ExchangeFailed.class).burned());
    }

    @Test
    void thePortMayBeChosenAndMayBeTaken() {
        Endpoint taken = alice.listen();
        bob.listen();
        bob.links.perform(new Effect.OpenPairing(4, code, Optional.of(taken)));
        Event.PairingNotOpened not = bob.next(Event.PairingNotOpened.class);
        assertEquals(4, not.pairing());
        assertTrue(not.reason().contains("taken"), not.reason());
        Endpoint chosen = new Endpoint("127.0.0.1", 0);
        bob.links.perform(new Effect.OpenPairing(5, code, Optional.of(chosen)));
        bob.next(Event.PairingOpened.class, opened -> opened.pairing() == 5);
    }

    @Test
    void garbageAtThePairingPortIsNotAnswered() {
        bob.listen();
        Endpoint port = open(1);
        RawPeer peer = raw(port);
        peer.send(new byte[200]);
        assertEquals(0, peer.countToEnd());
        assertFalse(bob.next(Event.ExchangeFailed.class).burned());
    }

    private RawPeer raw(Endpoint to) {
        RawPeer peer = new RawPeer(to);
        raw.add(peer);
        return peer;
    }

    private PairingParty party() {
        return new PairingParty(alice.self, 0, "127.0.0.1", KeyingKind.CODE, Optional.empty());
    }
}
