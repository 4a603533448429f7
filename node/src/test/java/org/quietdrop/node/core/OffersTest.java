package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Session;

import java.time.Duration;
import java.util.List;

/** ML-KEM in running sessions: when it is offered, that it is mixed in, and where it ends. */
final class OffersTest {
    private static final int STEPS = 20;

    private final CoreBench alice;
    private final CoreBench bob;

    OffersTest() {
        CoreBench one = new CoreBench("one", 1);
        CoreBench two = new CoreBench("two", 2);
        boolean inOrder = one.id().bytes().compareTo(two.id().bytes()) < 0;
        alice = inOrder ? one : two;
        bob = inOrder ? two : one;
        Pairing.of(alice, bob);
    }

    private static List<Integer> mixedIn(CoreBench of, CoreBench with) {
        return of.stored(turn -> {
            try (Session session = turn.sessions().get(with.id()).orElseThrow()) {
                return session.ratchet().mixedIn();
            }
        });
    }

    private static List<OutboxEntry> unseen(CoreBench of, CoreBench to) {
        return of.stored(turn ->
                turn.outbox().of(to.id(), 0, Integer.MAX_VALUE).stream()
                        .map(Outbox.Placed::entry)
                        .filter(OutboxEntry::endsWithSession)
                        .toList());
    }

    /** A line each way, arrived. */
    private void talk(Wire wire, int number) {
        alice.send(bob, "there " + number);
        wire.settle();
        bob.send(alice, "back " + number);
        wire.settle();
    }

    @Test
    void afterTwentyStepsItIsMixedInOnBothSidesAndNobodySeesIt() {
        Wire wire = Wire.between(alice, bob);
        boolean fromAlice = false;
        boolean fromBob = false;
        int lines = STEPS + 6;
        for (int i = 0; i < lines; i++) {
            talk(wire, i);
            fromAlice |= mixedIn(alice, bob).getFirst() == 1 || mixedIn(bob, alice).get(1) == 1;
            fromBob |= mixedIn(bob, alice).getFirst() == 1 || mixedIn(alice, bob).get(1) == 1;
            if (i < STEPS - 1) assertFalse(fromAlice || fromBob, "after " + i);
        }
        assertTrue(fromAlice && fromBob);
        assertEquals(2 * lines, alice.texts(bob).size());
        assertEquals(alice.texts(bob), bob.texts(alice));
        assertEquals(List.of(), unseen(alice, bob));
        assertEquals(List.of(), unseen(bob, alice));
        assertEquals(List.of(), alice.warnings());
        assertEquals(List.of(), bob.warnings());
    }

    @Test
    void afterADayItIsOfferedWhenTheLinkIsUp() {
        Wire first = Wire.between(alice, bob);
        first.down();
        alice.later(Duration.ofHours(25));
        bob.later(Duration.ofHours(25));
        Wire wire = new Wire(alice, bob, 2);
        wire.up();
        List<Frame> said = wire.settle();
        // An offer and an answer from each.
        assertEquals(4, said.stream().filter(f -> f instanceof Frame.Envelope).count());
        talk(wire, 1);
        talk(wire, 2);
        assertTrue(mixedIn(alice, bob).contains(1) || mixedIn(bob, alice).contains(1));
    }

    @Test
    void aRenewalEndsWhatIsOnItsWay() {
        Wire first = Wire.between(alice, bob);
        first.down();
        alice.later(Duration.ofHours(25));
        Wire wire = new Wire(alice, bob, 2);
        wire.up();
        wire.carryToA();
        List<Frame> offered = alice.sent(wire.atA);
        assertEquals(1, unseen(alice, bob).size());
        offered.forEach(wire::toB);
        wire.toB(new Frame.NeedRenew());
        wire.settle();
        assertEquals(List.of(), unseen(alice, bob));
        assertEquals(List.of(), unseen(bob, alice));
        for (int i = 0; i < 3; i++) talk(wire, i);
        assertEquals(List.of(0, 0), mixedIn(alice, bob), "the session is new");
        assertEquals(6, bob.texts(alice).size());
    }

    @Test
    void anOfferThatWasLostIsSentAgainOnTheNextLink() {
        Wire first = Wire.between(alice, bob);
        first.down();
        alice.later(Duration.ofHours(25));
        Wire wire = new Wire(alice, bob, 2);
        wire.up();
        wire.carryToA();
        assertTrue(alice.sent(wire.atA).stream().anyMatch(f -> f instanceof Frame.Envelope));
        wire.down();
        Wire next = new Wire(alice, bob, 3);
        next.up();
        next.settle();
        assertEquals(List.of(), unseen(alice, bob));
        talk(next, 1);
        talk(next, 2);
        assertTrue(mixedIn(alice, bob).contains(1) || mixedIn(bob, alice).contains(1));
    }
}
