package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.line;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;

/** {@code /reply}, {@code /edit}, {@code /delete} and {@code /react} as a person sees them. */
@Timeout(300)
final class ShellChangesTest {
    @TempDir Path home;

    private final View.Contact bob = contact("bob", "b0b".repeat(21) + "b", true, true);
    private final View.Line theirs = line(1, "bob", "bob", "are you coming?", "received");
    private final View.Line mine = line(2, "bob", "me", "perhaps", "delivered");
    private final FakeDesk desk =
            new FakeDesk()
                    .answer(Request.Contacts.class, new View.Contacts(List.of(bob)))
                    .answer(Request.ContactShow.class, Views.detail(bob))
                    .answer(Request.History.class, new View.Lines(List.of(theirs, mine)))
                    .answer(Request.Reply.class, new View.Sent("aa", "queued", "bob"))
                    .answer(Request.Edit.class, changed("edited"))
                    .answer(Request.Delete.class, changed("deleted"))
                    .answer(Request.React.class, changed("reacted"));

    private View.Changed changed(String what) {
        return new View.Changed(mine.id(), what, "bob", true);
    }

    private Stage opened() {
        Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ");
        return stage.type("/open bob\n").see("perhaps").see("bob ✓ > ");
    }

    private List<Request> asked(Class<? extends Request> kind) {
        return desk.asked().stream().filter(kind::isInstance).toList();
    }

    @Test
    void withoutAnIdTheNewestIsMeant() {
        try (Stage stage = opened()) {
            stage.type("/edit for  sure, \"yes\"\n").see("Edited here; bob's node is told");
            stage.type("/react 👍\n").see("Bob's node is told");
            stage.type("/react off\n").see("Bob's node is told");
            stage.type("/reply at eight\n").see("bob ✓ > ");
            stage.type("/delete\n").see("bob's node is asked to delete it, too");
        }
        assertEquals(
                List.of(new Request.Edit(mine.id(), "for  sure, \"yes\"")),
                asked(Request.Edit.class));
        assertEquals(
                List.of(new Request.React(theirs.id(), "👍"), new Request.React(theirs.id(), "")),
                asked(Request.React.class));
        assertEquals(
                List.of(new Request.Reply(theirs.id(), "at eight", 7)), asked(Request.Reply.class));
        assertEquals(List.of(new Request.Delete(mine.id())), asked(Request.Delete.class));
    }

    @Test
    void anIdSaysWhichAndAWordIsAWord() {
        String id = theirs.id().substring(0, 8);
        try (Stage stage = opened()) {
            stage.type("/reply " + id + " yes\n").see("bob ✓ > ");
            stage.type("/reply facade first\n").see("bob ✓ > ");
            stage.type("/delete " + id + "\n").see("Deleted here");
        }
        assertEquals(
                List.of(
                        new Request.Reply(id, "yes", 7),
                        new Request.Reply(theirs.id(), "facade first", 7)),
                asked(Request.Reply.class));
        assertEquals(List.of(new Request.Delete(id)), asked(Request.Delete.class));
    }

    @Test
    void aPasteBehindReplyIsOneAnswer() {
        try (Stage stage = opened()) {
            stage.type("\u001b[200~/reply one\ntwo\u001b[201~\n");
            stage.until(() -> !asked(Request.Reply.class).isEmpty(), "the answer is sent");
        }
        assertEquals(
                List.of(new Request.Reply(theirs.id(), "one\ntwo", 7)), asked(Request.Reply.class));
        assertEquals(List.of(), asked(Request.Send.class));
    }

    @Test
    void whatIsMissingIsSaidAndStaysTyped() {
        try (Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ")) {
            stage.type("/reply hello\n").see("No conversation is open");
        }
        try (Stage stage = opened()) {
            stage.type("/edit\n").see("/edit needs more").see("/edit [ID] TEXT");
            stage.type("/delete now please\n").see("takes nothing but an ID");
        }
        assertEquals(List.of(), asked(Request.Delete.class));
    }

    @Test
    void whatOthersChangeIsToldAndHarmless() {
        View.Line hostile =
                new View.Line(
                        mine.id(),
                        "bob",
                        "me",
                        mine.text(),
                        mine.time(),
                        "delivered",
                        true,
                        2,
                        0,
                        null,
                        null,
                        null,
                        null,
                        List.of(new View.Reaction("bob", "\u001b]0;x\u0007\u202e🎂")));
        try (Stage stage = opened()) {
            desk.publish(change(5, "reacted", hostile));
            stage.see("bob ✓: ").see("🎂 to your \"perhaps\"");
            desk.publish(change(6, "edited", line(1, "bob", "bob", "when?", "received")));
            stage.see("bob ✓ edited a message: \"when?\"");
            desk.publish(change(7, "deleted", theirs));
            stage.see("bob ✓ deleted a message");
            assertFalse(stage.raw().contains("\u001b]0;x"));
            assertFalse(stage.raw().contains("\u202e"));
        }
    }

    @Test
    void whatIsDeletedDoesNotWaitAnyMore() {
        View.Line waits = line(3, "bob", "me", "hush", "queued");
        View.Line gone =
                new View.Line(
                        waits.id(),
                        "bob",
                        "me",
                        "",
                        waits.time(),
                        "deleted",
                        true,
                        3,
                        0,
                        null,
                        null,
                        null,
                        true,
                        null);
        try (Stage stage = opened()) {
            desk.publish(Views.notice(5, "message", waits));
            stage.see("outbox 1").see("hush");
            desk.publish(Views.notice(6, "state", gone));
            stage.until(
                    () -> stage.grid().screen().stream().noneMatch(r -> r.contains("outbox")),
                    "nothing waits");
            assertFalse(stage.shown().contains("deleted, for"), stage.shown());
        }
    }

    private static View.Notice change(long cursor, String how, View.Line line) {
        return new View.Notice(cursor, "changed", line.time(), line, null, how);
    }
}
