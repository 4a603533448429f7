package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.Session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Renewal of a session inside a link: who says what when, and what happens to the mail. */
final class RenewalTest {
    /** The side with the lower UserId, and the other. */
    private final CoreBench alice;

    private final CoreBench bob;

    RenewalTest() {
        CoreBench one = new CoreBench("one", 1);
        CoreBench two = new CoreBench("two", 2);
        boolean inOrder = one.id().bytes().compareTo(two.id().bytes()) < 0;
        alice = inOrder ? one : two;
        bob = inOrder ? two : one;
        Pairing.of(alice, bob);
    }

    private static Bytes session(CoreBench of, CoreBench with) {
        return of.stored(turn -> {
            try (Session session = turn.sessions().get(with.id()).orElseThrow()) {
                return session.ratchet().sessionId();
            }
        });
    }

    /** Puts the session of one side back to what it was. */
    private static void putBack(CoreBench of, CoreBench with, byte[] earlier) {
        of.change(turn -> {
            try (Session session = Session.decode(earlier)) {
                turn.sessions().put(with.id(), session);
            }
        });
    }

    private static byte[] kept(CoreBench of, CoreBench with) {
        return of.stored(turn -> {
            try (Session session = turn.sessions().get(with.id()).orElseThrow()) {
                return session.encode();
            }
        });
    }

    private Wire link(int h) {
        Wire wire = new Wire(alice, bob, h);
        wire.up();
        return wire;
    }

    private static <F extends Frame> List<F> kinds(List<Frame> frames, Class<F> kind) {
        return frames.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Both have said their checks; the session of Alice went back. */
    private Wire afterRollback() {
        byte[] earlier = kept(alice, bob);
        Wire wire = link(1);
        wire.settle();
        alice.send(bob, "before");
        wire.settle();
        wire.down();
        putBack(alice, bob, earlier);
        return link(2);
    }

    @Test
    void aSessionThatWentBackIsRenewedAndMailGoesOn() {
        Bytes before = session(alice, bob);
        Wire wire = afterRollback();
        String id = alice.send(bob, "after");
        List<Frame> said = wire.settle();
        assertEquals(1, kinds(said, Frame.Renew.class).size());
        assertEquals(1, kinds(said, Frame.Keying.class).size());
        assertNotEquals(before, session(alice, bob));
        assertEquals(session(alice, bob), session(bob, alice));
        assertEquals("delivered", alice.state(bob, id));
        assertEquals(List.of("before", "after"), bob.texts(alice));
        for (CoreBench one : List.of(alice, bob)) {
            List<String> told = one.warnings();
            assertEquals(1, told.size());
            assertTrue(told.getFirst().endsWith("was renewed"), told.getFirst());
        }
    }

    @Test
    void nothingIsSealedUntilTheNewSessionIsConfirmed() {
        Wire wire = afterRollback();
        alice.send(bob, "from alice");
        bob.send(alice, "from bob");
        List<Frame> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<Frame> toB = wire.carryToB();
            List<Frame> toA = wire.carryToA();
            all.addAll(toB);
            boolean agreed = session(alice, bob).equals(session(bob, alice));
            if (!agreed || kinds(all, Frame.Keying.class).isEmpty()) {
                assertEquals(List.of(), kinds(toB, Frame.Envelope.class));
                assertEquals(List.of(), kinds(toA, Frame.Envelope.class));
            }
            all.addAll(toA);
        }
        assertEquals(2, kinds(all, Frame.Envelope.class).size());
    }

    @Test
    void needRenewIsIgnoredWhileOneIsUnanswered() {
        Wire wire = link(1);
        wire.settle();
        wire.toB(new Frame.NeedRenew());
        wire.toB(new Frame.NeedRenew());
        wire.toB(new Frame.NeedRenew());
        assertEquals(1, bob.sent(wire.atB, Frame.Renew.class).size());
        assertFalse(bob.closed(wire.atB));
    }

    @Test
    void aSecondRenewEndsTheLink() {
        Wire wire = link(1);
        wire.settle();
        wire.toB(new Frame.NeedRenew());
        Frame.Renew renew = bob.sent(wire.atB, Frame.Renew.class).getFirst();
        wire.toA(renew);
        Bytes renewed = session(alice, bob);
        assertFalse(alice.closed(wire.atA));
        wire.toA(renew);
        assertTrue(alice.closed(wire.atA));
        wire.toA(renew);
        assertEquals(renewed, session(alice, bob), "nothing counts any more");
    }

    @Test
    void whatIsSaidByTheWrongSideEndsTheLink() {
        Bytes before = session(alice, bob);
        Frame.Renew renew = new Frame.Renew(zeros(32), zeros(1_184));
        Frame.Keying keying = new Frame.Keying(zeros(1_088));
        for (Frame toBob : List.of(renew, keying)) {
            Wire wire = link(1);
            wire.toB(toBob);
            assertTrue(bob.closed(wire.atB), toBob.toString());
            wire.down();
        }
        for (Frame toAlice : List.of(keying, new Frame.NeedRenew(), renew)) {
            Wire wire = link(2);
            wire.toA(toAlice);
            assertTrue(alice.closed(wire.atA), "zeros are no key either");
            wire.down();
        }
        assertEquals(before, session(alice, bob));
        assertEquals(before, session(bob, alice));
    }

    private static Bytes zeros(int size) {
        return Bytes.of(new byte[size]);
    }

    @Test
    void aLostAnswerShowsAtTheNextLinkAndTheKeyIsGone() {
        Wire wire = link(1);
        wire.settle();
        wire.toB(new Frame.NeedRenew());
        wire.carryToA();
        Frame.Keying lost = alice.sent(wire.atA, Frame.Keying.class).getFirst();
        wire.down();
        assertNotEquals(session(alice, bob), session(bob, alice));
        Wire late = link(2);
        late.toB(lost);
        assertTrue(bob.closed(late.atB));
        late.down();
        Wire next = link(3);
        String id = bob.send(alice, "goes in the newest");
        next.settle();
        assertEquals(session(alice, bob), session(bob, alice));
        assertEquals("delivered", bob.state(alice, id));
    }

    @Test
    void theOldSessionOpensForFortyDays() {
        Wire wire = link(1);
        wire.settle();
        bob.send(alice, "in time");
        Frame.Envelope first = bob.sent(wire.atB, Frame.Envelope.class).getFirst();
        wire.toB(new Frame.NeedRenew());
        wire.settle();
        assertEquals(List.of("in time"), alice.texts(bob), "sealed anew");
        alice.sent(wire.atA);
        wire.toA(first);
        assertEquals(1, alice.sent(wire.atA, Frame.Ack.class).size(), "acknowledged, not shown");
        assertEquals(List.of("in time"), alice.texts(bob));
        assertEquals(2, alice.rows(Table.SESSION));
        alice.wakeAfter(Duration.ofDays(39));
        assertEquals(2, alice.rows(Table.SESSION));
        alice.wakeAfter(Duration.ofDays(1).plusHours(1));
        assertEquals(1, alice.rows(Table.SESSION));
    }

    @Test
    void fewOldSessionsAreKeptAndFewRenewalsALink() {
        Bytes last = session(alice, bob);
        Wire wire = link(1);
        wire.settle();
        for (int i = 0; i < Renewals.MOST; i++) {
            wire.toB(new Frame.NeedRenew());
            wire.settle();
            assertNotEquals(last, session(bob, alice));
            last = session(bob, alice);
        }
        assertEquals(5, alice.rows(Table.SESSION));
        assertEquals(5, bob.rows(Table.SESSION));
        assertFalse(bob.closed(wire.atB));
        wire.toB(new Frame.NeedRenew());
        assertTrue(bob.closed(wire.atB));
        assertEquals(1, bob.warnings().size(), "told once an hour");
    }

    @Test
    void anEnvelopeThatDoesNotOpenRenewsOnceALink() {
        Wire wire = link(1);
        wire.settle();
        for (int i = 0; i < 3; i++) {
            wire.toB(new Frame.Envelope(zeros(4_000)));
            wire.toA(new Frame.Envelope(zeros(4_000)));
        }
        List<Frame> said = wire.settle();
        assertEquals(1, kinds(said, Frame.NeedRenew.class).size());
        assertEquals(1, kinds(said, Frame.Renew.class).size());
        wire.toB(new Frame.Envelope(zeros(4_000)));
        assertEquals(List.of(), bob.sent(wire.atB));
    }

    @Test
    void aWindowThatIsUsedUpIsRenewed() {
        bob.change(turn -> {
            Session session = turn.sessions().get(alice.id()).orElseThrow();
            for (int i = 0; i < Sessions.WINDOW; i++) {
                byte[] body = new byte[DoubleRatchet.BODY_SIZE];
                session =
                        new Session(
                                DoubleRatchet.seal(session.ratchet(), body, new SeededRandom(i))
                                        .state(),
                                session.acknowledged(),
                                session.agreed());
            }
            turn.sessions().put(alice.id(), session);
        });
        String id = bob.send(alice, "one too many");
        Wire wire = link(1);
        List<Frame> said = wire.settle();
        assertEquals(1, kinds(said, Frame.Keying.class).size());
        assertEquals("delivered", bob.state(alice, id));
    }

    @Test
    void theSecretOfALinkEndsWithIt() {
        SecretKey exp = SecretKey.random(new SeededRandom(5));
        var up =
                new Event.LinkUp(
                        9,
                        new org.quietdrop.node.contact.RelationId(
                                bob.id(), Wire.session(alice, bob)),
                        true,
                        zeros(64),
                        bob.endpoint,
                        exp);
        assertTrue(up.toString().contains("exp=SecretKey[redacted]"));
        alice.handle(up);
        assertEquals(32, exp.size());
        alice.handle(new Event.LinkDown(9));
        assertThrows(IllegalStateException.class, exp::size);
    }
}
