package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.detail;
import static org.quietdrop.node.shell.Views.line;
import static org.quietdrop.node.shell.Views.link;
import static org.quietdrop.node.shell.Views.notice;
import static org.quietdrop.node.shell.Views.step;

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
import java.util.Optional;

/** What a person types and sees, over a real control socket. */
@Timeout(300)
final class ShellTest {
    private static final String BOB_ID = "b0b".repeat(21) + "b";
    private static final String DAVE_ID = "da7e".repeat(16);

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();

    private final View.Contact bob = contact("bob", BOB_ID, true, false);
    private final View.Contact dave = contact("dave", DAVE_ID, false, false);

    ShellTest() {
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(bob, dave)))
                .answer(Request.ContactShow.class, detail(bob))
                .answer(Request.History.class, new View.Lines(List.of()))
                .answer(Request.Send.class, new View.Sent("3f9a21", "queued", "bob"));
    }

    private Stage opened() {
        Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ");
        stage.type("/open bob\n").see("What you type goes to bob ✓.").see("bob ✓ > ");
        return stage;
    }

    @Test
    void saysWhoThereIsAndLeaves() {
        try (Stage stage = Stage.open(home, desk)) {
            stage.see("2 contacts, 0 linked.").see("Alice (no conversation) > ");
            stage.type("/quit\n").see("Your node keeps running");
            assertEquals(0, stage.exit());
            assertFalse(desk.stopped());
        }
    }

    @Test
    void worksOnADumbTerminal() {
        try (Stage stage = Stage.dumb(home, desk).see("Alice (no conversation) > ")) {
            stage.type("hello\n").see("No conversation is open.").see("conversation) > ");
            stage.type("/open bob\n").see("bob ✓ > ").type("hi\n");
            stage.until(() -> desk.asked().contains(new Request.Send(BOB_ID, "hi")), "send");
            desk.publish(notice(1, "message", line(2, "bob", "bob", "yes", "received")));
            stage.see("12:02  bob ✓  yes");
            assertFalse(stage.raw().contains("\u001b"), stage.raw());
        }
    }

    @Test
    void plainTextGoesToTheOpenConversation() {
        try (Stage stage = opened()) {
            stage.type("don't \"stop! %p $HOME\n");
            stage.until(() -> desk.wasAsked(Request.Send.class), "send");
            assertTrue(
                    desk.asked().contains(new Request.Send(BOB_ID, "don't \"stop! %p $HOME")),
                    desk.asked().toString());
            stage.type("//etc is a folder\n");
            stage.until(
                    () -> desk.asked().contains(new Request.Send(BOB_ID, "/etc is a folder")),
                    "send");
        }
    }

    @Test
    void aPasteIsOneMessage() {
        try (Stage stage = opened()) {
            stage.type("\u001b[200~/one\ntwo\u001b[201~\n");
            stage.until(
                    () -> desk.asked().contains(new Request.Send(BOB_ID, "/one\ntwo")),
                    "one message");
        }
    }

    @Test
    void withoutAConversationTheTextIsKept() {
        try (Stage stage = Stage.open(home, desk).see("conversation) > ")) {
            stage.type("hello\n").see("No conversation is open. Open one with: /open NAME");
            stage.see("(no conversation) > hello");
        }
    }

    @Test
    void ownLinesTellHowFarTheyAre() {
        try (Stage stage = opened()) {
            desk.publish(notice(1, "message", line(1, "bob", "me", "bring the maps", "queued")));
            stage.see("12:01  me  bring the maps    waiting: bob is away; kept here");
            desk.publish(notice(2, "state", line(1, "bob", "me", "bring the maps", "delivered")));
            stage.see("12:01  me  bring the maps    delivered 12:01");
        }
    }

    @Test
    void deliveredAtOnceIsOneLine() {
        View.Contact linked = contact("bob", BOB_ID, true, true);
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(linked)));
        try (Stage stage = opened()) {
            desk.publish(notice(1, "message", line(1, "bob", "me", "hi", "queued")));
            desk.publish(notice(2, "state", line(1, "bob", "me", "hi", "delivered")));
            stage.see("12:01  me  hi    delivered 12:01");
            assertFalse(stage.shown().contains("delivered to bob"));
        }
    }

    @Test
    void incomingLinesStandAboveWhatIsTyped() {
        try (Stage stage = opened()) {
            stage.type("half a sen").see("half a sen");
            desk.publish(notice(1, "message", line(2, "bob", "bob", "yes, at eight", "received")));
            stage.see("12:02  bob ✓  yes, at eight").see("half a sen");
            desk.publish(notice(2, "message", line(3, "dave", "dave", "psst", "received")));
            stage.see("12:03  (dave)  psst").see("unread 1 (dave)").see("bob ✓ > half a sen");
            stage.type("tence\n");
            stage.until(
                    () -> desk.asked().contains(new Request.Send(BOB_ID, "half a sentence")),
                    "the whole sentence");
            stage.type("/contacts\n").see("(dave)  away, not met yet  unread 1");
        }
    }

    @Test
    void theFirstToWriteIsOfferedNotOpened() {
        try (Stage stage = Stage.open(home, desk).see("conversation) > ")) {
            desk.publish(notice(1, "message", line(2, "dave", "dave", "hello?", "received")));
            stage.see("12:02  (dave)  hello?").see("(to answer: /open dave)");
            stage.see("0 links · unread 1 (dave)").see("Alice (no conversation) > ");
        }
    }

    @Test
    void hostileTextIsOnlyText() {
        String name = "e\u202evil\u001b[2J";
        desk.answer(
                Request.Contacts.class,
                new View.Contacts(List.of(bob, contact(name, "e".repeat(64), false, false))));
        try (Stage stage = opened()) {
            int before = stage.raw().length();
            String text =
                    "a\u001b[2J\u001b]0;x\u0007\u009b31mb\u202ec\n12:00  bob ✓  forged\r\u0008";
            desk.publish(notice(1, "message", line(2, "bob", "bob", text, "received")));
            desk.publish(notice(2, "message", line(3, name, name, text, "received")));
            desk.publish(
                    new View.Notice(
                            3, "warning", "x\u001b[5m", null, null, "w\u001b[31m\u202ewarn"));
            stage.see("12:02  bob ✓  abc").see("            12:00  bob ✓  forged");
            stage.see("12:03  (evil)  abc").see("Warning: wwarn");
            String shown = stage.raw().substring(before);
            assertFalse(shown.contains("\u001b[2J"), shown);
            assertFalse(shown.contains("\u001b[5m"), shown);
            assertFalse(shown.contains("\u001b]"), shown);
            assertFalse(shown.contains("\u0007"), shown);
            assertFalse(shown.contains("\u009b"), shown);
            assertFalse(shown.contains("\u202e"), shown);
            assertFalse(shown.contains("\n12:00  bob"), shown);
            stage.type("/open \t\t").see("bob");
            assertFalse(stage.raw().contains("\u202e"));
        }
    }

    @Test
    void linksAndGapsAreToldQuietly() {
        try (Stage stage = opened()) {
            desk.publish(link(contact("bob", BOB_ID, true, true)));
            stage.see("12:05  bob ✓ is here");
            desk.publish(link(contact("bob", BOB_ID, true, false)));
            stage.see("12:05  bob ✓ is away");
            View.Line line = line(4, "bob", "bob", "third", "received");
            View.Line gap =
                    new View.Line(
                            line.id(), "bob", "bob", "third", line.time(), "received", true, 4, 2);
            desk.publish(notice(1, "message", gap));
            stage.see("(2 messages from bob are missing here)").see("bob ✓  third");
        }
    }

    @Test
    void anAnswerThatANoticeOvertookChangesNoLink() {
        try (Stage stage = opened()) {
            desk.publish(link(contact("bob", BOB_ID, true, true)));
            stage.see("12:05  bob ✓ is here");
            stage.type("/open bob\n").see("What you type goes to");
            desk.publish(link(contact("bob", BOB_ID, true, false)));
            stage.see("12:05  bob ✓ is away");
        }
    }

    @Test
    void anUnknownCommandNamesTheNearest() {
        try (Stage stage = Stage.open(home, desk).see("conversation) > ")) {
            stage.type("/hisotry\n").see("There is no command /hisotry. Did you mean /history?");
            stage.type("/con\n").see("Did you mean /contacts or /config?");
            stage.type("/zzzzzzzz\n").see("There is no command /zzzzzzzz. See: /help");
            stage.type("/open\n").see("/open needs more. Like: /open NAME");
        }
    }

    @Test
    void tabCompletesCommandsNamesAndIds() {
        try (Stage stage = opened()) {
            stage.type("/his\t\n");
            stage.until(() -> desk.wasAsked(Request.History.class), "history");
            stage.type("/history da\t3\n");
            stage.until(
                    () -> desk.asked().contains(new Request.ContactShow("dave")), "dave's detail");
            desk.publish(notice(1, "message", line(1, "bob", "me", "hi", "queued")));
            stage.see("me  hi");
            desk.answer(Request.Why.class, new View.Why("3f", "bob", "hi", List.of(), "nothing"));
            String id = line(1, "bob", "me", "hi", "queued").id().substring(0, 8);
            stage.type("/why \t\n").see("\"hi\", conversation with bob");
            assertTrue(desk.asked().contains(new Request.Why(id)), desk.asked().toString());
        }
    }

    @Test
    void pairingIsFollowedStepByStepAndOpens() {
        desk.answer(
                Request.Pair.class,
                new View.PairingOpen(
                        4, "07-walnut-violin-maple", List.of("127.0.0.1:5000"), "2026"));
        desk.then(Request.PairNext.class, step(1, "wrong", null, 7, "somebody typed another", 0))
                .then(
                        Request.PairNext.class,
                        step(2, "paired", "bob", 0, "bob is now a contact, verified by code", 0));
        try (Stage stage = Stage.open(home, desk).see("conversation) > ")) {
            stage.type("/pair --as bob\n");
            stage.see(
                    "Read this aloud to your friend, within ten minutes:   07-walnut-violin-maple");
            stage.see("--at 127.0.0.1:5000").see("Ctrl-C stops");
            stage.see("Somebody typed another. 7 tries are left.");
            stage.see("Do both screens show   tattoo candy river oxygen ?")
                    .see("If not: /forget bob");
            stage.see("Bob is now a contact, verified by code.").see("bob ✓ > ");
            Request asked =
                    desk.asked().stream()
                            .filter(r -> r instanceof Request.Pair)
                            .findFirst()
                            .orElseThrow();
            assertEquals(Optional.of("bob"), ((Request.Pair) asked).as());
        }
    }

    @Test
    void aTypedCodeMayHaveBlanks() {
        desk.answer(Request.PairWith.class, new View.PairingOpen(5, null, List.of(), null));
        desk.then(
                Request.PairNext.class,
                step(1, "failed", null, 0, "nobody on this network shows the number 07", 9));
        try (Stage stage = Stage.open(home, desk).see("conversation) > ")) {
            stage.type("/pair 07 walnut violin maple --at 127.0.0.1:9\n");
            stage.see("Nobody on this network shows the number 07.").see("conversation) > ");
            Request.PairWith asked =
                    (Request.PairWith)
                            desk.asked().stream()
                                    .filter(r -> r instanceof Request.PairWith)
                                    .findFirst()
                                    .orElseThrow();
            assertEquals("07-walnut-violin-maple", asked.code());
            assertEquals(Optional.of("127.0.0.1:9"), asked.at());
        }
    }

    @Test
    void controlCStopsAPairingAndNothingElse() {
        desk.answer(
                Request.Pair.class,
                new View.PairingOpen(4, "07-walnut-violin-maple", List.of(), "2026"));
        var _ = desk.hold(Request.PairNext.class);
        try (Stage stage = Stage.open(home, desk).see("conversation) > ")) {
            stage.type("/pair\n").see("Eight wrong tries end it.)");
            stage.until(() -> desk.wasAsked(Request.PairNext.class), "waiting for a step");
            stage.terminal.raise(Terminal.Signal.INT);
            stage.see("Stopped. That code is worth nothing any more.");
            stage.see("(no conversation) > ");
            stage.until(
                    () -> desk.asked().contains(new Request.PairCancel(4)), "the pairing's end");
            stage.type("/quit\n");
            assertEquals(0, stage.exit());
        }
    }

    @Test
    void forgettingAsksFirst() {
        try (Stage stage = opened()) {
            stage.type("/forget bob\n").see("(yes/no) ");
            stage.type("y\n").see("Nothing was changed.");
            assertFalse(desk.asked().contains(new Request.Forget(BOB_ID)));
            desk.answer(Request.Contacts.class, new View.Contacts(List.of(dave)));
            stage.type("/forget bob\n").see("(yes/no) ").type("yes\n").see("Forgot bob");
            assertTrue(desk.asked().contains(new Request.Forget(BOB_ID)));
            stage.see("Alice (no conversation) > ");
        }
    }

    @Test
    void wrongPassphraseThreeTimesIsExitFive() {
        desk.lock();
        try (Stage stage = Stage.open(home, desk)) {
            for (int i = 0; i < 3; i++) {
                stage.see("Passphrase: ").type("guess" + i + "\n");
                stage.see("That is not the passphrase. Nothing was changed.");
            }
            stage.see("Your node stays locked.");
            assertEquals(5, stage.exit());
            assertFalse(desk.ready());
            assertFalse(stage.shown().contains("guess"));
        }
    }

    @Test
    void passphraseIsEditedUnseenAndWiped() {
        desk.lock();
        try (Stage stage = Stage.open(home, desk)) {
            stage.see("Passphrase: ").type("wrong\u0015rightx\u001b[A\u007f\n");
            stage.see("Alice (no conversation) > ");
            assertTrue(desk.ready());
            assertFalse(stage.shown().contains("right"));
            assertArrayEquals(new char[5], desk.unlockedWith());
        }
    }

    @Test
    void aNodeThatDoesNotRunIsStarted() {
        desk.lock();
        try (Stage stage = Stage.stopped(home, desk)) {
            stage.see("Your node was not running; it is started");
            stage.see("Passphrase: ").type("right\n").see("Alice (no conversation) > ");
            assertEquals(List.of("start"), stage.household.done());
        }
    }

    @Test
    void firstRunAsksForNameAndPassphrase() {
        desk.lock();
        desk.answer(Request.Contacts.class, new View.Contacts(List.of()));
        try (Stage stage = Stage.empty(home, desk)) {
            stage.see("without a server").see("Your name, as friends will see it: ");
            stage.type("\n").see("A name is not empty.").type("Alice\n");
            stage.see("There is no way to reset it.").see("(empty for a suggestion): ");
            stage.type("right\n").see("Again: ").type("wrong\n").see("not the same");
            stage.see("(empty for a suggestion): ").type("right\n").see("Again: ").type("right\n");
            stage.see("now it is yours alone").see("Ready. Your node runs in the background");
            stage.see("You have no contacts yet.").see("Alice (no conversation) > ");
            assertEquals(List.of("init Alice right", "start"), stage.household.done());
            assertArrayEquals(new char[5], stage.household.initedWith);
        }
    }

    @Test
    void theSuggestionMustBeTypedOnce() {
        desk.lock();
        try (Stage stage = Stage.empty(home, desk)) {
            stage.see("see it: ").type("Alice\n").see("suggestion): ").type("\n");
            stage.see("Suggestion:  fossil-plunge-harbor-velvet-night").see("Passphrase: ");
            stage.type("\n").see("Again: ").type("fossil-plunge-harbor-velvet-night\n");
            stage.until(() -> stage.household.done().contains("start"), "the start");
            assertEquals(
                    "init Alice fossil-plunge-harbor-velvet-night",
                    stage.household.done().getFirst());
        }
    }

    @Test
    void leavingTheFirstRunMakesNothing() {
        try (Stage stage = Stage.empty(home, desk)) {
            stage.see("see it: ").type("Alice\n").see("suggestion): ").type("\u0003");
            stage.see("Nothing was made.");
            assertEquals(1, stage.exit());
            assertEquals(List.of(), stage.household.done());
        }
    }

    @Test
    void aKilledNodeIsSaidAndTheTextIsKept() {
        try (Stage stage = opened()) {
            stage.type("important").see("important");
            stage.killNode();
            stage.see(
                    "Your node has stopped. What you type here is kept. Start it again with: /start");
            stage.see("· node stopped").see("bob ✓ > important");
            stage.type(" words\n").see("Start it now? (Enter: yes, Ctrl-C: no) ");
            // The connection for calls may hear of it later than the one that watches.
            boolean none = stage.shown().contains("No node is running for this home.");
            assertTrue(none || stage.shown().contains("The node has ended the connection."));
            stage.type("no\n").see("node stopped").see("bob ✓ > important words");
            desk.publish(notice(1, "message", line(1, "bob", "bob", "while away", "received")));
            stage.startNode();
            stage.see("Your node is back.").see("12:01  bob ✓  while away");
            stage.type("\n");
            stage.until(
                    () -> desk.asked().contains(new Request.Send(BOB_ID, "important words")),
                    "the kept text");
            assertEquals(
                    stage.shown().indexOf("while away"), stage.shown().lastIndexOf("while away"));
        }
    }

    @Test
    void startBringsItBack() {
        try (Stage stage = opened()) {
            stage.killNode();
            stage.see("Your node has stopped.");
            desk.lock();
            stage.type("/start\n").see("Passphrase: ").type("right\n").see("Ready.");
            assertEquals(List.of("start"), stage.household.done());
            assertFalse(stage.shown().contains("Your node is locked"), stage.shown());
            stage.type("hi\n");
            stage.until(() -> desk.wasAsked(Request.Send.class), "send");
        }
    }

    @Test
    void lockIsSaidInThePrompt() {
        try (Stage stage = opened()) {
            stage.type("/lock\n").see("Locked: links have ended").see("· locked").see("bob ✓ > ");
            stage.type("hi\n").see("The vault is locked. Unlock it with: /start");
            stage.see("Unlock it now? (Enter: yes, Ctrl-C: no) ").type("\n");
            stage.see("Passphrase: ").type("right\n").see("Ready.").see("bob ✓ > hi").type("\n");
            stage.until(() -> desk.asked().contains(new Request.Send(BOB_ID, "hi")), "send");
        }
    }

    @Test
    void aKeyringMayRememberAndForget() {
        try (Stage stage = opened()) {
            stage.type("/remember\n").see("Any program that runs as you, and root, can then open");
            stage.see("Passphrase: ").type("right\n").see("opens it from now on");
            assertTrue(desk.status().containsKey("remembered"));
            stage.type("/lock\n").see("Locked: links have ended").see("· locked").see("bob ✓ > ");
            stage.type("/start\n").see("Ready.");
            assertTrue(desk.ready());
            stage.type("/remember off\n").see("Forgotten: the next /start asks");
            stage.type("/remember off\n").see("Nothing was remembered.");
            stage.type("/remember x\n").see("/remember needs more");
            assertFalse(desk.status().containsKey("remembered"));
        }
    }

    @Test
    void linesWithCodesAreNotKept() {
        for (String line :
                List.of(
                        "/pair 07-walnut-violin-maple",
                        " /pair x",
                        "07 walnut violin maple",
                        "my code is 7-walnut-violin-maple!",
                        "a\n/pair b")) {
            assertTrue(TypedHistory.keepsSecret(line), line);
        }
        for (String line : List.of("/open bob", "see you at 07", "10 apples", "/history 20")) {
            assertFalse(TypedHistory.keepsSecret(line), line);
        }
    }

    @Test
    void arrowUpBringsBackNoCode() {
        desk.refuse(Request.PairWith.class, new UserError(UserError.Exit.USAGE, "not a code"));
        try (Stage stage = opened()) {
            stage.type("first\n");
            stage.until(() -> desk.wasAsked(Request.Send.class), "send");
            stage.type("/pair 07-walnut-violin-maple\n").see("Not a code.").see("bob ✓ > ");
            stage.type("\u0010").see("first");
        }
    }
}
