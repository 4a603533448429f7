package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.detail;
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
import java.util.Map;

/** Drafts, histories, messages of several lines, and the settings of the shell. */
@Timeout(300)
final class ShellKeysTest {
    private static final String BOB_ID = "b0b".repeat(21) + "b";
    private static final String DAVE_ID = "da7e".repeat(16);
    private static final String ASIDE = "\u000f";
    private static final String UP = "\u001bOA";

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();
    private final View.Contact bob = contact("bob", BOB_ID, true, false);
    private final View.Contact dave = contact("dave", DAVE_ID, false, false);

    ShellKeysTest() {
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(bob, dave)))
                .answer(Request.History.class, new View.Lines(List.of()))
                .answer(Request.Send.class, new View.Sent("3f9a21", "queued", "bob"));
    }

    private Stage opened() {
        Stage stage = Stage.open(home, desk).see("(no conversation) > ");
        desk.answer(Request.ContactShow.class, detail(bob));
        stage.type("/open bob\n").see("What you type goes to bob ✓.").see("bob ✓ > ");
        return stage;
    }

    private void sent(Stage stage, String id, String text) {
        stage.until(() -> desk.asked().contains(new Request.Send(id, text)), "sent: " + text);
    }

    @Test
    void aDraftStaysWithItsConversation() {
        try (Stage stage = opened()) {
            stage.type("half for bob" + ASIDE).see("bob ✓ > /open ");
            desk.answer(Request.ContactShow.class, detail(dave));
            stage.type("dave\n").see("(dave) > ").type("half for dave" + ASIDE).see("/open ");
            desk.answer(Request.ContactShow.class, detail(bob));
            stage.type("bob\n").see("bob ✓ > half for bob").type(" is whole\n");
            sent(stage, BOB_ID, "half for bob is whole");
            stage.type(ASIDE).see("/open ");
            desk.answer(Request.ContactShow.class, detail(dave));
            stage.type("dave\n").see("(dave) > half for dave").type(", too\n");
            sent(stage, DAVE_ID, "half for dave, too");
        }
    }

    @Test
    void aDraftIsNotLostWhenNothingIsOpened() {
        try (Stage stage = opened()) {
            stage.type("half for bob" + ASIDE).see("bob ✓ > /open ");
            stage.terminal.raise(Terminal.Signal.INT);
            stage.see("bob ✓ > half for bob").type(ASIDE).see("/open ");
            desk.refuse(
                    Request.ContactShow.class,
                    new UserError(UserError.Exit.NOT_FOUND, "no contact named \"x\""));
            stage.type("x\n").see("No contact named").see("bob ✓ > half for bob").type("!\n");
            sent(stage, BOB_ID, "half for bob!");
        }
    }

    @Test
    void eachConversationHasItsOwnHistoryWithoutSecrets() {
        try (Stage stage = opened()) {
            stage.type("first to bob\n");
            sent(stage, BOB_ID, "first to bob");
            stage.type("say 07-walnut-violin-maple now\n");
            sent(stage, BOB_ID, "say 07-walnut-violin-maple now");
            desk.answer(Request.ContactShow.class, detail(dave));
            stage.type("/open dave\n").see("(dave) > ").type("first to dave\n");
            sent(stage, DAVE_ID, "first to dave");
            stage.type(UP + "!\n");
            sent(stage, DAVE_ID, "first to dave!");
            desk.answer(Request.ContactShow.class, detail(bob));
            stage.type("/open bob\n").see("bob ✓ > ").type(UP + UP + "!\n");
            sent(stage, BOB_ID, "first to bob!");
        }
    }

    @Test
    void whatCtrlCTookTheArrowBringsBack() {
        try (Stage stage = opened()) {
            stage.type("many words").see("many words");
            stage.terminal.raise(Terminal.Signal.INT);
            stage.see("bob ✓ > ").type(UP + "!\n");
            sent(stage, BOB_ID, "many words!");
        }
    }

    @Test
    void altEnterBeginsAnotherLine() {
        try (Stage stage = opened()) {
            stage.type("one\u001b\rtwo\u001b\nthree\n");
            sent(stage, BOB_ID, "one\ntwo\nthree");
            stage.type("/help\n").see("Alt-Enter").see("Ctrl-O").see("/config marks words");
        }
    }

    @Test
    void settingsHoldAtOnce() {
        desk.setting("theme", "none");
        desk.setting("marks", "signs");
        try (Stage stage = opened()) {
            desk.publish(notice(1, "message", line(2, "bob", "bob", "plain", "received")));
            stage.see("12:02  bob ✓  plain");
            assertFalse(stage.raw().contains("\u001b[38;"), "no colours unless chosen");
            stage.type("/config theme dark\n").see("theme = dark").see("bob ✓ > ");
            assertEquals("dark", desk.config().get("theme"));
            desk.publish(notice(2, "message", line(3, "bob", "bob", "coloured", "received")));
            stage.see("12:03  bob ✓  coloured");
            stage.type("/config marks words\n").see("marks = words").see("bob, verified > ");
            stage.type("/config theme\n").see("theme = dark").see("bob, verified > ");
            stage.type("/config nonsense x\n").see("No setting named \"nonsense\"");
        }
    }

    @Test
    void whereTheTerminalShowsNoSignWordsStandForIt() {
        desk.answer(Request.ContactShow.class, detail(bob));
        try (Stage stage =
                Stage.within(home, desk, Map.of("LC_ALL", "C")).see("(no conversation) > ")) {
            stage.type("/open bob\n").see("bob [verified] > ");
            desk.publish(notice(1, "message", line(2, "bob", "bob", "yes", "received")));
            stage.see("12:02  bob [verified]  yes");
            desk.publish(notice(2, "message", line(3, "dave", "dave", "psst", "received")));
            stage.see("12:03  (dave)  psst").see("0 links - unread 1 (dave)");
            stage.type("/contacts\n").see("bob [verified]  away").see("(dave)  away");
            assertTrue(stage.raw().chars().allMatch(c -> c < 0x80), stage.raw());
        }
    }

    @Test
    void aNodeThatLocksItselfSaysWhy() {
        desk.setting("auto-lock", "15m");
        try (Stage stage = opened()) {
            stage.killNode();
            desk.lock();
            stage.startNode();
            stage.see(
                    "Your node is locked (it locks itself after 15m without use). Open it with: /start");
            stage.see("· locked").see("bob ✓ > ");
        }
    }
}
