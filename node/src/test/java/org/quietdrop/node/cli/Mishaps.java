package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.List;

/** What a transcript's node refuses, and what has happened there. */
final class Mishaps {
    private Mishaps() {}

    private static final List<Class<? extends Request>> NAMING =
            List.of(
                    Request.Send.class,
                    Request.History.class,
                    Request.Trust.class,
                    Request.ContactShow.class,
                    Request.Rename.class,
                    Request.Forget.class,
                    Request.Block.class,
                    Request.AddAddress.class,
                    Request.Verify.class,
                    Request.Retain.class);

    private static void refuse(
            FakeDesk desk, UserError error, List<Class<? extends Request>> requests) {
        requests.forEach(kind -> desk.refuse(kind, error));
    }

    /** One notice of each kind that is kept. */
    private static void happened(FakeDesk desk, long first) {
        View.Contact bob = Scene.friend("bob", true, true, false);
        desk.publish(notice(first, "contact", null, bob, "verified"));
        desk.publish(FakeDesk.message(first + 1, "are you\nthere? \u001b[2J"));
        View.Line ours = Scene.line("me", "yes", Scene.at(3), "queued", 3, 0);
        desk.publish(notice(first + 2, "message", ours, null, null));
        View.Line delivered = Scene.line("me", "yes", Scene.at(3), "delivered", 3, 0);
        desk.publish(notice(first + 3, "state", delivered, null, null));
        desk.publish(notice(first + 4, "message", null, null, null));
        desk.publish(notice(first + 5, "warning", null, bob, "speaks to another home of yours"));
    }

    private static View.Notice notice(
            long cursor,
            String event,
            View.@Nullable Line line,
            View.@Nullable Contact contact,
            @Nullable String text) {
        return new View.Notice(cursor, event, Scene.at(4), line, contact, text);
    }

    /** Changes what the node holds. */
    static void change(FakeDesk desk, String what) {
        switch (what) {
            case "things happened" -> happened(desk, 1);
            case "much happened" -> happened(desk, 121);
            case "bop is unknown" ->
                    refuse(desk, UserError.noContact("bop", List.of("bob")), NAMING);
            case "nobody is near" -> refuse(desk, UserError.noContact("zed", List.of()), NAMING);
            case "bo could be two" ->
                    refuse(
                            desk,
                            new UserError(
                                    UserError.Exit.AMBIGUOUS,
                                    "\"bo\" could be bob or bobby",
                                    "write the whole name"),
                            NAMING);
            case "the id is unknown" ->
                    refuse(
                            desk,
                            new UserError(
                                    UserError.Exit.NOT_FOUND, "no message with the id 3f9a21"),
                            List.of(Request.Why.class, Request.Recall.class));
            case "two ids begin like that" ->
                    refuse(
                            desk,
                            new UserError(
                                    UserError.Exit.AMBIGUOUS,
                                    "2 messages begin with 3f9a21",
                                    "write more of it"),
                            List.of(Request.Why.class, Request.Recall.class));
            case "nobody was introduced" ->
                    refuse(
                            desk,
                            new UserError(
                                    UserError.Exit.NOT_FOUND,
                                    "nothing open has the id 1a2b3c",
                                    "see: quietdrop invite --list"),
                            List.of(Request.Decline.class));
            case "Ally is somebody else" ->
                    refuse(
                            desk,
                            new UserError(
                                    UserError.Exit.KEY,
                                    "\"Ally\" is another contact, with another key",
                                    "choose another name with --as; nothing was changed"),
                            List.of(Request.Accept.class));
            case "another key" ->
                    desk.then(
                            Request.PairNext.class,
                            Scene.step(
                                    1,
                                    "failed",
                                    null,
                                    0,
                                    "\"bob\" is another contact, with another key",
                                    4,
                                    true));
            default -> throw new IllegalArgumentException("no scene: " + what);
        }
    }
}
