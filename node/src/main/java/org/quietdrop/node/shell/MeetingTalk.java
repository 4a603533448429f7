package org.quietdrop.node.shell;

import org.quietdrop.node.cli.Display;
import org.quietdrop.node.cli.MeetingWords;
import org.quietdrop.node.cli.QrPicture;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Invitations, introductions, safety numbers and blocking, as the shell speaks of them. */
final class MeetingTalk {
    private final Seat seat;
    private final Screen screen;
    private final Calls calls;
    private final People people;
    private final Display display;

    MeetingTalk(Seat seat, Screen screen, Calls calls, People people, Display display) {
        this.seat = seat;
        this.screen = screen;
        this.calls = calls;
        this.people = people;
        this.display = display;
    }

    /** {@code /invite}, also with {@code list} and {@code revoke}. */
    void invite(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.getFirst().replaceFirst("^--", "");
        if (arguments.size() == 1 && first.equals("list")) {
            list();
            return;
        }
        if (arguments.size() == 2 && first.equals("revoke")) {
            var _ = calls.call("invite.revoke", Map.of("id", arguments.get(1)), View.Done.class);
            screen.say(MeetingWords.REVOKED);
            return;
        }
        List<String> left = new ArrayList<>(arguments);
        boolean qr = left.remove("--qr");
        Map<String, Object> params = named(Verb.INVITE, left);
        if (!left.isEmpty()) throw usage(Verb.INVITE);
        View.Invitation made = calls.call("invite.create", params, View.Invitation.class);
        MeetingWords.invitation(made, display).forEach(line -> screen.say(Screen.here(line)));
        String uri = made.uri();
        if (qr && uri != null) {
            QrPicture.of(uri, StandardCharsets.UTF_8).forEach(screen::say);
        }
    }

    private void list() {
        View.Invitations all = calls.call("invite.list", Map.of(), View.Invitations.class);
        for (View.Invitation open : all.invitations()) {
            screen.say(Screen.here(MeetingWords.open(open, display)));
        }
        if (all.invitations().isEmpty()) screen.say(MeetingWords.NONE_OPEN);
    }

    /** {@code /accept}. A paste may be cut by blanks. */
    void accept(List<String> arguments) {
        List<String> left = new ArrayList<>(arguments);
        Map<String, Object> params = named(Verb.ACCEPT, left);
        if (left.isEmpty()) throw usage(Verb.ACCEPT);
        params.put("invitation", String.join("", left));
        View.Contact contact = calls.call("accept", params, View.Contact.class);
        people.learnName(contact);
        MeetingWords.accepted(contact).forEach(line -> screen.say(Screen.here(line)));
        screen.remark("To write: /open " + Words.quoted(contact.name()));
    }

    /** Takes {@code --as NAME} out of what was typed. */
    private static Map<String, Object> named(Verb verb, List<String> arguments) {
        Map<String, Object> params = new LinkedHashMap<>();
        int at = arguments.indexOf("--as");
        if (at < 0) return params;
        if (at + 1 >= arguments.size()) throw usage(verb);
        params.put("as", arguments.remove(at + 1));
        arguments.remove(at);
        return params;
    }

    private static UserError usage(Verb verb) {
        return new UserError(
                UserError.Exit.USAGE, verb.word() + " is not used so", "like: " + verb.usage());
    }

    /** {@code /decline}. */
    void decline(List<String> arguments) {
        if (arguments.size() != 1) throw usage(Verb.DECLINE);
        var _ = calls.call("decline", Map.of("id", arguments.getFirst()), View.Done.class);
        screen.say(MeetingWords.DECLINED);
    }

    /** {@code /introduce}. */
    void introduce(List<String> arguments) {
        if (arguments.size() != 2) throw usage(Verb.INTRODUCE);
        View.Contact a = contact(arguments.get(0));
        View.Contact b = contact(arguments.get(1));
        if (!yes(MeetingWords.introduction(a.name(), b.name()))) {
            screen.say(MeetingWords.NOT_INTRODUCED);
            return;
        }
        Map<String, Object> params = Map.of("one", a.id(), "other", b.id());
        var _ = calls.call("introduce", params, View.Done.class);
        screen.say(MeetingWords.introduced(a.name(), b.name()));
    }

    /** {@code /verify}: without a name the open conversation. */
    void verify(List<String> arguments) {
        String who =
                arguments.isEmpty()
                        ? people.open().map(View.Contact::id).orElseThrow(() -> usage(Verb.VERIFY))
                        : String.join(" ", arguments);
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("name", who);
        View.Verification shown = calls.call("verify", params, View.Verification.class);
        MeetingWords.number(shown).forEach(screen::say);
        screen.say(MeetingWords.verified(shown));
        if (shown.verified()) return;
        if (!yes("Read it to each other. Is it the same on both sides? (yes/no) ")) {
            screen.say("Nothing was changed. If it differs, somebody may be between you two.");
            return;
        }
        params.put("compared", true);
        screen.say(MeetingWords.verified(calls.call("verify", params, View.Verification.class)));
        people.learnName(contact(who));
    }

    /** {@code /block}. */
    void block(String name) {
        View.Contact contact = contact(name);
        if (!yes("Block " + display.called(contact.name(), contact.verified()) + "? (yes/no) ")) {
            screen.say("Nothing was changed.");
            return;
        }
        View.Contact blocked =
                calls.call("block", Map.of("name", contact.id()), View.Contact.class);
        people.learnName(blocked);
        MeetingWords.blocked(blocked).forEach(screen::say);
    }

    private View.Contact contact(String name) {
        return calls.call("contact", Map.of("name", name), View.ContactDetail.class).contact();
    }

    private boolean yes(String question) {
        return seat.answer(question).yes();
    }
}
