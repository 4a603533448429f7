package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.detail;
import static org.quietdrop.node.shell.Views.friend;
import static org.quietdrop.node.shell.Views.line;
import static org.quietdrop.node.shell.Views.notice;

import org.jline.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;

/** Mail that friends keep, what is read, and what is taken back, as the shell shows it. */
@Timeout(300)
final class ShellRelayTest {
    private static final String BOB_ID = "b0b".repeat(21) + "b";
    private static final String CAROL_ID = "ca".repeat(32);
    private static final View.Relay FULL =
            new View.Relay(12, 48_480, 8_192, 512, 3, "2026-12-04T00:00:00Z", 5);

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();
    private final View.Contact bob = contact("bob", BOB_ID, true, false);

    ShellRelayTest() {
        knows(bob, contact("carol", CAROL_ID, true, true));
        desk.answer(Request.ContactShow.class, detail(bob))
                .answer(Request.History.class, new View.Lines(List.of()))
                .answer(Request.RelayStatus.class, FULL)
                .answer(Request.RelayDrop.class, FULL);
    }

    private void knows(View.Contact... contacts) {
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(contacts)));
    }

    private Stage opened() {
        Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ");
        stage.type("/open bob\n").see("bob ✓ > ");
        return stage;
    }

    private void state(long cursor, String state, String... carriers) {
        View.Line line = line(1, "bob", "me", "bring the maps", state);
        desk.publish(
                notice(cursor, "state", carriers.length == 0 ? line : Views.by(line, carriers)));
    }

    @Test
    void aNameIsShownForAWhileAndThoseOfOthersAreClaims() {
        desk.answer(
                Request.Peers.class,
                new View.Peers(
                        List.of(new View.Peer("y8", "10.0.0.8:4000", "stranger", null)),
                        List.of(new View.Claim("Bob\u001b[2J", List.of("10.0.0.9"), "bob"))));
        try (Stage stage = opened()) {
            stage.type("/visible\n").see("Nobody sees your name; show it with: /visible 10m");
            stage.type("/visible 10m\n")
                    .see("Everybody on this network can see the name Alice now, and this address")
                    .see("End it sooner with: /visible off");
            stage.type("/status\n").see("visible: everybody");
            stage.type("/visible 2h\n").see("\"2h\" is no time for showing a name");
            stage.type("/visible off\n").see("Nobody sees your name any more.");
            stage.type("/peers\n")
                    .see("10.0.0.9  calls itself \"Bob\", which does not make it your contact bob")
                    .see("Anybody can show any name.");
        }
    }

    @Test
    void everyStateIsALineOfItsOwn() {
        try (Stage stage = opened()) {
            desk.publish(notice(1, "message", line(1, "bob", "me", "bring the maps", "queued")));
            stage.see("12:01  me  bring the maps    waiting: bob is away; kept here");
            // Where the lines are is not known any more.
            stage.terminal.raise(Terminal.Signal.WINCH);
            state(2, "carried", "carol", "d\u001b[2Jave\u202e");
            stage.see("12:01  kept for bob by carol and dave: \"bring the maps\"");
            state(3, "carried");
            stage.see("12:01  kept for bob by a friend: \"bring the maps\"");
            state(4, "queued");
            stage.see("12:01  waiting again for bob: \"bring the maps\"");
            state(5, "delivered");
            stage.see("12:01  delivered to bob: \"bring the maps\"");
            state(6, "read");
            stage.see("12:01  read by bob: \"bring the maps\"");
            state(7, "expired");
            stage.see("12:01  expired without word from bob: \"bring the maps\"");
            state(8, "recalled");
            stage.see("12:01  recalled, not sent to bob: \"bring the maps\"");
            assertFalse(stage.raw().contains("\u202e"), stage.raw());
            assertFalse(stage.raw().contains("\u001b[2J"), stage.raw());
        }
    }

    @Test
    void keptAtOnceIsOneLine() {
        knows(bob, friend("carol", CAROL_ID, true, true, true));
        try (Stage stage = opened()) {
            desk.publish(notice(1, "message", line(1, "bob", "me", "bring the maps", "queued")));
            state(2, "carried", "carol");
            state(3, "carried", "carol", "dave");
            stage.see(
                    "12:01  me  bring the maps    waiting: bob is away; kept here, and by carol and"
                            + " dave since 12:01");
            assertFalse(stage.shown().contains("kept for bob"), stage.shown());
        }
    }

    @Test
    void arrivedWhileKeptIsOneLine() {
        knows(bob, friend("carol", CAROL_ID, true, true, true));
        try (Stage stage = Stage.patient(home, desk).see("Alice (no conversation) > ")) {
            stage.type("/open bob\n").see("bob ✓ > ");
            desk.publish(notice(1, "message", line(1, "bob", "me", "bring the maps", "queued")));
            state(2, "carried", "carol");
            state(3, "delivered");
            stage.see("12:01  me  bring the maps    delivered 12:01");
            assertFalse(stage.shown().contains("carol"), stage.shown());
        }
    }

    @Test
    void trustIsExplainedAndTakenBack() {
        desk.then(Request.Trust.class, friend("carol", CAROL_ID, true, true, false))
                .then(Request.Trust.class, friend("carol", CAROL_ID, false, true, true))
                .then(Request.Trust.class, friend("Carol C", CAROL_ID, true, false, true));
        try (Stage stage = opened()) {
            stage.type("/trust carol\n").see("once carol does the same: /trust NAME");
            stage.see("Carol sees that you left boxes, who takes them, and when.");
            assertTrue(
                    desk.asked().contains(new Request.Trust("carol", true)),
                    desk.asked().toString());
            stage.see("bob ✓ > ").type("/trust carol\n").see("each of you trusts the other.");
            stage.see("Carol is not verified");
            stage.see("bob ✓ > ").type("/trust Carol C off\n").see("Carol C keeps no mail for you");
            assertTrue(
                    desk.asked().contains(new Request.Trust("Carol C", false)),
                    desk.asked().toString());
            stage.see("bob ✓ > ")
                    .type("/trust\n")
                    .see("/trust needs more. Like: /trust NAME [off]");
        }
    }

    @Test
    void trustOfAPendingIsRefused() {
        desk.refuse(
                Request.Trust.class,
                new UserError(UserError.Exit.REFUSED, "erin has not confirmed the pairing yet"));
        try (Stage stage = opened()) {
            stage.type("/trust erin\n").see("Erin has not confirmed the pairing yet.");
        }
    }

    @Test
    void theOtherSidesTrustIsTold() {
        try (Stage stage = opened()) {
            tell("trusts you to carry", friend("carol", CAROL_ID, true, false, true));
            stage.see("carol ✓ trusts you to carry. To let mail wait there, too: /trust carol");
            tell("trusted", friend("carol", CAROL_ID, true, true, true));
            tell("trusts you to carry", friend("carol", CAROL_ID, true, true, true));
            stage.see("carol ✓ trusts you, too: mail can wait there from now on.");
            tell("no longer trusts you to carry", friend("carol", CAROL_ID, true, true, false));
            stage.see("carol ✓ no longer trusts you to carry");
            String name = "c\u001b[2Ja\u202erol";
            tell("trusts you to carry", friend(name, CAROL_ID, false, false, true));
            stage.see("(carol) trusts you to carry. To let mail wait there, too: /trust carol");
            assertFalse(stage.shown().contains("was trusted"), stage.shown());
            assertFalse(stage.raw().contains("\u202e"), stage.raw());
            knows(bob, friend("carol", CAROL_ID, true, false, true));
            stage.type("/contacts\n");
            stage.see("carol ✓  linked  trusts you; to let mail wait there: /trust NAME");
        }
    }

    private void tell(String text, View.Contact contact) {
        desk.publish(new View.Notice(0, "contact", "2026-01-31T12:05:00Z", null, contact, text));
    }

    @Test
    void relayShowsCountsAndDropsAfterAYes() {
        try (Stage stage = opened()) {
            stage.type("/relay\n").see("Carrying 12 sealed boxes (48 kB) for friends");
            stage.see("3 friends carry for you.").see("5 copies of yours lie with friends.");
            stage.see("bob ✓ > ").type("/relay drop\n").see("(yes/no) ").type("y\n");
            stage.see("Nothing was changed.");
            assertFalse(desk.asked().contains(new Request.RelayDrop()));
            stage.see("bob ✓ > ").type("/relay drop\n").see("(yes/no) ").type("yes\n");
            stage.see("Dropped 12 sealed boxes (48 kB); who left them is told when you next meet.");
            assertTrue(desk.asked().contains(new Request.RelayDrop()));
            stage.see("bob ✓ > ").type("/relay all\n").see("There is: /relay drop");
        }
    }

    @Test
    void recallTakesTheNewestOfOurs() {
        desk.answer(Request.Recall.class, new View.Sent("3f9a2200", "recalled", "bob"));
        try (Stage stage = opened()) {
            stage.type("/recall\n").see("No message of yours was on the screen yet.");
            View.Line mine = line(1, "bob", "me", "bring the maps", "queued");
            desk.publish(notice(1, "message", mine));
            desk.publish(notice(2, "message", line(2, "bob", "bob", "yes", "received")));
            stage.see("bob ✓  yes").type("/recall\n");
            stage.until(() -> desk.asked().contains(new Request.Recall(mine.id())), "the recall");
            state(3, "recalled");
            stage.see("bring the maps    recalled 12:01");
            desk.refuse(
                    Request.Recall.class,
                    new UserError(UserError.Exit.REFUSED, "that message has left already"));
            stage.type("/recall 3f9a22\n").see("That message has left already.");
        }
    }

    @Test
    void whatIsOpenAndShownIsRead() {
        desk.answer(
                Request.History.class,
                new View.Lines(
                        List.of(
                                line(3, "bob", "bob", "one", "received"),
                                line(2, "bob", "bob", "two", "received"),
                                line(4, "bob", "me", "three", "delivered"))));
        try (Stage stage = opened()) {
            stage.until(() -> desk.asked().contains(new Request.Read(BOB_ID, 2, 3)), "read to 3");
            desk.publish(notice(1, "message", line(5, "bob", "bob", "four", "received")));
            stage.until(() -> desk.asked().contains(new Request.Read(BOB_ID, 5, 5)), "read to 5");
            desk.publish(notice(2, "message", line(6, "bob", "me", "five", "queued")));
            desk.publish(notice(3, "message", line(7, "carol", "carol", "psst", "received")));
            stage.see("psst").type("/open bob\n").see("three").see("bob ✓ ");
            assertEquals(2, desk.asked().stream().filter(r -> r instanceof Request.Read).count());
        }
    }

    @Test
    void tabCompletesFriendsAndWhatStillWaits() {
        desk.answer(Request.Trust.class, friend("carol", CAROL_ID, true, false, false));
        desk.answer(Request.Recall.class, new View.Sent("3f9a2200", "recalled", "bob"));
        try (Stage stage = opened()) {
            stage.type("/trust car\toff\n").see("Carol keeps no mail for you");
            assertTrue(
                    desk.asked().contains(new Request.Trust("carol", false)),
                    desk.asked().toString());
            stage.see("bob ✓ > ").type("/rel\tdr\t\n").see("(yes/no) ").type("\n");
            stage.see("Nothing was changed.");
            View.Line gone = line(1, "bob", "me", "gone", "delivered");
            View.Line here = line(2, "bob", "me", "here", "queued");
            desk.publish(notice(1, "message", gone));
            desk.publish(notice(2, "message", here));
            stage.see("me  here").type("/recall \t\n");
            stage.until(
                    () -> desk.asked().contains(new Request.Recall(here.id().substring(0, 8))),
                    "the one that waits");
        }
    }
}
