package org.quietdrop.node.cli;

import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.List;

/** What the node of a transcript holds. A line {@code @ NAME} changes it. */
final class Scene {
    private static final String ID = "3f9a21000000000000000000000000aa";
    private static final String BOB = "b0b".repeat(21) + "b";

    private Scene() {}

    /** Alice has bob, who is linked, and dave, whom she has not verified. */
    static FakeDesk chat() {
        View.Contact bob =
                new View.Contact(
                        "bob", BOB, true, false, false, true, "contact", "2026-01-31T11:58:00Z");
        View.Contact dave =
                new View.Contact(
                        "dave",
                        "da7e",
                        false,
                        false,
                        false,
                        false,
                        "contact",
                        "2026-01-30T20:15:00Z");
        View.Contact erin =
                new View.Contact("erin", "e817", true, false, false, false, "pending", null);
        return new FakeDesk()
                .answer(Request.Contacts.class, new View.Contacts(List.of(bob, dave, erin)))
                .answer(
                        Request.ContactShow.class,
                        new View.ContactDetail(
                                bob,
                                "Bob B\u001b[31m.",
                                "12345 67890 12345",
                                List.of("192.168.1.17:49152"),
                                2,
                                "agreed"))
                .answer(Request.Rename.class, bob)
                .answer(Request.Send.class, new View.Sent(ID, "queued", "bob"))
                .answer(Request.Await.class, new View.Sent(ID, "delivered", "bob"))
                .answer(Request.History.class, new View.Lines(lines()))
                .answer(
                        Request.Outbox.class,
                        new View.Outbox(
                                List.of(
                                        new View.Waiting(
                                                ID,
                                                "bob",
                                                "2026-01-31T12:03:10Z",
                                                "2026-02-07T12:03:10Z",
                                                "queued",
                                                1,
                                                "2026-01-31T12:04:10Z",
                                                "bob is away",
                                                List.of()))))
                .answer(Request.Peers.class, new View.Peers(List.of()))
                .answer(Request.Why.class, why());
    }

    private static List<View.Line> lines() {
        return List.of(
                line("me", "are you coming tonight?", "2026-01-30T23:59:00Z", "delivered", 1, 0),
                line(
                        "bob",
                        "yes, at eight\nor \u202elater\u001b]0;x\u0007",
                        at(2),
                        "received",
                        2,
                        2),
                line("me", "bring the maps", at(3), "queued", 3, 0));
    }

    private static String at(int minute) {
        return "2026-01-31T12:0" + minute + ":00.000Z";
    }

    private static View.Line line(
            String from, String text, String time, String state, long place, long gap) {
        return new View.Line("3f9a2" + place, "bob", from, text, time, state, true, place, gap);
    }

    private static View.Why why() {
        return new View.Why(
                ID,
                "bob",
                "bring the maps",
                List.of(
                        new View.Step("2026-01-31T12:03:10Z", "kept on this disk, for bob only"),
                        new View.Step("2026-01-31T12:03:11Z", "bob was not reachable")),
                "nothing of it yet");
    }

    /** Changes what the node holds. */
    static void change(FakeDesk desk, String what) {
        switch (what) {
            case "locked" -> desk.lock();
            case "unlocked" -> desk.unlock("right".toCharArray());
            case "bob is away" ->
                    desk.refuse(
                            Request.Await.class,
                            new UserError(
                                    UserError.Exit.NOT_DELIVERED,
                                    "not delivered in the time given: bob is away",
                                    "kept; see: quietdrop why 3f9a21"));
            case "bop is unknown" -> {
                UserError error = UserError.noContact("bop", List.of("bob"));
                desk.refuse(Request.Send.class, error);
                desk.refuse(Request.History.class, error);
            }
            case "nothing" -> {
                desk.answer(Request.Contacts.class, new View.Contacts(List.of()));
                desk.answer(Request.History.class, new View.Lines(List.of()));
                desk.answer(Request.Outbox.class, new View.Outbox(List.of()));
            }
            case "somebody is heard" ->
                    desk.answer(
                            Request.Peers.class,
                            new View.Peers(
                                    List.of(
                                            new View.Peer("x7", "10.0.0.7:4000", "linked", "bob"),
                                            new View.Peer(
                                                    "y8", "10.0.0.8:4000", "stranger", null))));
            case "a code is shown" ->
                    desk.answer(
                            Request.Pair.class,
                            new View.PairingOpen(
                                    4,
                                    "07-walnut-violin-maple",
                                    List.of("192.168.1.9:50123"),
                                    "2026-01-31T12:10:00Z"));
            case "a code is typed" ->
                    desk.answer(
                            Request.PairWith.class, new View.PairingOpen(5, null, List.of(), null));
            case "a wrong try" ->
                    desk.then(
                            Request.PairNext.class,
                            step(1, "wrong", null, 7, "somebody typed another code", 0, false));
            case "paired" ->
                    desk.then(
                            Request.PairNext.class,
                            step(
                                    2,
                                    "paired",
                                    "bob",
                                    0,
                                    "bob is now a contact, verified by code",
                                    0,
                                    true));
            case "pending" ->
                    desk.then(
                            Request.PairNext.class,
                            step(
                                    2,
                                    "pending",
                                    "bob",
                                    0,
                                    "the other side has not confirmed yet",
                                    0,
                                    true));
            case "not the code" ->
                    desk.then(
                            Request.PairNext.class,
                            step(
                                    1,
                                    "wrong",
                                    null,
                                    0,
                                    "that is not the code that is being shown",
                                    1,
                                    true));
            case "nobody shows it" ->
                    desk.then(
                            Request.PairNext.class,
                            step(
                                    1,
                                    "failed",
                                    null,
                                    0,
                                    "nobody on this network shows the number 07",
                                    9,
                                    true));
            default -> throw new IllegalArgumentException("no scene: " + what);
        }
    }

    private static View.PairingStep step(
            int step,
            String kind,
            @org.jspecify.annotations.Nullable String contact,
            int left,
            String text,
            int exit,
            boolean last) {
        boolean paired = kind.equals("paired");
        return new View.PairingStep(
                step,
                kind,
                contact,
                paired,
                paired ? "tattoo candy river oxygen" : null,
                left,
                last,
                text,
                exit);
    }
}
