package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.contact.InvitedRelation;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;

import java.util.List;
import java.util.Optional;

/** Invitations over real connections on loopback. */
final class InvitationLinksTest {
    private final TestNode alice = new TestNode("Alice");
    private final TestNode bob = new TestNode("Bob");
    private final SecretKey secret = SecretKey.random(People.RANDOM);
    private final Bytes atAlice = Bytes.of(People.RANDOM.bytes(16));
    private final Bytes atBob = Bytes.of(People.RANDOM.bytes(16));

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private void invited() {
        alice.know(
                new InvitedRelation(
                        atAlice, false, Optional.of(bob.self.identity().userId()), secret));
        bob.know(new InvitedRelation(atBob, true, Optional.empty(), secret));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theyPairAndThenLink(boolean aliceDials) {
        Endpoint aliceAt = alice.listen();
        Endpoint bobAt = bob.listen();
        invited();
        long dial = aliceDials ? alice.dial(bobAt) : bob.dial(aliceAt);

        Event.InvitationKeyed hers = alice.next(Event.InvitationKeyed.class);
        assertEquals(atAlice, hers.invitation());
        assertTrue(bob.events.isEmpty(), "nothing left before Alice committed");
        alice.links.perform(new Effect.Proceed(hers.exchange(), List.of()));
        Event.InvitationKeyed his = bob.next(Event.InvitationKeyed.class);
        assertEquals(atBob, his.invitation());
        assertEquals(List.of(bobAt), hers.keys().addresses());
        assertEquals(List.of(aliceAt), his.keys().addresses());
        bob.links.perform(
                new Effect.Proceed(his.exchange(), List.of(CodeHandshakeTest.check(his.keys()))));
        Event.KeyingConfirmed confirmed = alice.next(Event.KeyingConfirmed.class);
        assertEquals(hers.keys().keys().sessionId(), confirmed.relation().sessionId());

        TestNode dialler = aliceDials ? alice : bob;
        dialler.next(Event.DialEnded.class, ended -> ended.dial() == dial);
        alice.know(PairingLinksTest.relation(hers.keys()));
        bob.know(PairingLinksTest.relation(his.keys()));
        bob.dial(aliceAt);
        alice.next(Event.LinkUp.class);
        hers.keys().close();
        his.keys().close();
    }

    @Test
    void aNewerRunEndsTheOlderAtTheInviter() {
        Endpoint bobAt = bob.listen();
        invited();
        alice.dial(bobAt);
        Event.InvitationKeyed first = alice.next(Event.InvitationKeyed.class);
        alice.dial(bobAt);
        Event.InvitationKeyed second = alice.next(Event.InvitationKeyed.class);
        alice.links.perform(new Effect.Proceed(first.exchange(), List.of()));
        alice.links.perform(new Effect.Proceed(second.exchange(), List.of()));
        Event.InvitationKeyed his = bob.next(Event.InvitationKeyed.class);
        assertEquals(second.keys().keys().sessionId(), his.keys().keys().sessionId());
        assertTrue(bob.events.stream().noneMatch(Event.InvitationKeyed.class::isInstance));
    }

    @Test
    void aDialThatIsCutHasAnEnd() {
        Endpoint bobAt = bob.listen();
        invited();
        long dial = alice.dial(bobAt);
        alice.next(Event.InvitationKeyed.class).keys().close();
        bob.links.close();
        assertEquals(dial, alice.next(Event.DialEnded.class).dial());
    }
}
