package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.detail;
import static org.quietdrop.node.shell.Views.line;
import static org.quietdrop.node.shell.Views.notice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts, names and errors made to take the terminal over are text, in every place of the screen.
 */
@Timeout(300)
final class ShellHostileTest {
    private static final String BOB_ID = "b0b".repeat(21) + "b";
    private static final String NAME = "e\u001b]0;x\u0007v\u202ei\u200bl\u009b2J";
    private static final Pattern PILE = Pattern.compile("\\p{M}{9,}");

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();
    private final View.Contact evil = contact(NAME, "e".repeat(64), false, true);

    ShellHostileTest() {
        View.Contact bob = contact("bob", BOB_ID, true, false);
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(bob, evil)))
                .answer(Request.ContactShow.class, detail(bob))
                .answer(Request.History.class, new View.Lines(List.of()));
    }

    private Stage opened() {
        Stage stage = Stage.sized(home, desk, 80, 24).see("(no conversation) > ");
        stage.type("/open bob\n").see("No messages yet.").see("bob ✓ > ");
        return stage;
    }

    /** Nothing that only the shell itself may send. */
    private static void harmless(Stage stage) {
        String raw = stage.raw();
        for (String bad :
                List.of(
                        "\u001b]",
                        "\u001b[2J",
                        "\u001b[31m",
                        "\u009b",
                        "\u202e",
                        "\u200b",
                        "\u0007")) {
            assertFalse(raw.contains(bad), raw.replace("\u001b", "ESC"));
        }
        assertFalse(PILE.matcher(raw).find(), "a pile of marks");
    }

    @Test
    void marksPiledOnALetterAreCutAndDisturbNothing() {
        try (Stage stage = opened()) {
            stage.type("half a wo").see("half a wo");
            String pile = "z" + "\u0300\u0489\u035c".repeat(1_000) + "algo";
            desk.publish(notice(1, "message", line(2, "bob", "bob", pile, "received")));
            stage.seeRow("12:02  bob ✓  z");
            desk.publish(
                    notice(
                            2,
                            "message",
                            line(3, "bob", "bob", "a\u0301\u200b\u0301 plain", "received")));
            stage.until(() -> stage.shown().contains("plain"), "the next line");
            assertEquals("bob ✓ > half a wo", stage.grid().screen().getLast());
            harmless(stage);
        }
    }

    @Test
    void aNameIsHarmlessInTheRowAboveThePromptToo() {
        try (Stage stage = opened()) {
            desk.publish(
                    notice(
                            1,
                            "message",
                            line(1, NAME, NAME, "\u001b[31mred\u001b[2J", "received")));
            stage.see("(evil)  red").see("unread 1 (evil)");
            stage.type("/contacts\n").see("(evil)  linked").see("bob ✓ > ");
            harmless(stage);
        }
    }

    @Test
    void whatANodeSaysWentWrongIsText() {
        desk.refuse(
                Request.Send.class,
                new UserError(
                        UserError.Exit.REFUSED,
                        "no \u001b[2J\u202e\u001b]0;t\u0007good",
                        "try\u009b31m it"));
        try (Stage stage = opened()) {
            stage.type("hi\n").see("No good").see("ry it").see("bob ✓ > ");
            harmless(stage);
        }
    }

    @Test
    void aNoticeToTheDesktopEndsWhereItShould() {
        desk.setting("notify", "osc9-name");
        try (Stage stage = opened()) {
            desk.publish(notice(1, "message", line(1, NAME, NAME, "secret", "received")));
            stage.see("(evil)  secret").until(() -> !stage.grid().notices.isEmpty(), "notice");
            assertEquals(List.of("9;message from (evil)"), stage.grid().notices);
            assertEquals(0, stage.grid().bells);
        }
    }

    @Test
    void aNoticeSaysNothingUnlessThatWasChosen() {
        desk.setting("notify", "osc9");
        try (Stage stage = Stage.patient(home, desk).see("(no conversation) > ")) {
            stage.type("/open bob\n").see("No messages yet.").see("bob ✓ > ");
            desk.publish(notice(1, "message", line(2, "bob", "bob", "secret", "received")));
            desk.publish(notice(2, "message", line(3, "bob", "bob", "more", "received")));
            stage.seeRow("12:03  bob ✓  more");
            assertEquals(List.of("9;a message"), stage.grid().notices, "many at once are one");
        }
    }

    @Test
    void theBellRingsWhenItWasChosenAndOnlyThen() {
        desk.setting("notify", "off");
        try (Stage stage = opened()) {
            desk.publish(notice(1, "message", line(2, "bob", "bob", "quietly", "received")));
            stage.seeRow("12:02  bob ✓  quietly");
            assertEquals(0, stage.grid().bells);
            stage.type("/config notify bell\n").see("notify = bell").see("bob ✓ > ");
            desk.publish(notice(2, "message", line(3, "bob", "bob", "loudly", "received")));
            stage.seeRow("12:03  bob ✓  loudly").until(() -> stage.grid().bells == 1, "bell");
            assertTrue(stage.grid().notices.isEmpty());
        }
    }
}
