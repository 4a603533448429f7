package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.List;

/** A node at which messages were answered, edited, deleted and reacted to. */
final class ChangeScene {
    private static final String ID = "3f9a21000000000000000000000000aa";

    private ChangeScene() {}

    /** What every scene answers. */
    static FakeDesk usual(FakeDesk desk) {
        return desk.answer(Request.Reply.class, new View.Sent(ID, "queued", "bob"))
                .answer(Request.Edit.class, new View.Changed(ID, "edited", "bob", true))
                .answer(Request.Delete.class, new View.Changed(ID, "deleted", "bob", true))
                .answer(Request.React.class, new View.Changed(ID, "reacted", "bob", true));
    }

    /** Nothing has left: nobody is told. */
    static void beforeItLeft(FakeDesk desk) {
        desk.answer(Request.Edit.class, new View.Changed(ID, "edited", "bob", false))
                .answer(Request.Delete.class, new View.Changed(ID, "deleted", "bob", false));
    }

    static void refused(FakeDesk desk) {
        desk.refuse(Request.Edit.class, cannot("edited: bob wrote it, not you"));
        desk.refuse(Request.Delete.class, cannot("deleted: it is deleted already"));
        desk.refuse(Request.React.class, cannot("reacted to: it is deleted"));
        desk.refuse(
                Request.Reply.class,
                new UserError(UserError.Exit.NOT_FOUND, "no message with the id 3f9a21"));
    }

    private static UserError cannot(String why) {
        return new UserError(UserError.Exit.REFUSED, "it cannot be " + why);
    }

    /** A conversation in which all of that was done, some of it with hostile signs. */
    static void lines(FakeDesk desk) {
        desk.answer(
                Request.History.class,
                new View.Lines(
                        List.of(
                                line(
                                        "3f9a21",
                                        "me",
                                        "are you coming tonight?",
                                        1,
                                        null,
                                        null,
                                        List.of(
                                                new View.Reaction("me", "!"),
                                                new View.Reaction("bob", "\u001b[2J\u202e👍"))),
                                line(
                                        "3f9a22",
                                        "bob",
                                        "yes,\nat eight",
                                        2,
                                        new View.Quote("3f9a21", "me", "are you coming tonight?"),
                                        null,
                                        null),
                                line(
                                        "3f9a23",
                                        "bob",
                                        "at nine",
                                        3,
                                        new View.Quote("0123456789abcdef", null, null),
                                        true,
                                        null),
                                gone())));
    }

    private static View.Line gone() {
        return new View.Line(
                "3f9a24",
                "bob",
                "me",
                "",
                "2026-01-31T12:04:00Z",
                "deleted",
                true,
                4,
                0,
                null,
                null,
                null,
                true,
                null);
    }

    private static View.Line line(
            String id,
            String from,
            String text,
            int place,
            View.@Nullable Quote answers,
            @Nullable Boolean edited,
            @Nullable List<View.Reaction> signs) {
        return new View.Line(
                id,
                "bob",
                from,
                text,
                "2026-01-31T12:0" + place + ":00Z",
                from.equals("me") ? "delivered" : "received",
                true,
                place,
                0,
                null,
                answers,
                edited,
                null,
                signs);
    }
}
