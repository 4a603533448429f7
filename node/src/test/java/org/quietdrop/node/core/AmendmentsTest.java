package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.Amendment;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.OutboxEntry;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Replies, edits, deletions and reactions: in order, out of order, and from a hostile friend. */
final class AmendmentsTest {
    private final Friends friends = Friends.met();
    private final CoreBench alice = friends.alice;
    private final CoreBench bob = friends.bob;
    private final CoreBench carol = friends.carol;

    private static View.Changed edit(CoreBench who, String id, String text) {
        return who.ask(new Request.Edit(id, text), View.Changed.class);
    }

    private static View.Changed delete(CoreBench who, String id) {
        return who.ask(new Request.Delete(id), View.Changed.class);
    }

    private static View.Changed react(CoreBench who, String id, String sign) {
        return who.ask(new Request.React(id, sign), View.Changed.class);
    }

    private static View.Line line(CoreBench who, CoreBench with, String id) {
        return who.history(with).stream().filter(l -> l.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<String> story(CoreBench who, String id) {
        return who.ask(new Request.Why(id), View.Why.class).steps().stream()
                .map(View.Step::text)
                .toList();
    }

    private static List<String> found(CoreBench who, String words) {
        var search =
                new Request.Search(
                        words,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        50,
                        Optional.empty());
        return who.ask(search, View.Found.class).lines().stream().map(View.Line::text).toList();
    }

    /** Something that no honest node of these sends. */
    private static void tell(CoreBench who, CoreBench to, Amendment change) {
        OutboxEntry.Kind kind =
                switch (change) {
                    case Amendment.Edit _ -> OutboxEntry.Kind.EDIT;
                    case Amendment.Deletion _ -> OutboxEntry.Kind.DELETION;
                    case Amendment.Reaction _ -> OutboxEntry.Kind.REACTION;
                };
        who.change(turn -> {
            var c = turn.contacts().conversation(to.id());
            var unseen = new OutboxEntry.Unseen(kind, Bytes.of(change.encode()));
            Bytes id = Bytes.of(ByteBuffer.allocate(16).putLong(c.nextLine()).array());
            turn.outbox()
                    .put(
                            to.id(),
                            c.nextLine(),
                            OutboxEntry.fresh(id, 0, turn.now(), 7, Optional.of(unseen)));
            turn.contacts().putConversation(to.id(), c.queuedUnseen());
        });
    }

    private static Amendment.Original original(String id, long seq, Instant written) {
        return new Amendment.Original(Bytes.ofHex(id), seq, written);
    }

    @Test
    void aReplySaysWhatItAnswers() {
        String one = alice.send(bob, "are you coming tonight?");
        friends.meet(alice, bob);
        String two = bob.ask(new Request.Reply(one, "yes, at eight", 7), View.Sent.class).id();
        View.Quote quote = Objects.requireNonNull(line(bob, alice, two).replyTo());
        assertEquals(new View.Quote(one, "alice", "are you coming tonight?"), quote);
        friends.meet(alice, bob);
        View.Line there = line(alice, bob, two);
        assertEquals("yes, at eight", there.text());
        assertEquals("me", Objects.requireNonNull(there.replyTo()).from());
        assertEquals("received", there.state());
        delete(alice, one);
        quote = Objects.requireNonNull(line(alice, bob, two).replyTo());
        assertNull(quote.text(), "what is deleted is not quoted");
        assertEquals(0, there.gap());
    }

    @Test
    void wordsOfWhatHasNotLeftAreSimplyOthers() {
        String one = alice.send(bob, "meet at seven");
        View.Changed changed = edit(alice, one, "meet at eight");
        assertFalse(changed.asked());
        assertEquals(1, alice.rows(Table.OUTBOX));
        friends.meet(alice, bob);
        assertEquals(List.of("meet at eight"), bob.texts(alice));
        assertNull(line(bob, alice, one).edited(), "nobody saw other words");
        assertNull(line(alice, bob, one).edited());
        assertEquals(List.of("meet at eight"), found(alice, "eight"));
        assertEquals(List.of(), found(alice, "seven"));
    }

    @Test
    void anEditReplacesTheWordsOnBothSidesAndSaysSo() {
        String one = alice.send(bob, "the key is under the mat");
        friends.meet(alice, bob);
        assertEquals(List.of("the key is under the mat"), found(bob, "mat"));
        assertTrue(edit(alice, one, "the door is open").asked());
        edit(alice, one, "the window is open");
        assertEquals(1, alice.rows(Table.OUTBOX), "the newer edit goes in place of the older");
        friends.meet(alice, bob);
        for (View.Line line : List.of(line(alice, bob, one), line(bob, alice, one))) {
            assertEquals("the window is open", line.text());
            assertEquals(true, line.edited());
        }
        assertEquals(List.of(), found(bob, "mat"));
        assertEquals(List.of("the window is open"), found(bob, "window"));
        assertEquals(0, alice.rows(Table.OUTBOX));
        assertEquals(1, bob.texts(alice).size());
        assertTrue(
                story(alice, one)
                        .contains("bob's node has the edit; what it does with it is its own"),
                story(alice, one)::toString);
        bob.restart();
        assertEquals(List.of("the window is open"), found(bob, "window"));
        assertEquals(List.of(), found(bob, "mat"));
    }

    @Test
    void whatIsDeletedIsDeletedHereAndWishedThere() {
        String one = alice.send(bob, "never mind");
        String two = alice.send(bob, "stays");
        friends.meet(alice, bob);
        react(bob, one, "👍");
        assertTrue(delete(alice, one).asked());
        assertEquals("", line(alice, bob, one).text());
        assertEquals("deleted", line(alice, bob, one).state());
        friends.meet(alice, bob);
        View.Line there = line(bob, alice, one);
        assertEquals("", there.text());
        assertEquals(true, there.deleted());
        assertNull(there.reactions());
        assertEquals(List.of(), found(bob, "never"));
        assertEquals("stays", line(bob, alice, two).text());
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Edit(one, "x")).exit());
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Delete(one)).exit());
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.React(one, "x")).exit());
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Recall(one)).exit());
        String said = "bob's node has the wish to delete it; what it does with it is its own";
        assertTrue(story(alice, one).contains(said), story(alice, one)::toString);
    }

    @Test
    void whatHasNotLeftIsDeletedAsIfItHadNeverBeen() {
        String one = alice.send(bob, "one");
        alice.send(bob, "two");
        assertFalse(delete(alice, one).asked());
        friends.meet(alice, bob);
        assertEquals(List.of("two"), bob.texts(alice));
        assertEquals(0, bob.history(alice).getFirst().gap());
        assertEquals("", line(alice, bob, one).text());
    }

    @Test
    void whatOthersWroteIsDeletedHereOnly() {
        String one = alice.send(bob, "mine");
        friends.meet(alice, bob);
        assertFalse(delete(bob, one).asked());
        assertEquals(0, bob.rows(Table.OUTBOX));
        edit(alice, one, "back again");
        friends.meet(alice, bob);
        assertEquals("", line(bob, alice, one).text(), "an edit does not bring it back");
        assertEquals("back again", line(alice, bob, one).text());
        assertEquals(UserError.Exit.REFUSED, bob.refused(new Request.Edit(one, "x")).exit());
    }

    @Test
    void aSignStandsAtTheMessageOfEitherUntilItIsTakenBack() {
        String one = alice.send(bob, "cake?");
        friends.meet(alice, bob);
        react(bob, one, "🎂");
        react(bob, one, "+1");
        react(alice, one, "❤️");
        friends.meet(alice, bob);
        assertEquals(
                List.of(new View.Reaction("me", "❤️"), new View.Reaction("bob", "+1")),
                line(alice, bob, one).reactions());
        assertEquals(
                List.of(new View.Reaction("me", "+1"), new View.Reaction("alice", "❤️")),
                line(bob, alice, one).reactions());
        react(bob, one, "");
        friends.meet(alice, bob);
        assertEquals(List.of(new View.Reaction("me", "❤️")), line(alice, bob, one).reactions());
        for (String bad : List.of("two words", "\u001b[2J", "x".repeat(33), "\ud83d", "a\nb")) {
            assertEquals(UserError.Exit.USAGE, bob.refused(new Request.React(one, bad)).exit());
        }
    }

    /** A message that waits with Carol; the link to her is down again. */
    private String carried(String text) {
        Wire wire = friends.link(alice, carol);
        String id = alice.send(bob, text);
        friends.settle(wire);
        wire.down();
        assertEquals("carried", alice.state(bob, id));
        return id;
    }

    @Test
    void aWishThatOvertakesItsMessageIsFollowed() {
        String one = carried("too early");
        assertTrue(delete(alice, one).asked());
        String two = alice.send(bob, "two");
        friends.meet(alice, bob);
        assertEquals(List.of("", "two"), bob.texts(alice));
        friends.meet(bob, carol);
        assertEquals(List.of("", "two"), bob.texts(alice), "what Carol had is not shown");
        assertTrue(bob.history(alice).stream().allMatch(l -> l.gap() == 0));
        assertEquals(0, alice.rows(Table.OUTBOX));
        assertEquals("deleted", alice.state(bob, one));
        assertEquals("delivered", alice.state(bob, two));
    }

    /** Of a message that has left and an edit of it only the edit arrives; no word of it yet. */
    private Wire editArrivesAlone(String message) {
        edit(alice, message, "at eight");
        Wire wire = new Wire(alice, bob, 60);
        wire.up();
        wire.carryToB();
        wire.carryToA();
        List<Frame> envelopes = new ArrayList<>();
        for (Frame frame : alice.sent(wire.atA)) {
            if (frame instanceof Frame.Envelope) envelopes.add(frame);
        }
        assertEquals(2, envelopes.size());
        wire.toB(envelopes.getLast());
        assertEquals(List.of("at eight"), bob.texts(alice));
        return wire;
    }

    @Test
    void anEditThatOvertakesItsMessageIsTheMessage() {
        String one = carried("at seven");
        editArrivesAlone(one).down();
        friends.meet(bob, carol);
        friends.meet(alice, bob);
        assertEquals(List.of("at eight"), bob.texts(alice));
        assertEquals("delivered", alice.state(bob, one));
        assertEquals(0, bob.history(alice).getFirst().gap());
    }

    @Test
    void lateWordOfAnEditIsWordOfItsMessage() {
        String one = carried("at seven");
        Wire wire = editArrivesAlone(one);
        // Word of it comes when nobody waits any more.
        alice.wakeAfter(Duration.ofDays(11));
        assertEquals("expired", alice.state(bob, one));
        wire.carryToA();
        assertEquals("delivered", alice.state(bob, one));
    }

    @Test
    void aDeletedMessageThatWaitsIsNotSentAnyMore() {
        String one = carried("hush");
        delete(alice, one);
        assertEquals(List.of(""), alice.texts(bob));
        assertEquals(1, alice.rows(Table.OUTBOX), "only the wish waits");
        assertEquals(List.of(), alice.ask(new Request.Outbox(), View.Outbox.class).waiting());
        assertTrue(story(alice, one).getLast().startsWith("the wish to delete it waits: "));
    }

    @Test
    void nobodyChangesWhatSomebodyElseWrote() {
        String one = alice.send(bob, "I owe you ten");
        friends.meet(alice, bob);
        View.Line before = line(alice, bob, one);
        Instant now = alice.moment().wall();
        tell(bob, alice, new Amendment.Edit(original(one, 9, now), 7, new Payload.Text("hundred")));
        tell(bob, alice, new Amendment.Deletion(original(one, 9, now)));
        friends.meet(alice, bob);
        assertEquals(before.text(), line(alice, bob, one).text());
        assertNull(line(alice, bob, one).edited());
        assertEquals(1, alice.history(bob).size());
        // Nor in another conversation.
        String two = alice.send(carol, "to carol");
        friends.meet(alice, carol);
        tell(bob, alice, new Amendment.Reaction(Bytes.ofHex(two), 1, "👀"));
        tell(bob, alice, new Amendment.Deletion(original(two, 9, now)));
        friends.meet(alice, bob);
        assertNull(line(alice, carol, two).reactions());
        assertEquals("to carol", line(alice, carol, two).text());
    }

    @Test
    void nobodyChangesWhatSomebodyElseWroteElsewhere() {
        String one = carol.send(alice, "from carol");
        friends.meet(carol, alice);
        Instant now = alice.moment().wall();
        tell(bob, alice, new Amendment.Edit(original(one, 1, now), 1, new Payload.Text("hers?")));
        tell(bob, alice, new Amendment.Reaction(Bytes.ofHex(one), 1, "👀"));
        tell(bob, alice, new Amendment.Deletion(original(one, 1, now)));
        friends.meet(alice, bob);
        View.Line line = line(alice, carol, one);
        assertEquals("from carol", line.text());
        assertNull(line.edited());
        assertNull(line.deleted());
        assertNull(line.reactions());
        assertEquals(1, alice.history(carol).size());
    }

    @Test
    void whatIsDeletedIsNotEditedFirst() {
        String one = alice.send(bob, "hello");
        friends.meet(alice, bob);
        edit(alice, one, "what nobody shall read");
        delete(alice, one);
        assertEquals(1, alice.rows(Table.OUTBOX), "only the wish waits");
    }

    @Test
    void whoIsBlockedIsAskedNothing() {
        String one = alice.send(bob, "hello");
        friends.meet(alice, bob);
        alice.ask(new Request.Block("bob"), View.Contact.class);
        assertFalse(delete(alice, one).asked());
        assertEquals(0, alice.rows(Table.OUTBOX));
        assertEquals(List.of(""), alice.texts(bob));
    }

    @Test
    void anEditLivesNoLongerThanTheMessageThatItMayBe() {
        String one = carried("at seven");
        edit(alice, one, "at eight");
        alice.wakeAfter(Duration.ofDays(11));
        assertEquals(
                List.of("expired"), alice.history(bob).stream().map(View.Line::state).toList());
        assertEquals(0, alice.rows(Table.OUTBOX), "the edit does not come after all");
    }

    @Test
    void anOlderChangeThatComesLaterChangesNothing() {
        String one = alice.send(bob, "first");
        friends.meet(alice, bob);
        Instant now = alice.moment().wall();
        for (int edition : new int[] {5, 4, 5, 1}) {
            var words = new Payload.Text("edition " + edition);
            tell(alice, bob, new Amendment.Edit(original(one, 1, now), edition, words));
            tell(alice, bob, new Amendment.Reaction(Bytes.ofHex(one), edition, "s" + edition));
        }
        friends.meet(alice, bob);
        assertEquals("edition 5", line(bob, alice, one).text());
        assertEquals(List.of(new View.Reaction("alice", "s5")), line(bob, alice, one).reactions());
    }

    @Test
    void whatIsForgottenIsNotBroughtBack() {
        String one = alice.send(bob, "old news");
        friends.meet(alice, bob);
        Instant written = alice.moment().wall();
        bob.change(turn -> {
            var at = turn.history().byPrefix(one).getFirst();
            turn.history().remove(alice.id(), at.place(), at.line());
        });
        edit(alice, one, "old news again");
        react(alice, one, "!");
        friends.meet(alice, bob);
        assertEquals(List.of(), bob.texts(alice));
        // An id that was never here, of a time of which nobody can know any more.
        String never = "7".repeat(32);
        alice.wakeAfter(Duration.ofDays(80));
        bob.wakeAfter(Duration.ofDays(80));
        tell(alice, bob, new Amendment.Deletion(original(never, 44, written)));
        friends.meet(alice, bob);
        assertEquals(List.of(), bob.texts(alice));
    }

    @Test
    void wordsOlderThanThirtyDaysStay() {
        String one = alice.send(bob, "long ago");
        friends.meet(alice, bob);
        Instant written = alice.moment().wall();
        alice.wakeAfter(Duration.ofDays(31));
        bob.wakeAfter(Duration.ofDays(31));
        UserError error = alice.refused(new Request.Edit(one, "just now"));
        assertEquals("it cannot be edited: it is older than 30 days", error.text());
        alice.wakeAfter(Duration.ofDays(2));
        bob.wakeAfter(Duration.ofDays(2));
        tell(alice, bob, new Amendment.Edit(original(one, 1, written), 1, new Payload.Text("new")));
        friends.meet(alice, bob);
        assertEquals(List.of("long ago"), bob.texts(alice));
        assertTrue(delete(alice, one).asked(), "what is old can still be deleted");
        friends.meet(alice, bob);
        assertEquals(List.of(""), bob.texts(alice));
    }

    @Test
    void aChangeThatNeverArrivesIsSaid() {
        String one = alice.send(bob, "hello");
        friends.meet(alice, bob);
        edit(alice, one, "good evening");
        alice.wakeAfter(Duration.ofDays(33));
        assertEquals(0, alice.rows(Table.OUTBOX));
        assertEquals("the edit never reached bob's node", story(alice, one).getLast());
    }

    @Test
    void watchersAreTold() {
        String one = alice.send(bob, "hello");
        friends.meet(alice, bob);
        long latest = bob.ask(new Request.Events(0, 1), View.Notices.class).latest();
        edit(alice, one, "good evening");
        react(alice, one, "!");
        friends.meet(alice, bob);
        delete(alice, one);
        friends.meet(alice, bob);
        List<String> said =
                bob.ask(new Request.Events(latest, 100), View.Notices.class).notices().stream()
                        .filter(n -> n.event().equals("changed"))
                        .map(n -> Objects.requireNonNull(n.text()))
                        .toList();
        assertEquals(List.of("edited", "reacted", "deleted"), said);
    }

    @Test
    void whoWaitsForWhatIsDeletedIsTold() {
        String one = carried("hello");
        long ask = alice.begin(new Request.Await(one, "delivered", Duration.ofHours(1)));
        long latest = alice.ask(new Request.Events(0, 1), View.Notices.class).latest();
        delete(alice, one);
        assertEquals(UserError.Exit.NOT_DELIVERED, alice.refusal(ask).exit());
        List<String> states =
                alice.ask(new Request.Events(latest, 100), View.Notices.class).notices().stream()
                        .filter(n -> n.event().equals("state"))
                        .map(n -> Objects.requireNonNull(n.line()).state())
                        .toList();
        assertEquals(List.of("deleted"), states);
    }
}
