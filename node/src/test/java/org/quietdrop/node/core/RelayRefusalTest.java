package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.core.Boxes.deposit;
import static org.quietdrop.node.core.Boxes.filled;
import static org.quietdrop.node.core.Boxes.numbered;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.Frame.NotKept.Reason;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.KeptDrop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a relay refuses, and what relays and depositors that lie can do. */
final class RelayRefusalTest {
    private final Friends friends = Friends.met();
    private final CoreBench alice = friends.alice;
    private final CoreBench bob = friends.bob;
    private final CoreBench carol = friends.carol;

    /** What Carol answers to a frame of Alice. */
    private List<Frame> answer(Wire wire, Frame frame) {
        carol.sent(wire.atB);
        wire.toB(frame);
        return carol.sent(wire.atB);
    }

    private static Frame not(Bytes drop, Reason reason) {
        return new Frame.NotKept(DropId.of(drop), reason);
    }

    @Test
    void whoIsNotTrustedIsRefused() {
        carol.ask(new Request.Trust("alice", false), View.Contact.class);
        Wire wire = friends.link(alice, carol);
        Frame.Deposit some = deposit(1, 7);
        assertEquals(List.of(not(some.drop(), Reason.NO_TRUST)), answer(wire, some));
        assertEquals(0, carol.rows(Table.CARRIED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 31, 255})
    void otherDaysAreRefused(int days) {
        Wire wire = friends.link(alice, carol);
        Frame.Deposit some = deposit(1, days);
        assertEquals(List.of(not(some.drop(), Reason.DAYS)), answer(wire, some));
        assertEquals(0, carol.rows(Table.CARRIED));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_039, 4_041, 4_060})
    void otherSizesAreRefused(int size) {
        Wire wire = friends.link(alice, carol);
        Bytes drop = filled(9, size);
        Frame some = new Frame.Deposit(filled(1, 16), 7, drop);
        assertEquals(List.of(not(drop, Reason.SIZE)), answer(wire, some));
        assertEquals(0, carol.rows(Table.BOX));
    }

    @Test
    void whatIsHeldAlreadyIsKeptOnce() {
        Wire wire = friends.link(alice, carol);
        Frame.Deposit some = deposit(1, 7);
        Frame kept = new Frame.Kept(DropId.of(some.drop()));
        assertEquals(List.of(kept), answer(wire, some));
        assertEquals(List.of(kept), answer(wire, some));
        assertEquals(1, carol.rows(Table.CARRIED));
    }

    @Test
    void aShareHasItsEnd() {
        Wire wire = friends.link(alice, carol);
        for (int i = 0; i < Quotas.DEFAULT.each(); i++) {
            assertEquals(1, RelayTest.kinds(answer(wire, deposit(i, 7)), Frame.Kept.class).size());
        }
        Frame.Deposit more = deposit(9_999, 7);
        assertEquals(List.of(not(more.drop(), Reason.YOUR_SHARE_FULL)), answer(wire, more));
        assertEquals(Quotas.DEFAULT.each(), carol.rows(Table.CARRIED));
        assertEquals(
                1,
                RelayTest.kinds(answer(wire, deposit(0, 7)), Frame.Kept.class).size(),
                "what is held is held, also when the share is full");
    }

    @Test
    void allSharesTogetherHaveTheirEnd() {
        carol.change(turn -> {
            for (int i = 0; i < Quotas.DEFAULT.all(); i++) {
                var kept = new KeptDrop(filled(2, 16), bob.id(), 30_000);
                turn.carried().keep(numbered(i, 16), kept, filled(3, 8));
            }
        });
        carol.restart();
        Wire wire = friends.link(alice, carol);
        Frame.Deposit more = deposit(1, 7);
        assertEquals(List.of(not(more.drop(), Reason.FULL)), answer(wire, more));
        assertEquals(Quotas.DEFAULT.all(), carol.rows(Table.CARRIED));
    }

    @Test
    void theReasonIsTold() {
        carol.change(turn -> {
            for (int i = 0; i < Quotas.DEFAULT.each(); i++) {
                var kept = new KeptDrop(filled(2, 16), alice.id(), 30_000);
                turn.carried().keep(numbered(i, 16), kept, filled(3, 8));
            }
        });
        carol.restart();
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        friends.settle(wire);
        assertEquals("queued", alice.state(bob, id));
        View.Why why = alice.ask(new Request.Why(id), View.Why.class);
        assertTrue(
                why.steps().stream()
                        .anyMatch(s ->
                                s.text()
                                        .equals(
                                                "carol did not keep it: your share there is"
                                                        + " full")),
                why.toString());
        assertEquals(
                List.of("carol keeps no more mail for now: your share there is full"),
                alice.warnings());
        assertEquals(0, alice.rows(Table.COPY));
    }

    @Test
    void whatWasGivenUpIsNotKeptAgainWhileWordOfItIsOwed() {
        Wire wire = friends.link(alice, carol);
        Frame.Deposit some = deposit(1, 7);
        answer(wire, some);
        carol.ask(new Request.RelayDrop(), View.Relay.class);
        assertEquals(List.of(not(some.drop(), Reason.GIVEN_UP)), answer(wire, some));
        wire.toB(new Frame.Taken(DropId.of(some.drop())));
        assertEquals(1, RelayTest.kinds(answer(wire, some), Frame.Kept.class).size());
    }

    @Test
    void nothingIsKeptFromItsEndDayOn() {
        Wire wire = friends.link(alice, carol);
        answer(wire, deposit(1, 1));
        answer(wire, deposit(2, 2));
        wire.down();
        carol.wakeAfter(Duration.ofHours(25));
        assertEquals(1, carol.rows(Table.CARRIED));
        carol.wakeAfter(Duration.ofHours(25));
        assertEquals(0, carol.rows(Table.CARRIED));
        assertEquals(0, carol.rows(Table.BOX));
        assertEquals(0, carol.rows(Table.LOST));
    }

    @Test
    void nobodyTakesWhatHeWasNotHanded() {
        Wire wire = friends.link(alice, carol);
        Frame.Deposit some = deposit(1, 7);
        answer(wire, some);
        Wire bobs = friends.link(bob, carol);
        bobs.toB(new Frame.Taken(DropId.of(some.drop())));
        assertEquals(1, carol.rows(Table.CARRIED));
    }

    @Test
    void moreHandlesThanThereCanBeEndTheLink() {
        Wire wire = friends.link(alice, carol);
        int sent = 0;
        boolean closed = false;
        for (int part = 0; part < 40 && !closed; part++) {
            List<Bytes> others = new ArrayList<>();
            for (int i = 0; i < 254; i++) others.add(numbered(part * 254 + i, 16));
            wire.toB(new Frame.Ask(false, others));
            sent += others.size();
            closed = carol.closed(wire.atB);
        }
        assertTrue(closed);
        assertTrue(sent <= 7_168 + 254);
    }

    @Test
    void aLostTransactionLeavesWhatIsKeptAsItIs() {
        Wire wire = friends.link(alice, carol);
        answer(wire, deposit(1, 7));
        carol.lose(new Event.FrameArrived(wire.atB, deposit(2, 7)));
        Wire next = friends.link(alice, carol);
        View.Relay status = carol.ask(new Request.RelayStatus(), View.Relay.class);
        assertEquals(1, status.boxes());
        assertEquals(1, RelayTest.kinds(answer(next, deposit(2, 7)), Frame.Kept.class).size());
        assertEquals(2, carol.rows(Table.CARRIED));
    }

    // ---- relays that lie

    /** Alice's message as Carol would hand it to Bob, and what she handed over. */
    private Frame.Drop handed(Wire bobs) {
        Wire wire = friends.link(alice, carol);
        alice.send(bob, "hello");
        friends.settle(wire);
        wire.down();
        return RelayTest.kinds(carol.sent(bobs.atB), Frame.Drop.class).getFirst();
    }

    @Test
    void boxesThatComeAgainAreShownOnceAndNoticed() {
        Wire bobs = friends.link(bob, carol);
        Frame.Drop drop = handed(bobs);
        for (int i = 0; i < 3; i++) bobs.toA(drop);
        assertEquals(List.of("hello"), bob.texts(alice));
        assertEquals(3, bob.sent(bobs.atA, Frame.Taken.class).size());
        assertEquals(List.of("carol hands over the same box again and again"), bob.warnings());
        bobs.down();
        Wire next = friends.link(bob, carol);
        next.toA(drop);
        assertEquals(List.of("hello"), bob.texts(alice));
    }

    @Test
    void junkIsAnsweredAndNoticedAndEndsTheLinkInTheEnd() {
        Wire bobs = friends.link(bob, carol);
        Frame.Drop drop = handed(bobs);
        byte[] bytes = drop.drop().toArray();
        bytes[2_000] ^= 1;
        bob.warnings();
        bobs.toA(new Frame.Drop(drop.handle(), Bytes.of(bytes)));
        assertEquals(List.of("carol hands over boxes that do not open"), bob.warnings());
        int rows = bob.rows(Table.SEEN);
        for (int i = 0; i <= 1_000 && !bob.closed(bobs.atA); i++) {
            bobs.toA(new Frame.Drop(filled(8, 16), numbered(i, 4_040)));
        }
        assertEquals(rows, bob.rows(Table.SEEN), "junk leaves nothing behind");
        assertFalse(bob.ask(new Request.Contacts(), View.Contacts.class).contacts().isEmpty());
        bobs.toA(drop);
        assertEquals(List.of(), bob.texts(alice), "nothing counts on a link that is over");
    }

    @Test
    void whatComesAfterItsLifetimeIsNotShown() {
        Wire bobs = friends.link(bob, carol);
        Frame.Drop drop = handed(bobs);
        bobs.down();
        bob.wakeAfter(Duration.ofDays(10));
        bob.warnings();
        Wire next = new Wire(bob, carol, 70);
        next.up();
        List<Frame> said = friends.settle(next);
        assertEquals(List.of(drop), RelayTest.kinds(said, Frame.Drop.class));
        assertEquals(List.of(), bob.texts(alice));
        assertEquals(List.of("carol hands over messages after their lifetime"), bob.warnings());
        assertEquals(0, bob.rows(Table.OWED));
    }

    @Test
    void wordOfWhatWasNeverLeftChangesNothing() {
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        wire.toA(new Frame.Kept(filled(5, 16)));
        wire.toA(new Frame.NotKept(filled(5, 16), Reason.OTHER));
        wire.toA(new Frame.Lost(filled(5, 16)));
        wire.toA(new Frame.Taken(filled(5, 16)));
        assertEquals("queued", alice.state(bob, id));
        friends.settle(wire);
        assertEquals("carried", alice.state(bob, id));
    }

    @Test
    void aRelayThatLiesAboutKeepingLosesNothingOfHers() {
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        List<Frame.Deposit> sent = alice.sent(wire.atA, Frame.Deposit.class);
        wire.toA(new Frame.Kept(DropId.of(sent.getFirst().drop())));
        assertEquals("carried", alice.state(bob, id), "by Carol's word");
        friends.meet(bob, carol);
        assertEquals(List.of(), bob.texts(alice));
        friends.meet(alice, bob);
        assertEquals(List.of("hello"), bob.texts(alice));
        assertEquals("delivered", alice.state(bob, id));
    }

    // ---- clocks

    @ParameterizedTest
    @ValueSource(ints = {-24, 24})
    void clocksMayBeADayApart(int hours) {
        carol.set = Duration.ofHours(hours);
        bob.set = Duration.ofHours(-hours);
        Wire wire = friends.link(alice, carol);
        String id = alice.ask(new Request.Send("bob", "hello", 2), View.Sent.class).id();
        friends.settle(wire);
        wire.down();
        friends.meet(bob, carol);
        assertEquals(List.of("hello"), bob.texts(alice));
        friends.meet(alice, carol);
        assertEquals("delivered", alice.state(bob, id));
    }
}
