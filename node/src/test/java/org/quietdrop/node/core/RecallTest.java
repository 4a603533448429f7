package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.util.List;

/** Taking back what has not left; the order of what arrives by several ways; waiting for states. */
final class RecallTest {
    private final Friends friends = Friends.met();
    private final CoreBench alice = friends.alice;
    private final CoreBench bob = friends.bob;
    private final CoreBench carol = friends.carol;

    private View.Sent recall(String id) {
        return alice.ask(new Request.Recall(id), View.Sent.class);
    }

    @Test
    void whatHasNotLeftIsTakenBackWithoutAGap() {
        String one = alice.send(bob, "one");
        String two = alice.send(bob, "two");
        String three = alice.send(bob, "three");
        assertEquals("recalled", recall(two).state());
        String four = alice.send(bob, "four");
        friends.meet(alice, bob);
        assertEquals(List.of("one", "three", "four"), bob.texts(alice));
        assertTrue(bob.history(alice).stream().allMatch(l -> l.gap() == 0));
        assertEquals("recalled", alice.state(bob, two));
        for (String id : List.of(one, three, four)) {
            assertEquals("delivered", alice.state(bob, id));
        }
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Recall(two)).exit());
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Recall(one)).exit());
    }

    @Test
    void aNumberBeforeOneThatHasLeftIsNotUsedAgain() {
        String one = alice.ask(new Request.Send("bob", "one", 1), View.Sent.class).id();
        alice.wakeAfter(Duration.ofHours(25));
        bob.later(Duration.ofHours(25));
        alice.send(bob, "two");
        friends.meet(alice, bob);
        assertEquals(List.of("two"), bob.texts(alice), "the first one's day is over");
        assertEquals("recalled", recall(one).state());
        alice.send(bob, "three");
        friends.meet(alice, bob);
        List<Long> numbers =
                bob.stored(turn ->
                        turn.history().page(alice.id(), Long.MAX_VALUE, 10).stream()
                                .map(placed -> placed.line().seq())
                                .toList());
        assertEquals(List.of(2L, 3L), numbers);
    }

    @Test
    void whatIsWithAFriendHasLeft() {
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        UserError error = alice.refused(new Request.Recall(id));
        assertEquals("it cannot be taken back: it has left already", error.text());
        friends.settle(wire);
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Recall(id)).exit());
        assertEquals("carried", alice.state(bob, id));
    }

    @Test
    void whoWaitsForWhatIsTakenBackIsTold() {
        String id = alice.send(bob, "hello");
        long ask = alice.begin(new Request.Await(id, "delivered", Duration.ofHours(1)));
        recall(id);
        assertEquals(UserError.Exit.NOT_DELIVERED, alice.refusal(ask).exit());
    }

    @Test
    void oneWaitsForExactlyTheState() {
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        long carried = alice.begin(new Request.Await(id, "carried", Duration.ofHours(1)));
        long delivered = alice.begin(new Request.Await(id, "delivered", Duration.ofHours(1)));
        long read = alice.begin(new Request.Await(id, "read", Duration.ofDays(1)));
        assertEquals(
                "queued",
                alice.ask(new Request.Await(id, "queued", Duration.ZERO), View.Sent.class).state());
        friends.settle(wire);
        View.Sent sent = alice.ok(carried, View.Sent.class);
        assertEquals("carried", sent.state());
        assertEquals(List.of("carol"), sent.carriers());
        assertTrue(alice.holds(delivered));
        wire.down();
        friends.meet(alice, bob);
        assertEquals("delivered", alice.ok(delivered, View.Sent.class).state());
        assertTrue(alice.holds(read));
        alice.wakeAfter(Duration.ofDays(2));
        assertEquals(
                "not read in the time given: bob has it and has not said more",
                alice.refusal(read).text());
    }

    @Test
    void lifetimesAreFromOneToThirtyDays() {
        for (int days : List.of(0, 31, -1)) {
            UserError error = alice.refused(new Request.Send("bob", "hello", days));
            assertEquals(UserError.Exit.USAGE, error.exit());
        }
        String id = alice.ask(new Request.Send("bob", "short", 1), View.Sent.class).id();
        alice.wakeAfter(Duration.ofDays(2));
        assertEquals("queued", alice.state(bob, id));
        alice.wakeAfter(Duration.ofDays(1).plusMinutes(1));
        assertEquals("expired", alice.state(bob, id));
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Recall(id)).exit());
    }

    @Test
    void aLateMessageStandsInItsPlaceAndFillsTheGap() {
        Wire toCarol = friends.link(alice, carol);
        alice.send(bob, "one");
        friends.settle(toCarol);
        toCarol.down();
        // What Carol has is late: the next two go over the link, on which the first is lost.
        Wire wire = new Wire(alice, bob, 60);
        wire.up();
        wire.carryToB();
        wire.carryToA();
        alice.send(bob, "two");
        alice.send(bob, "three");
        for (Frame frame : alice.sent(wire.atA)) {
            boolean first =
                    frame instanceof Frame.Envelope e
                            && e.sealed()
                                    .equals(
                                            alice.stored(t ->
                                                    t.outbox()
                                                            .of(bob.id(), 0, 1)
                                                            .getFirst()
                                                            .entry()
                                                            .sealing()
                                                            .orElseThrow()
                                                            .envelope()));
            if (!first) wire.toB(frame);
        }
        assertEquals(List.of("two", "three"), bob.texts(alice));
        assertEquals(1, bob.history(alice).getFirst().gap());
        wire.down();
        friends.meet(bob, carol);
        assertEquals(List.of("one", "two", "three"), bob.texts(alice), "by the writer's numbers");
        assertTrue(bob.history(alice).stream().allMatch(l -> l.gap() == 0));
        List<Long> cursors = bob.history(alice).stream().map(View.Line::cursor).sorted().toList();
        assertEquals(3, cursors.stream().distinct().count());
    }

    @Test
    void hintsAreNoMessages() {
        View.ContactDetail detail =
                alice.ask(new Request.ContactShow("bob"), View.ContactDetail.class);
        assertEquals(0, detail.waiting());
        alice.ask(new Request.Trust("bob", true), View.Contact.class);
        bob.ask(new Request.Trust("alice", true), View.Contact.class);
        friends.meet(alice, bob);
        // Carol is away, and is to hear of Alice's new relay.
        assertEquals(1, alice.rows(Table.OUTBOX));
        assertEquals(
                0, alice.ask(new Request.ContactShow("carol"), View.ContactDetail.class).waiting());
        assertEquals(List.of(), alice.ask(new Request.Outbox(), View.Outbox.class).waiting());
        friends.meet(alice, carol);
        assertEquals(0, alice.rows(Table.OUTBOX));
        assertEquals(List.of(), carol.texts(alice));
    }
}
