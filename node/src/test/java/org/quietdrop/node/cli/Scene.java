package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.control.PaperXRay;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;
import org.quietdrop.node.inspect.DiskReport;

import java.util.ArrayList;
import java.util.List;

/** What the node of a transcript holds. A line {@code @ NAME} changes it. */
final class Scene {
    private static View.Invitation made(@Nullable String contact) {
        return new View.Invitation(
                "1a2b3c4d000000000000000000000000",
                "ours",
                "quietdrop:1?i=AQE&s=AgI&e=1800000000",
                List.of("192.168.1.9:49152"),
                "2026-02-07T12:00:00Z",
                contact,
                null);
    }

    private static List<View.Invitation> open() {
        String until = "2026-02-07T12:00:00Z";
        return List.of(
                new View.Invitation("1a2b3c4d01", "ours", null, null, until, null, null),
                new View.Invitation("1a2b3c4d02", "ours", null, null, until, "Ann", null),
                new View.Invitation("1a2b3c4d03", "accepted", null, null, until, "eve", null),
                new View.Invitation("1a2b3c4d04", "accepted", null, null, until, "eve", "bob"),
                new View.Invitation("1a2b3c4d05", "expected", null, null, until, "eve", "bob"),
                new View.Invitation(
                        "1a2b3c4d06", "offered", null, null, until, "e\u001b[2Jve", "bob"),
                new View.Invitation("1a2b3c4d07", "offered", null, null, until, null, "bob"));
    }

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
        return ChangeScene.usual(new FakeDesk())
                .answer(Request.Contacts.class, new View.Contacts(List.of(bob, dave, erin)))
                .answer(
                        Request.ContactShow.class,
                        new View.ContactDetail(
                                bob,
                                "Bob B\u001b[31m.",
                                "12345 67890 12345",
                                List.of("192.168.1.17:49152"),
                                2,
                                "agreed",
                                "met by invitation"))
                .answer(Request.Invite.class, made(null))
                .answer(Request.Invitations.class, new View.Invitations(open()))
                .answer(Request.Revoke.class, new View.Done())
                .answer(
                        Request.Accept.class,
                        new View.Contact(
                                "friend-a1b2c3",
                                "a1b2c3",
                                false,
                                false,
                                false,
                                false,
                                "pending",
                                null))
                .answer(Request.Decline.class, new View.Done())
                .answer(Request.Introduce.class, new View.Done())
                .answer(
                        Request.Verify.class,
                        new View.Verification(
                                "bob",
                                "11111 22222 33333 44444 55555 66666 77777 88888 99999 00000 12345"
                                        + " 67890",
                                false,
                                "introduced by carol"))
                .answer(Request.Block.class, bob)
                .answer(Request.Rename.class, bob)
                .answer(Request.Trust.class, friend("bob", true, true, true))
                .answer(Request.RelayStatus.class, relay(12))
                .answer(Request.RelayDrop.class, relay(0))
                .answer(Request.Recall.class, new View.Sent(ID, "recalled", "bob"))
                .answer(Request.Send.class, new View.Sent(ID, "queued", "bob"))
                .answer(Request.Await.class, new View.Sent(ID, "delivered", "bob"))
                .answer(Request.History.class, new View.Lines(lines()))
                .answer(Request.Search.class, new View.Found(lines().reversed(), null, true, null))
                .answer(
                        Request.Outbox.class,
                        new View.Outbox(
                                List.of(waiting("queued", "2026-01-31T12:04:10Z", List.of()))))
                .answer(Request.Peers.class, new View.Peers(List.of()))
                .answer(Request.Retain.class, new View.Retention("bob", "30d", true))
                .answer(Request.Why.class, why());
    }

    private static View.Waiting waiting(
            String state, @Nullable String nextTry, List<String> carriers) {
        return new View.Waiting(
                ID,
                "bob",
                "2026-01-31T12:03:10Z",
                "2026-02-07T12:03:10Z",
                state,
                1,
                nextTry,
                "bob is away",
                carriers);
    }

    static View.Contact friend(String name, boolean verified, boolean trusted, boolean trustsYou) {
        return new View.Contact(
                name, BOB, verified, trusted, trustsYou, true, "contact", "2026-01-31T11:58:00Z");
    }

    private static View.Relay relay(long boxes) {
        String until = boxes == 0 ? null : "2026-12-04T00:00:00Z";
        return new View.Relay(boxes, boxes * 4_040, 8_192, 512, 3, until, 5);
    }

    /** Mail on its way through friends, one of whom has a name to beware of. */
    private static void carried(FakeDesk desk) {
        List<String> carriers = List.of("carol", "d\u001b[31mave\u202e");
        desk.answer(Request.Await.class, new View.Sent(ID, "carried", "bob", carriers));
        desk.answer(
                Request.Outbox.class, new View.Outbox(List.of(waiting("carried", null, carriers))));
        List<View.Line> lines = new ArrayList<>();
        for (String state :
                List.of("carried", "carried", "delivered", "read", "expired", "recalled")) {
            int place = lines.size() + 1;
            lines.add(
                    new View.Line(
                            "3f9a2" + place,
                            "bob",
                            "me",
                            "number " + place,
                            at(place),
                            state,
                            true,
                            place,
                            0,
                            place == 1 ? carriers : null,
                            null,
                            null,
                            null,
                            null));
        }
        desk.answer(Request.History.class, new View.Lines(lines));
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

    static String at(int minute) {
        return "2026-01-31T12:0" + minute + ":00.000Z";
    }

    static View.Line line(
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
            case "much is to be told" -> desk.busy();
            case "unlocked" -> desk.unlock("right".toCharArray());
            case "under the hood" -> desk.shows(new PaperXRay(false, List.of()));
            case "under the hood, locked" -> desk.shows(new PaperXRay(true, List.of()));
            case "somebody left notes" ->
                    desk.shows(
                            new PaperXRay(
                                    false,
                                    List.of(
                                            new DiskReport.Hit(
                                                    "no\u001b[2Jtes.txt", "a name", "UTF-8"))));
            case "bob is away" ->
                    desk.refuse(
                            Request.Await.class,
                            new UserError(
                                    UserError.Exit.NOT_DELIVERED,
                                    "not delivered in the time given: bob is away",
                                    "kept; see: quietdrop why 3f9a21"));
            case "mail is carried" -> carried(desk);
            case "bob does not read" -> {
                desk.answer(Request.Outbox.class, new View.Outbox(List.of()));
                desk.answer(Request.Await.class, new View.Sent(ID, "delivered", "bob"));
                desk.hold(Request.Await.class)
                        .completeExceptionally(
                                new UserError(
                                        UserError.Exit.NOT_DELIVERED,
                                        "delivered, but not read in the time given",
                                        "bob may have read receipts off"));
            }
            case "it was changed before it left" -> ChangeScene.beforeItLeft(desk);
            case "it cannot be changed" -> ChangeScene.refused(desk);
            case "messages were changed" -> ChangeScene.lines(desk);
            case "it has left" ->
                    desk.refuse(
                            Request.Recall.class,
                            new UserError(
                                    UserError.Exit.REFUSED,
                                    "that message has left already",
                                    "see: quietdrop why 3f9a21"));
            case "carol is trusted" ->
                    desk.answer(Request.Trust.class, friend("carol", true, true, false));
            case "carol is trusted no more" ->
                    desk.answer(Request.Trust.class, friend("carol", true, false, true));
            case "somebody is trusted" ->
                    desk.answer(
                            Request.Trust.class,
                            friend("c\u001b[2Ja\u202erol; $(rm x)", false, true, true));
            case "trust of all kinds" ->
                    desk.answer(
                            Request.Contacts.class,
                            new View.Contacts(
                                    List.of(
                                            friend("carol", true, true, true),
                                            friend("dave", false, true, false),
                                            friend(
                                                    "e\u001b]0;x\u0007rin; $(rm x)",
                                                    true,
                                                    false,
                                                    true))));
            case "erin is pending" ->
                    desk.refuse(
                            Request.Trust.class,
                            new UserError(
                                    UserError.Exit.REFUSED,
                                    "erin has not confirmed the pairing yet",
                                    "trust erin once you have met"));
            case "nothing is carried" -> desk.answer(Request.RelayStatus.class, relay(0));
            case "one of each" ->
                    desk.answer(
                            Request.RelayStatus.class,
                            new View.Relay(1, 4_040, 8_192, 512, 1, "2026-12-04T00:00:00Z", 1));
            case "much is wrong" ->
                    desk.finds(
                            new View.Finding(
                                    "ok", "own-multicast", "our own multicast is heard", List.of()),
                            new View.Finding(
                                    "warn",
                                    "multicast-dropped",
                                    "the network drops multicast",
                                    List.of("say where they are", "or use a cable")),
                            new View.Finding(
                                    "fail",
                                    "port-blocked",
                                    "port 49152 is blocked by a rule\u001b[2J",
                                    List.of("sudo nft \u001b[31minsert")),
                            new View.Finding(
                                    "unchecked",
                                    "swap-unknown",
                                    "not checked: whether swap is encrypted",
                                    List.of()));
            case "swap is not known" ->
                    desk.finds(
                            new View.Finding(
                                    "unchecked", "swap-unknown", "not checked: swap", List.of()));
            case "all is well" ->
                    desk.finds(
                            new View.Finding(
                                    "ok",
                                    "own-multicast",
                                    "our own multicast is heard",
                                    List.of()));
            case "a full relay" ->
                    desk.answer(
                            Request.RelayStatus.class,
                            new View.Relay(
                                    8_192, 33_095_680, 8_192, 512, 0, "2026-12-04T00:00:00Z", 0));
            case "Ann is invited" -> desk.answer(Request.Invite.class, made("Ann"));
            case "much is found" -> {
                desk.then(
                        Request.Search.class,
                        new View.Found(List.of(), "7.7.aa", false, "2026-01-30T10:00:00.000Z"));
                desk.then(
                        Request.Search.class,
                        new View.Found(lines(), null, false, "2026-01-30T10:00:00.000Z"));
            }
            case "the setting says 90d" ->
                    desk.answer(Request.Retain.class, new View.Retention("bob", "90d", false));
            case "all is kept" ->
                    desk.answer(Request.Retain.class, new View.Retention("bob", "off", true));
            case "nothing is searched yet" ->
                    desk.answer(Request.Search.class, new View.Found(List.of(), null, false, null));
            case "there are older ones" ->
                    desk.answer(Request.History.class, new View.Lines(lines(), 412L));
            case "nothing" -> {
                desk.answer(Request.Search.class, new View.Found(List.of(), null, true, null));
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
            case "names are shown" ->
                    desk.answer(
                            Request.Peers.class,
                            new View.Peers(
                                    List.of(new View.Peer("y8", "10.0.0.8:4000", "stranger", null)),
                                    List.of(
                                            new View.Claim("Zo\u00eb", List.of("10.0.0.8"), null),
                                            new View.Claim(
                                                    "Bob", List.of("10.0.0.9", "fe80::9"), "bob"),
                                            new View.Claim(
                                                    "x\" \u202econtact bob",
                                                    List.of("10.0.0.9"),
                                                    null))));
            case "a code is shown" ->
                    desk.answer(
                            Request.Pair.class,
                            new View.PairingOpen(
                                    4,
                                    "07-walnut-violin-maple",
                                    List.of("192.168.1.9:50123"),
                                    "2026-01-31T12:10:00Z"));
            case "bob is paired again" ->
                    desk.then(
                            Request.PairNext.class,
                            step(
                                    1,
                                    "paired",
                                    "bob",
                                    0,
                                    "bob is a contact again: the same key as before, verified by code",
                                    0,
                                    true));
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
            default -> Mishaps.change(desk, what);
        }
    }

    static View.PairingStep step(
            int step,
            String kind,
            @Nullable String contact,
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
                exit,
                text.contains("same key"));
    }
}
