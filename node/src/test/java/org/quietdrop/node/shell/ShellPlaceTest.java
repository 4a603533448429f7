package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.detail;
import static org.quietdrop.node.shell.Views.line;
import static org.quietdrop.node.shell.Views.notice;

import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;

/** What became of a message is said where it stands, and never over anything else. */
@Timeout(300)
final class ShellPlaceTest {
    private static final String BOB_ID = "b0b".repeat(21) + "b";

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();
    private final View.Contact bob = contact("bob", BOB_ID, true, false);
    private long cursor;

    ShellPlaceTest() {
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(bob)))
                .answer(Request.ContactShow.class, detail(bob))
                .answer(Request.History.class, new View.Lines(List.of()));
    }

    private Stage opened(int width, int height) {
        Stage stage = Stage.sized(home, desk, width, height).see("(no conversation) > ");
        stage.type("/open bob\n").see("No messages yet.").see("bob ✓ > ");
        return stage;
    }

    private void say(int place, String from, String text, String state) {
        String event = state.equals("queued") || from.equals("bob") ? "message" : "state";
        desk.publish(notice(++cursor, event, line(place, "bob", from, text, state)));
    }

    private static long rows(Stage stage, String part) {
        return stage.grid().all().stream().filter(r -> r.contains(part)).count();
    }

    @Test
    void theStateChangesWhereTheLineStands() {
        try (Stage stage = opened(100, 30)) {
            stage.type("half a wo").see("half a wo");
            say(1, "me", "bring the maps", "queued");
            stage.seeRow("12:01  me  bring the maps    waiting: bob is away; kept here");
            say(2, "bob", "yes, at eight", "received");
            stage.seeRow("12:02  bob ✓  yes, at eight");
            say(1, "me", "bring the maps", "carried");
            stage.seeRow(
                    "12:01  me  bring the maps    waiting: bob is away; kept here, and by a"
                            + " friend");
            say(1, "me", "bring the maps", "delivered");
            stage.seeRow("12:01  me  bring the maps    delivered 12:01");
            say(1, "me", "bring the maps", "read");
            stage.seeRow("12:01  me  bring the maps    read 12:01");
            List<String> screen = stage.grid().screen();
            int at = screen.indexOf("12:01  me  bring the maps    read 12:01");
            assertEquals(
                    "12:02  bob ✓  yes, at eight", screen.get(at + 1), String.join("\n", screen));
            assertEquals("Alice    0 links", screen.get(at + 2));
            assertEquals("bob ✓ > half a wo", screen.get(at + 3));
            assertEquals(1, rows(stage, "bring the maps"));
            assertEquals("bob ✓ > half a wo".length(), stage.grid().column());
            stage.type("rd\n");
            stage.until(
                    () -> desk.asked().contains(new Request.Send(BOB_ID, "half a word")), "send");
        }
    }

    @Test
    void whatHasLeftTheScreenIsToldOnALineOfItsOwn() {
        try (Stage stage = opened(100, 10)) {
            say(1, "me", "first", "queued");
            stage.seeRow("12:01  me  first    waiting");
            for (int i = 0; i < 9; i++) {
                say(2, "bob", "line " + i, "received");
                stage.seeRow("12:02  bob ✓  line " + i);
            }
            say(1, "me", "first", "delivered");
            stage.seeRow("12:01  delivered to bob: \"first\"");
            List<String> all = stage.grid().all();
            for (int i = 0; i < 9; i++) {
                assertTrue(all.contains("12:02  bob ✓  line " + i), String.join("\n", all));
            }
            assertEquals(
                    1, all.stream().filter(r -> r.startsWith("12:01  me  first    wait")).count());
        }
    }

    @Test
    void aLongLineBeingTypedPushesNothingUnderTheMark() {
        try (Stage stage = opened(40, 10)) {
            say(1, "me", "first", "queued");
            stage.seeRow("12:01  me  first");
            // All of it is read before Ctrl-C: what comes after that is the next line.
            stage.type("wordy ".repeat(60) + "#")
                    .see("#")
                    .until(() -> rows(stage, "wordy") > 7, "long");
            say(1, "me", "first", "delivered");
            stage.until(() -> stage.shown().contains("delivered to bob"), "told below");
            stage.terminal.raise(Terminal.Signal.INT);
            stage.see("bob ✓ > ");
            say(2, "me", "second", "queued");
            stage.seeRow("12:02  me  second");
            say(2, "me", "second", "delivered");
            stage.until(() -> rows(stage, "delivered 12:02") == 1, "in place again");
        }
    }

    @Test
    void afterAResizeWhatWasPrintedBeforeIsLeftAlone() {
        try (Stage stage = opened(100, 30)) {
            say(1, "me", "first", "queued");
            stage.seeRow("12:01  me  first    waiting");
            stage.terminal.setSize(Size.of(90, 30));
            stage.terminal.raise(Terminal.Signal.WINCH);
            stage.terminal.setSize(Size.of(100, 30));
            stage.terminal.raise(Terminal.Signal.WINCH);
            say(1, "me", "first", "delivered");
            stage.seeRow("12:01  delivered to bob: \"first\"");
            assertEquals(1, rows(stage, "12:01  me  first    waiting"));
        }
    }

    @Test
    void commandsBetweenAreCounted() {
        try (Stage stage = opened(100, 30)) {
            say(1, "me", "first", "queued");
            stage.seeRow("12:01  me  first    waiting");
            stage.type("/outbox\n").see("Nothing is waiting.").see("bob ✓ > ");
            stage.type("gone").see("gone");
            stage.terminal.raise(Terminal.Signal.INT);
            stage.see("bob ✓ > ");
            say(1, "me", "first", "delivered");
            stage.seeRow("12:01  me  first    delivered 12:01");
            assertEquals(1, rows(stage, "first"));
            assertEquals(1, rows(stage, "Nothing is waiting."));
            assertEquals(1, rows(stage, "bob ✓ > /outbox"));
            assertEquals(1, rows(stage, "Alice    "), "the row above the prompt is there once");
        }
    }

    @Test
    void linesShownWhenAConversationIsOpenedChangeToo() {
        View.Line mine = line(1, "bob", "me", "from yesterday", "queued");
        desk.answer(Request.History.class, new View.Lines(List.of(mine)));
        try (Stage stage = Stage.sized(home, desk, 100, 30).see("(no conversation) > ")) {
            stage.type("/open bob\n").seeRow("12:01  me  from yesterday    waiting");
            say(1, "me", "from yesterday", "delivered");
            stage.seeRow("12:01  me  from yesterday    delivered 12:01");
            assertEquals(1, rows(stage, "from yesterday"));
        }
    }

    @Test
    void aScreenReaderHearsEverythingInWordsAndInOrder() {
        desk.setting("marks", "words");
        try (Stage stage = Stage.sized(home, desk, 100, 30).see("(no conversation) > ")) {
            stage.type("/open bob\n").see("bob, verified > ");
            say(1, "me", "first", "queued");
            stage.see("12:01  me  first    waiting: bob is away");
            say(1, "me", "first", "delivered");
            stage.see("12:01  delivered to bob: \"first\"");
            assertFalse(stage.shown().contains("✓"), stage.shown());
            assertFalse(stage.shown().contains("·"), stage.shown());
            assertFalse(stage.shown().contains("0 links\n"), stage.shown());
        }
    }

    /**
     * A terminal that does not take what it is given holds up nothing for good, and loses nothing.
     */
    @Test
    void aTerminalThatIsFullLosesNothing() {
        int many = 2_000;
        try (Stage stage = opened(80, 24)) {
            stage.type("half a wo").see("half a wo");
            stage.line.stop();
            for (int i = 0; i < many; i++) say(i, "bob", "number " + i + ".", "received");
            stage.until(stage.line::waited, "a full terminal");
            stage.type("rd");
            stage.line.go();
            for (int i = 0; i < many; i += 100) stage.see("number " + i + ".");
            stage.see("number " + (many - 1) + ".").see("bob ✓ > half a word");
            stage.type("\n");
            stage.until(
                    () ->
                            desk.asked().stream()
                                    .filter(Request.Send.class::isInstance)
                                    .map(Request.Send.class::cast)
                                    .anyMatch(send -> send.text().equals("half a word")),
                    "what was typed is sent");
        }
    }
}
