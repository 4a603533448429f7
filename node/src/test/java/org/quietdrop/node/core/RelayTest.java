package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Mail that a friend carries, between three cores, step by step. */
final class RelayTest {
    private final Friends friends = Friends.met();
    private final CoreBench alice = friends.alice;
    private final CoreBench bob = friends.bob;
    private final CoreBench carol = friends.carol;

    static <F extends Frame> List<F> kinds(List<Frame> frames, Class<F> kind) {
        return frames.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Alice leaves a message for Bob with Carol, and goes. */
    private String left(String text) {
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, text);
        friends.settle(wire);
        wire.down();
        assertEquals("carried", alice.state(bob, id));
        return id;
    }

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
        List<Frame.Deposit> sent = kinds(first.carryToB(), Frame.Deposit.class);
        assertEquals(1, sent.size());
        first.down();
        assertEquals(1, carol.rows(Table.CARRIED));

        Wire second = new Wire(alice, carol, 90);
        second.up();
        List<Frame> all = friends.settle(second);
        List<Frame.Deposit> again = kinds(all, Frame.Deposit.class);
        assertEquals(List.of(sent.getFirst()), again);
        assertEquals(1, kinds(all, Frame.Kept.class).size());
        assertEquals(1, carol.rows(Table.CARRIED));
    }

    @Test
    void aReceiptGoesByTheRelayToo() {
        String id = left("hello");
        friends.meet(bob, carol);
        friends.meet(alice, carol);
        assertEquals("delivered", alice.state(bob, id));
        assertEquals(1, bob.rows(Table.OWED), "still owed until said over a link");
    }

    @Test
    void wordIsLeftAlsoWhenTheCarrierDiesBeforeItHearsThatTheBoxWasTaken() {
        String id = left("hello");
        Wire wire = new Wire(bob, carol, 95);
        wire.up();
        for (int i = 0; i < 3; i++) {
            wire.carryToA();
            if (bob.texts(alice).isEmpty()) wire.carryToB();
        }
        assertEquals(List.of("hello"), bob.texts(alice));
        assertEquals(1, carol.rows(Table.CARRIED), "she has not heard that it was taken");
        wire.down();
        carol.restart();

        Wire again = new Wire(bob, carol, 96);
        again.up();
        again.settle();
        assertEquals(0, carol.rows(Table.CARRIED), "taken again, and nothing left yet");
        friends.settle(again);
        assertEquals(1, carol.rows(Table.CARRIED), "that is Bob's word");
        again.down();
        friends.meet(alice, carol);
        assertEquals("delivered", alice.state(bob, id));
        assertEquals(List.of("hello"), bob.texts(alice));
    }

    @Test
    void whatWasReadIsToldOnlyIfTheReaderAllowsIt() {
        String id = left("hello");
        Wire wire = friends.link(bob, carol);
        long cursor = bob.history(alice).getLast().cursor();
        bob.ask(new Request.Read("alice", cursor, cursor), View.Done.class);
        friends.settle(wire);
        wire.down();
        friends.meet(alice, carol);
        assertEquals("delivered", alice.state(bob, id));

        bob.handle(new Event.SettingsChanged(new Settings(true, 0, true)));
        String second = left("are you there?");
        Wire again = friends.link(bob, carol);
        cursor = bob.history(alice).getLast().cursor();
        bob.ask(new Request.Read("alice", cursor, cursor), View.Done.class);
        friends.settle(again);
        again.down();
        friends.meet(alice, carol);
        assertEquals("read", alice.state(bob, second));
        assertEquals("delivered", alice.state(bob, id), "that one was read before it was allowed");
    }

    @Test
    void whatWasReadIsSaidOverALink() {
        bob.handle(new Event.SettingsChanged(new Settings(true, 0, true)));
        Wire wire = friends.link(alice, bob);
        String id = alice.send(bob, "hello");
        friends.settle(wire);
        bob.ask(new Request.Read("alice", 1, Long.MAX_VALUE), View.Done.class);
        List<Frame> said = friends.settle(wire);
        assertEquals(1, kinds(said, Frame.Read.class).size());
        assertEquals("read", alice.state(bob, id));
        assertEquals(0, bob.rows(Table.OWED));
    }

    @Test
    void twoAsksOfOneWeekAreTheSameHandles() {
        Set<Bytes> first = handles(friends.link(bob, carol));
        assertEquals(1_792, first.size());
        carol.later(Duration.ofHours(1));
        Set<Bytes> second = handles(friends.link(bob, carol));
        assertEquals(first, second, "what differs would show which of them are real");
    }

    /** The handles that A of this link asks for, in a link of the same two that begins anew. */
    private Set<Bytes> handles(Wire met) {
        met.down();
        Wire wire = new Wire(met.a, met.b, 77);
        wire.up();
        Set<Bytes> handles = new HashSet<>();
        wire.carryToA();
        for (Frame.Ask ask : kinds(wire.carryToB(), Frame.Ask.class)) handles.addAll(ask.handles());
        wire.settle();
        wire.down();
        return handles;
    }

    @Test
    void aMessageLyingWithOneFriendIsNotTheOtherFriendsBusiness() {
        left("hello");
        assertEquals(0, carol.history(alice).size());
        String known = carol.stored(turn -> turn.tx().all(Table.CARRIED).size() + "");
        assertEquals("1", known);
    }

    // ---- trust

    @Test
    void withoutTrustOnBothSidesNothingIsLeft() {
        carol.ask(new Request.Trust("bob", false), View.Contact.class);
        friends.meet(bob, carol);
        friends.meet(alice, bob); // Bob's hints name nobody any more
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, "hello");
        assertEquals(List.of(), kinds(friends.settle(wire), Frame.Deposit.class));
        assertEquals("queued", alice.state(bob, id));
    }

    @Test
    void turningTrustOffWithdrawsMailAndHints() {
        String id = left("hello");
        View.Contact off = alice.ask(new Request.Trust("carol", false), View.Contact.class);
        assertEquals(false, off.trusted());
        assertEquals("queued", alice.state(bob, id), "nothing counts any more that lies there");
        friends.meet(alice, carol);
        assertEquals(0, carol.rows(Table.CARRIED), "she does not carry it any more");
        assertEquals(0, carol.rows(Table.LOST), "and owes no word of it");
        Wire wire = friends.link(alice, carol);
        assertEquals(List.of(), kinds(friends.settle(wire), Frame.Deposit.class));
    }

    @Test
    void aRelayThatTrustsNoLongerOwesWordOfWhatItGaveUp() {
        String id = left("hello");
        carol.ask(new Request.Trust("alice", false), View.Contact.class);
        assertEquals(0, carol.rows(Table.CARRIED));
        assertEquals(1, carol.rows(Table.LOST));
        assertEquals("carried", alice.state(bob, id), "she cannot know yet");
        friends.meet(alice, carol);
        assertEquals("queued", alice.state(bob, id));
        assertEquals(0, carol.rows(Table.LOST));
    }

    @Test
    void aCarrierMayDropEverything() {
        String id = left("hello");
        View.Relay after = carol.ask(new Request.RelayDrop(), View.Relay.class);
        assertEquals(0, after.boxes());
        friends.meet(alice, carol);
        assertEquals("queued", alice.state(bob, id));
        assertTrue(
                alice.warnings().contains("carol has given up mail that was kept there for you"));
        friends.meet(alice, bob);
        assertEquals("delivered", alice.state(bob, id));
    }

    @Test
    void onlyAConfirmedContactCanBeTrusted() {
        CoreBench dave = new CoreBench("dave", 4);
        Pairing pairing = new Pairing(dave, alice);
        pairing.typistKeyed();
        UserError error = alice.refused(new Request.Trust("dave", true));
        assertEquals(UserError.Exit.REFUSED, error.exit());
    }

    @Test
    void whoIsForgottenLeavesNothingBehind() {
        left("hello");
        carol.ask(new Request.Forget("alice"), View.Done.class);
        assertEquals(0, carol.rows(Table.CARRIED));
        assertEquals(0, carol.rows(Table.LOST));
        alice.ask(new Request.Forget("bob"), View.Done.class);
        assertEquals(0, alice.rows(Table.COPY));
        assertEquals(0, alice.rows(Table.OUTBOX));
    }

    @Test
    void aRelayIsSeenInCounts() {
        left("hello");
        View.Relay status = carol.ask(new Request.RelayStatus(), View.Relay.class);
        assertEquals(1, status.boxes());
        assertEquals(4_040, status.bytes());
        assertEquals(2, status.friends());
        View.Relay mine = alice.ask(new Request.RelayStatus(), View.Relay.class);
        assertEquals(1, mine.elsewhere());
        assertEquals(0, mine.boxes());
    }
}
