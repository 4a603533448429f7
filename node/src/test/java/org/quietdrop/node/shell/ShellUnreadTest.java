package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.detail;
import static org.quietdrop.node.shell.Views.line;
import static org.quietdrop.node.shell.Views.notice;
import static org.quietdrop.node.shell.Views.unread;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/** What arrived while nobody looked is counted, named, and marked when it is opened. */
@Timeout(300)
final class ShellUnreadTest {
    private static final String BOB_ID = "b0b".repeat(21) + "b";
    private static final String DAVE_ID = "da7e".repeat(16);

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();
    private final View.Contact bob = contact("bob", BOB_ID, true, false);
    private final View.Contact dave = contact("dave", DAVE_ID, false, false);

    private void waiting(View.Unread ofBob, View.Unread ofDave) {
        desk.answer(
                        Request.Contacts.class,
                        new View.Contacts(List.of(unread(bob, ofBob), unread(dave, ofDave))))
                .answer(Request.ContactShow.class, detail(unread(bob, ofBob)));
    }

    private static View.Unread none(long through) {
        return new View.Unread(0, false, through, through);
    }

    @Test
    void whatCameMeanwhileIsSaidAtTheBeginning() {
        waiting(new View.Unread(3, false, 2, 5), new View.Unread(200, true, 0, 260));
        try (Stage stage = Stage.open(home, desk)) {
            stage.see("Unread: 3 from bob ✓, 200 or more from (dave)").see("Read with: /open bob");
            stage.see("unread 203 or more (bob, dave)");
            stage.type("/contacts\n").see("bob ✓  away, not met yet  unread 3");
            stage.see("(dave)  away, not met yet  unread 200 or more");
        }
    }

    @Test
    void nothingIsSaidWhenNothingWaits() {
        waiting(none(4), none(0));
        try (Stage stage = Stage.open(home, desk).see("(no conversation) > ")) {
            assertFalse(stage.shown().contains("nread"), stage.shown());
        }
    }

    @Test
    void theFirstNewLineIsMarkedAndAllNewOnesAreShownAndRead() {
        waiting(new View.Unread(2, false, 2, 5), none(0));
        desk.answer(
                Request.History.class,
                new View.Lines(
                        List.of(
                                line(1, "bob", "bob", "old one", "received"),
                                line(2, "bob", "bob", "old two", "received"),
                                line(3, "bob", "me", "mine", "delivered"),
                                line(4, "bob", "bob", "first new", "received"),
                                line(5, "bob", "bob", "second new", "received"))));
        try (Stage stage = Stage.open(home, desk).see("unread 2 (bob)")) {
            stage.type("/open bob\n");
            stage.see("old two").see("mine").see("--- new: 2").see("first new").see("bob ✓ > ");
            assertEquals(1, stage.shown().split("--- new", -1).length - 1, stage.shown());
            stage.until(() -> desk.asked().contains(new Request.Read(BOB_ID, 1, 5)), "read");
            int before = stage.shown().length();
            stage.type("/contacts\n").see("bob ✓  away, not met yet").see("bob ✓ > ");
            assertFalse(stage.shown().substring(before).contains("unread"), stage.shown());
        }
    }

    @Test
    void asManyLinesAreAskedForAsAreNew() {
        waiting(new View.Unread(40, false, 2, 50), none(0));
        List<View.Line> lines =
                LongStream.rangeClosed(1, 9)
                        .mapToObj(i -> line(i, "bob", "bob", "text " + i, "received"))
                        .toList();
        desk.answer(Request.History.class, new View.Lines(lines));
        try (Stage stage = Stage.open(home, desk).see("unread 40 (bob)")) {
            stage.type("/open bob\n")
                    .see("(33 new before these: /history bob 48)")
                    .see("--- new: 7");
            OptionalInt limit =
                    desk.asked().stream()
                            .filter(Request.History.class::isInstance)
                            .mapToInt(r -> ((Request.History) r).limit())
                            .findFirst();
            assertEquals(OptionalInt.of(51), limit);
        }
    }

    @Test
    void whatTheNodeHasCountedIsNotCountedAgain() {
        waiting(none(0), new View.Unread(1, false, 0, 3));
        try (Stage stage = Stage.open(home, desk).see("unread 1 (dave)")) {
            desk.publish(notice(1, "message", line(3, "dave", "dave", "late word", "received")));
            stage.see("late word").see("unread 1 (dave)");
            desk.publish(notice(2, "message", line(4, "dave", "dave", "news", "received")));
            stage.see("news").see("unread 2 (dave)");
            // An answer that was on its way when that line came.
            stage.type("/contacts\n").see("unread 2").see("unread 2 (dave)");
            assertTrue(stage.shown().contains("unread 2"), stage.shown());
        }
    }

    /** A link that came while the node was away for us is told by no notice. */
    @Test
    void whoIsLinkedIsKnownAgainWhenTheNodeIsBack() {
        waiting(none(0), none(0));
        try (Stage stage = Stage.open(home, desk).see("0 links").see("(no conversation) > ")) {
            stage.killNode();
            stage.see("Your node has stopped.");
            View.Contact here = contact("bob", BOB_ID, true, true);
            desk.answer(
                    Request.Contacts.class,
                    new View.Contacts(List.of(unread(here, none(0)), unread(dave, none(0)))));
            stage.startNode();
            stage.see("1 link");
        }
    }
}
