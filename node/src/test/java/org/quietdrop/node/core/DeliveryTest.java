package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.Sealed;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.Session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Delivery between two cores: what is sealed when, what is owed, and what a bad contact can do. */
final class DeliveryTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    DeliveryTest() {
        Pairing.of(alice, bob);
    }

    private Wire link() {
        return Wire.between(alice, bob);
    }

    private void both(Duration time) {
        alice.wakeAfter(time);
        bob.wakeAfter(time);
    }

    @Test
    void aMessageArrivesOnceAndIsDelivered() {
        Wire wire = link();
        String id = alice.send(bob, "hello");
        assertEquals("queued", alice.state(bob, id));
        wire.settle();
        assertEquals("delivered", alice.state(bob, id));
        assertEquals(List.of("hello"), bob.texts(alice));
        both(Duration.ofSeconds(6));
        wire.settle();
        assertEquals(0, bob.rows(Table.OWED));
        assertEquals(0, alice.rows(Table.OUTBOX));
    }

    @Test
    void nothingIsSealedBeforeTheCheck() {
        Wire wire = new Wire(alice, bob, 1);
        wire.up();
        alice.send(bob, "first");
        assertEquals(List.of(), kinds(wire.carryToB(), Frame.Envelope.class));
        wire.carryToA();
        assertEquals(1, alice.sent(wire.atA, Frame.Envelope.class).size());
    }

    private static <F extends Frame> List<F> kinds(List<Frame> frames, Class<F> kind) {
        return frames.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    // ---- mismatches

    /** One message each way is known to both; then a new link on which Bob lies. */
    private Frame.SessionCheck afterTalk() {
        Wire wire = link();
        alice.send(bob, "one");
        wire.settle();
        bob.send(alice, "two");
        wire.settle();
        alice.send(bob, "three");
        wire.settle();
        bob.send(alice, "four");
        wire.settle();
        wire.down();
        Wire next = new Wire(alice, bob, 2);
        next.up();
        Frame.SessionCheck check = bob.sent(next.atB, Frame.SessionCheck.class).getFirst();
        next.down();
        return check;
    }

    private static final Bytes STRANGE = Bytes.of(new byte[32]);

    @ParameterizedTest
    @ValueSource(strings = {"ids", "dh", "more", "less", "back", "none"})
    void afterAMismatchNothingIsSealed(String kind) {
        Frame.SessionCheck c = afterTalk();
        Bytes id = kind.equals("ids") ? STRANGE.slice(0, 16) : c.sessionId();
        Bytes named = kind.equals("dh") ? filled(7) : c.peerDh();
        long expected =
                switch (kind) {
                    case "more" -> c.expectedN() + 1;
                    case "less" -> 0;
                    default -> c.expectedN();
                };
        long next = kind.equals("back") ? 0 : c.nextN();
        var lie = new Frame.SessionCheck(id, c.ownDh(), next, named, expected, c.expectedSeq());
        if (kind.equals("none")) {
            lie = new Frame.SessionCheck(STRANGE.slice(0, 16), STRANGE, 0, STRANGE, 0, 0);
        }
        Wire wire = new Wire(alice, bob, 3);
        wire.up();
        alice.warnings();
        alice.sent(wire.atA);
        wire.toA(lie);
        String message = alice.send(bob, "must not leave");
        wire.toA(c); // too late: the first check of a link counts, then those after renewals
        assertEquals(List.of(), alice.sent(wire.atA, Frame.Envelope.class));
        assertEquals("queued", alice.state(bob, message));
        assertEquals(List.of(), alice.warnings());
        View.Waiting waiting =
                alice.ask(new Request.Outbox(), View.Outbox.class).waiting().getFirst();
        assertTrue(waiting.reason().contains("being renewed"), waiting.reason());
        wire.down();
        Wire honest = new Wire(alice, bob, 4);
        honest.up();
        honest.settle();
        assertEquals("delivered", alice.state(bob, message));
    }

    private static Bytes filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.of(bytes);
    }

    @Test
    void aMismatchThatIsNeverRenewedDoesNoHarm() {
        for (int i = 0; i < 20; i++) {
            Wire wire = new Wire(alice, bob, i);
            wire.up();
            wire.toA(new Frame.SessionCheck(STRANGE.slice(0, 16), STRANGE, 0, STRANGE, 0, 0));
            wire.down();
        }
        assertEquals(List.of(), alice.warnings());
        assertEquals(1, alice.rows(Table.SESSION));
    }

    // ---- sequence numbers named by the other side

    @Test
    void aSequenceNumberOutOfThisWorldDoesNoHarm() {
        Wire wire = new Wire(alice, bob, 1);
        wire.up();
        Frame.SessionCheck c = bob.sent(wire.atB, Frame.SessionCheck.class).getFirst();
        wire.toA(with(c, Long.MAX_VALUE));
        for (int i = 0; i < 3; i++) alice.send(bob, "m" + i);
        wire.settle();
        assertEquals(List.of("m0", "m1", "m2"), bob.texts(alice));
        assertTrue(bob.history(alice).stream().allMatch(l -> l.gap() == 0));
    }

    @Test
    void aHigherExpectedNumberIsFollowed() {
        Wire wire = new Wire(alice, bob, 1);
        wire.up();
        Frame.SessionCheck c = bob.sent(wire.atB, Frame.SessionCheck.class).getFirst();
        wire.toA(with(c, 41));
        alice.send(bob, "after the rollback");
        wire.settle();
        assertEquals(40, bob.history(alice).getFirst().gap());
    }

    private static Frame.SessionCheck with(Frame.SessionCheck c, long seq) {
        return new Frame.SessionCheck(
                c.sessionId(), c.ownDh(), c.nextN(), c.peerDh(), c.expectedN(), seq);
    }

    @Test
    void theLastSequenceNumberThereIsDoesNotOverflow() {
        Wire wire = link();
        wire.toB(forged(alice, "last", Long.MAX_VALUE, CoreBench.START, filled(9).slice(0, 16)));
        wire.down();
        Wire next = new Wire(alice, bob, 2);
        next.up();
        Frame.SessionCheck check = bob.sent(next.atB, Frame.SessionCheck.class).getFirst();
        assertTrue(check.expectedSeq() > 1);
        assertEquals(List.of("last"), bob.texts(alice));
    }

    /** An envelope of whatever a contact likes, sealed in its true session with the other. */
    private Frame.Envelope forged(
            CoreBench from, String text, long seq, Instant time, Bytes messageId) {
        CoreBench to = from == alice ? bob : alice;
        return from.stored(turn -> {
            try (Session session = turn.sessions().get(to.id()).orElseThrow()) {
                byte[] body =
                        Body.encode(new Body(messageId, seq, time, 7, new Payload.Text(text)));
                Sealed sealed =
                        DoubleRatchet.seal(session.ratchet(), body, new SeededRandom(seq ^ 77));
                turn.sessions()
                        .put(
                                to.id(),
                                new Session(
                                        sealed.state(), session.acknowledged(), session.agreed()));
                return new Frame.Envelope(sealed.envelope());
            }
        });
    }

    @Test
    void aContactThatTakesMyMessageIdDoesNotTakeItsPlace() {
        Wire wire = link();
        String id = alice.send(bob, "mine");
        wire.settle();
        wire.toA(forged(bob, "theirs", 1, CoreBench.START, Bytes.ofHex(id)));
        assertEquals(List.of("mine", "theirs"), alice.texts(bob));
        assertEquals("mine", alice.ask(new Request.Why(id), View.Why.class).text());
    }

    // ---- windows

    @Test
    void atMostSixtyFourAreInFlight() {
        Wire wire = link();
        for (int i = 0; i < 100; i++) alice.send(bob, "m" + i);
        List<Frame.Envelope> first = alice.sent(wire.atA, Frame.Envelope.class);
        assertEquals(64, first.size());
        wire.toB(first.getFirst());
        wire.carryToA();
        assertEquals(1, alice.sent(wire.atA, Frame.Envelope.class).size());
        first.stream().skip(1).forEach(wire::toB);
        wire.settle();
        // The one that was taken out by hand above is sent again on the next link.
        wire.down();
        wire = new Wire(alice, bob, 2);
        wire.up();
        wire.settle();
        assertEquals(100, new HashSet<>(bob.texts(alice)).size());
        assertEquals(100, bob.texts(alice).size());
    }

    @Test
    void theSameBytesGoOnTheNextLink() {
        Wire wire = link();
        alice.send(bob, "one");
        List<Frame.Envelope> first = alice.sent(wire.atA, Frame.Envelope.class);
        wire.down();
        alice.restart();
        Wire next = new Wire(alice, bob, 2);
        next.up();
        next.carryToA();
        assertEquals(first, alice.sent(next.atA, Frame.Envelope.class));
    }

    @Test
    void noMoreThanFifteenHundredNumbersAhead() {
        int sealed = 0;
        List<Frame.Envelope> last = new ArrayList<>();
        for (int round = 0; round < 25; round++) {
            for (int i = 0; i < 64; i++) alice.send(bob, "m");
            Wire wire = new Wire(alice, bob, round);
            wire.up();
            wire.carryToA();
            List<Frame.Envelope> sent = alice.sent(wire.atA, Frame.Envelope.class);
            sealed += sent.size();
            if (!sent.isEmpty()) last = sent;
            wire.down();
            if (round < 24) both(Duration.ofDays(10));
        }
        assertEquals(1_500, sealed);
        View.Outbox outbox = alice.ask(new Request.Outbox(), View.Outbox.class);
        assertEquals(64, outbox.waiting().size());
        // Bob has the last of them after all: his check says so, and sealing goes on.
        Wire wire = new Wire(alice, bob, 99);
        wire.up();
        wire.toB(last.getLast());
        wire.down();
        Wire next = new Wire(alice, bob, 100);
        next.up();
        next.carryToA();
        assertEquals(64, alice.sent(next.atA, Frame.Envelope.class).size());
    }

    // ---- time

    @Test
    void expiredTwoDaysAfterItsLifetimeAndDeliveredWhenWordComes() {
        Wire wire = link();
        String id = alice.send(bob, "slow");
        wire.carryToB();
        Frame ack = bob.sent(wire.atB, Frame.Ack.class).getFirst();
        wire.down();
        long wait = alice.begin(new Request.Await(id, "delivered", Duration.ofDays(20)));
        alice.wakeAfter(Duration.ofDays(9).minusHours(2));
        assertEquals("queued", alice.state(bob, id));
        alice.wakeAfter(Duration.ofHours(4));
        assertEquals("expired", alice.state(bob, id));
        assertEquals(UserError.Exit.NOT_DELIVERED, alice.refusal(wait).exit());
        assertEquals(0, alice.rows(Table.OUTBOX));
        Wire next = new Wire(alice, bob, 2);
        next.up();
        next.toA(ack);
        assertEquals("delivered", alice.state(bob, id));
    }

    @Test
    void afterItsLifetimeNothingIsSentAnyMore() {
        alice.send(bob, "old");
        both(Duration.ofDays(7).plusHours(1));
        alice.send(bob, "new");
        Wire wire = new Wire(alice, bob, 1);
        wire.up();
        wire.settle();
        assertEquals(List.of("new"), bob.texts(alice));
    }

    @Test
    void whatComesTooLateIsConsumedInSilence() {
        Wire wire = link();
        alice.send(bob, "late");
        Frame.Envelope late = alice.sent(wire.atA, Frame.Envelope.class).getFirst();
        wire.down();
        both(Duration.ofDays(9).plusHours(1));
        Wire next = Wire.between(alice, bob);
        next.toB(late);
        next.toB(late);
        assertEquals(List.of(), bob.sent(next.atB, Frame.Ack.class));
        assertEquals(List.of(), bob.texts(alice));
        alice.send(bob, "after");
        next.settle();
        assertEquals(List.of("after"), bob.texts(alice));
    }

    @Test
    void whatDoesNotOpenIsDroppedAndAsksForARenewalOnce() {
        Wire wire = link();
        alice.send(bob, "whole");
        Frame.Envelope whole = alice.sent(wire.atA, Frame.Envelope.class).getFirst();
        byte[] bad = whole.sealed().toArray();
        bad[2_000] ^= 1;
        bob.warnings();
        for (int i = 0; i < 5; i++) wire.toB(new Frame.Envelope(Bytes.of(bad)));
        List<Frame> answer = bob.sent(wire.atB);
        assertEquals(1, answer.size());
        assertTrue(
                answer.getFirst() instanceof Frame.Renew
                        || answer.getFirst() instanceof Frame.NeedRenew);
        wire.toB(whole);
        assertEquals(List.of("whole"), bob.texts(alice));
    }

    // ---- texts

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "\ud800 half", "LONG"})
    void badTextsAreRefusedAndNothingIsKept(String text) {
        String tried = text.equals("LONG") ? "é".repeat(1_900) + "x" : text;
        UserError error = alice.refused(new Request.Send("bob", tried));
        assertEquals(UserError.Exit.USAGE, error.exit());
        assertEquals(0, alice.rows(Table.HISTORY));
        assertEquals(0, alice.rows(Table.OUTBOX));
        alice.send(bob, "é".repeat(1_900));
    }

    @Test
    void aFlappingLinkWritesLittle() {
        alice.send(bob, "x".repeat(3_000));
        Set<String> steps = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Wire wire = new Wire(alice, bob, i);
            wire.up();
            wire.carryToA();
            wire.down();
            steps.add(
                    alice.ask(new Request.Why(alice.history(bob).getFirst().id()), View.Why.class)
                            .steps()
                            .toString());
        }
        long sent =
                alice.stored(turn -> turn.outbox().of(bob.id(), 0, 1))
                        .getFirst()
                        .entry()
                        .attempts();
        assertEquals(1, sent);
        assertFalse(steps.isEmpty());
    }

    @Test
    void pagesEndAtTheFirstLine() {
        for (int i = 0; i < 5; i++) alice.send(bob, "m" + i);
        assertEquals(List.of("m2", "m3"), page(2, 5));
        assertEquals(List.of("m0"), page(5, 2));
        assertEquals(List.of(), page(5, 1));
        UserError error =
                alice.refused(new Request.History("bob", 5, Optional.empty(), Optional.of(0L)));
        assertEquals(UserError.Exit.USAGE, error.exit());
    }

    private List<String> page(int limit, long before) {
        return alice
                .ask(
                        new Request.History("bob", limit, Optional.empty(), Optional.of(before)),
                        View.Lines.class)
                .lines()
                .stream()
                .map(View.Line::text)
                .toList();
    }
}
