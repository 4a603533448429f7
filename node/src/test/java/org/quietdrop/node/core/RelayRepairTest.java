package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What was refused, was never heard, or was done under a wrong clock, is made good again. */
final class RelayRepairTest {
    private final Friends friends = Friends.met();
    private final CoreBench alice = friends.alice;
    private final CoreBench bob = friends.bob;
    private final CoreBench carol = friends.carol;

    /** Another friend whom both trust. */
    private CoreBench relay(int number) {
        CoreBench relay = new CoreBench("relay" + number, 10 + number);
        Pairing.of(alice, relay);
        Pairing.of(bob, relay);
        friends.trust(alice, relay);
        friends.trust(bob, relay);
        friends.meet(alice, relay);
        friends.meet(bob, relay);
        return relay;
    }

    @Test
    void copiesWithFriendsWhomTheRecipientLeftMakeRoomForOthers() {
        List<CoreBench> relays = List.of(carol, relay(0), relay(1));
        CoreBench fourth = relay(2);
        friends.meet(alice, bob);
        List<Wire> wires = new ArrayList<>();
        for (CoreBench relay : relays) wires.add(friends.link(alice, relay));
        String id = alice.send(bob, "hello");
        for (Wire wire : wires) friends.settle(wire);
        assertEquals(3, alice.rows(Table.COPY));
        for (CoreBench relay : relays) {
            bob.ask(new Request.Trust(relay.name, false), View.Contact.class);
        }
        // What Bob says of his friends reaches Alice by one whom he trusts still.
        friends.meet(bob, fourth);
        assertEquals("carried", alice.state(bob, id));
        Wire toFourth = friends.link(alice, fourth);
        friends.settle(toFourth);
        View.Waiting waits = alice.ask(new Request.Outbox(), View.Outbox.class).waiting().get(0);
        assertEquals(4, waits.carriers().size());
        toFourth.down();
        friends.meet(bob, fourth);
        assertEquals(List.of("hello"), bob.texts(alice));
    }

    @ParameterizedTest
    @EnumSource(Frame.NotKept.Reason.class)
    void whatThreeRefuseIsLeftWithTheFourthAndNobodyIsAskedAgain(Frame.NotKept.Reason reason) {
        List<CoreBench> relays = new ArrayList<>(List.of(carol));
        for (int i = 0; i < 3; i++) relays.add(relay(i));
        friends.meet(alice, bob);
        List<Wire> wires = relays.stream().map(relay -> friends.link(alice, relay)).toList();
        alice.send(bob, "hello");
        int asked = 0;
        for (int round = 0; round < 20; round++) {
            for (Wire wire : wires) {
                for (var deposit : alice.sent(wire.atA, Frame.Deposit.class)) {
                    asked++;
                    wire.toA(new Frame.NotKept(DropId.of(deposit.drop()), reason));
                }
            }
        }
        assertEquals(4, asked);
    }

    @Test
    void hintsThatWereNeverHeardAreSaidAgain() {
        alice.ask(new Request.Trust("carol", false), View.Contact.class);
        for (int day = 0; day < 34; day++) alice.wakeAfter(Duration.ofDays(1));
        bob.now = alice.now;
        friends.meet(alice, bob);
        Instant heard = bob.stored(turn -> turn.contacts().hints(alice.id()).heardAt());
        assertTrue(
                heard.isAfter(alice.now.minus(Duration.ofDays(5))),
                "what Bob knows is of " + heard);
    }

    @Test
    void hintsThatWereSaidUnderAClockAheadDoNotStandForEver() {
        bob.later(Duration.ofDays(400));
        bob.ask(new Request.Trust("carol", false), View.Contact.class);
        friends.meet(alice, bob);
        bob.later(Duration.ofDays(-400));
        alice.later(Duration.ofHours(1));
        bob.later(Duration.ofHours(1));
        bob.ask(new Request.Trust("carol", true), View.Contact.class);
        friends.meet(bob, carol);
        friends.meet(alice, bob);
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        friends.settle(wire);
        assertEquals("carried", alice.state(bob, id));
    }

    @Test
    void wordIsOwedOfABoxThatTheDiskHasLost() {
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        friends.settle(wire);
        wire.down();
        carol.change(
                turn -> turn.tx().all(Table.BOX).forEach(entry -> turn.tx().delete(entry.key())));
        friends.meet(bob, carol);
        assertEquals(0, carol.rows(Table.CARRIED));
        friends.meet(alice, carol);
        assertEquals("queued", alice.state(bob, id));
    }

    @Test
    void daysDoNotTellHintsFromMessages() {
        alice.ask(new Request.Trust("carol", false), View.Contact.class);
        Wire wire = friends.link(alice, carol);
        alice.ask(new Request.Trust("carol", true), View.Contact.class);
        alice.send(bob, "hello");
        List<Integer> days =
                RelayTest.kinds(friends.settle(wire), Frame.Deposit.class).stream()
                        .map(Frame.Deposit::days)
                        .toList();
        assertEquals(List.of(7, 7, 7), days);
    }

    @Test
    void aClockThatWasAheadForAWhileStopsNothing() {
        carol.wakeAfter(Duration.ofDays(400));
        carol.later(Duration.ofDays(-400));
        Wire wire = friends.link(alice, carol);
        wire.toB(new Frame.Deposit(Bytes.of(new byte[16]), 1, Bytes.of(new byte[4_040])));
        assertEquals(1, carol.rows(Table.CARRIED));
        for (int i = 0; i < 2; i++) carol.wakeAfter(Duration.ofHours(25));
        assertEquals(0, carol.rows(Table.CARRIED));
    }
}
