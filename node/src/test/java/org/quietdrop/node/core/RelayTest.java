package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Table;

import java.util.List;

/** Mail that a friend carries, between three cores, step by step. */
final class RelayTest {
    private final Friends friends = Friends.met();
    private final CoreBench alice = friends.alice;
    private final CoreBench bob = friends.bob;
    private final CoreBench carol = friends.carol;

    @Test
    void mailForSomebodyAwayIsCarriedAndArrivesOnce() {
        Wire toCarol = friends.link(alice, carol);
        String id = alice.send(bob, "bring the maps");
        assertEquals("queued", alice.state(bob, id));
        friends.settle(toCarol);
        assertEquals("carried", alice.state(bob, id));
        View.Waiting waiting = alice.ask(new Request.Outbox(), View.Outbox.class).waiting().get(0);
        assertEquals(List.of("carol"), waiting.carriers());
        toCarol.down();

        Wire bobsLink = friends.link(bob, carol);
        assertEquals(List.of("bring the maps"), bob.texts(alice));
        assertEquals("carried", alice.state(bob, id), "nobody has told her yet");
        assertEquals(1, carol.rows(Table.CARRIED), "only Bob's receipt is left");
        bobsLink.down();

        friends.meet(alice, carol);
        assertEquals("delivered", alice.state(bob, id));
        assertEquals(0, carol.rows(Table.CARRIED));
        assertEquals(0, carol.rows(Table.BOX));
        assertEquals(0, alice.rows(Table.COPY));
        assertEquals(0, alice.rows(Table.OUTBOX));

        friends.meet(alice, bob);
        assertEquals(List.of("bring the maps"), bob.texts(alice));
        assertEquals(0, bob.rows(Table.OWED));
    }

    @Test
    void whoAsksIsHandedWhatComesLater() {
        Wire toBob = friends.link(bob, carol);
        Wire toAlice = friends.link(alice, carol);
        String id = alice.send(bob, "now");
        toAlice.settle();
        toBob.settle();
        assertEquals(List.of("now"), bob.texts(alice));
        friends.settle(toBob);
        friends.settle(toAlice);
        assertEquals("delivered", alice.state(bob, id));
    }

    @Test
    void aDepositWhoseAnswerWasLostIsTheSameDrop() {
        Wire first = friends.link(alice, carol);
        alice.send(bob, "once");
        List<Frame.Deposit> sent = deposits(first.carryToB());
        assertEquals(1, sent.size());
        first.down();
        assertEquals(1, carol.rows(Table.CARRIED));

        Wire second = new Wire(alice, carol, 90);
        second.up();
        List<Frame.Deposit> again = deposits(friends.settle(second));
        assertEquals(
                List.of(sent.getFirst().drop()), again.stream().map(Frame.Deposit::drop).toList());
        assertEquals(1, carol.rows(Table.CARRIED));
    }

    static List<Frame.Deposit> deposits(List<Frame> frames) {
        return frames.stream()
                .filter(Frame.Deposit.class::isInstance)
                .map(Frame.Deposit.class::cast)
                .toList();
    }
}
