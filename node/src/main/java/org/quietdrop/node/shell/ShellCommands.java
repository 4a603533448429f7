package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.cli.Display;
import org.quietdrop.node.cli.DoctorWords;
import org.quietdrop.node.cli.NameWords;
import org.quietdrop.node.cli.RelayWords;
import org.quietdrop.node.cli.Status;
import org.quietdrop.node.cli.TrustWords;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does what a line says. Errors of the node pass through. */
final class ShellCommands {
    private static final int SHOWN_AT_OPEN = 10;
    private static final int SHOWN = 30;
    private static final int MOST = 500;
    private static final Set<String> OFF = Set.of("off", "--off");

    private final Seat seat;
    private final Screen screen;
    private final Calls calls;
    private final People people;
    private final Display display;
    private final Reading reading;
    private final SearchTalk search;
    private final MeetingTalk meeting;

    private final Runnable learn;

    /**
     * @param learn asks the node again for what the shell shows all the time
     */
    ShellCommands(
            Seat seat,
            Screen screen,
            Calls calls,
            People people,
            Display display,
            ZoneId zone,
            Reading reading,
            Runnable learn) {
        this.seat = seat;
        this.screen = screen;
        this.calls = calls;
        this.people = people;
        this.display = display;
        this.search = new SearchTalk(calls, screen, people, display, zone);
        this.meeting = new MeetingTalk(seat, screen, calls, people, display);
        this.reading = reading;
        this.learn = learn;
    }

    /** Sends a text to the open conversation. */
    void send(String text) {
        View.Contact to = people.open().orElseThrow(this::nobody);
        var _ = calls.call("send", Map.of("to", to.id(), "text", text), View.Sent.class);
    }

    private UserError nobody() {
        return new UserError(
                UserError.Exit.USAGE,
                "no conversation is open",
                people.isEmpty() ? "make a contact with: /pair" : "open one with: /open NAME");
    }

    /** Does what a verb says, except for those that the shell does itself. */
    void run(Verb verb, List<String> arguments) {
        switch (verb) {
            case HELP -> help();
            case INVITE -> meeting.invite(arguments);
            case ACCEPT -> meeting.accept(arguments);
            case DECLINE -> meeting.decline(arguments);
            case INTRODUCE -> meeting.introduce(arguments);
            case VERIFY -> meeting.verify(arguments);
            case BLOCK -> meeting.block(rest(verb, arguments));
            case CONTACTS -> contacts();
            case OPEN -> open(rest(verb, arguments));
            case HISTORY -> history(arguments);
            case SEARCH -> search.run(arguments);
            case AROUND -> around(arguments);
            case WHY -> why(arguments);
            case RECALL -> recall(arguments);
            case OUTBOX -> outbox();
            case PEERS -> peers();
            case VISIBLE -> visible(arguments);
            case ADDRESS -> address(arguments);
            case RENAME -> rename(arguments);
            case FORGET -> forget(rest(verb, arguments));
            case TRUST -> trust(arguments);
            case RELAY -> relay(arguments);
            case STATUS -> status().lines(display).forEach(line -> screen.say(Screen.here(line)));
            case DOCTOR ->
                    DoctorWords.lines(calls.call("doctor", Map.of(), View.Diagnosis.class))
                            .forEach(line -> screen.say(Screen.here(line)));
            case LOCK -> lock();
            case REMEMBER -> remember(arguments);
            case CONFIG -> config(arguments);
            case PAIR, START, QUIT -> throw new IllegalArgumentException(verb.word());
        }
    }

    private static String rest(Verb verb, List<String> arguments) {
        if (arguments.isEmpty()) throw usage(verb);
        return String.join(" ", arguments);
    }

    private static UserError usage(Verb verb) {
        return new UserError(
                UserError.Exit.USAGE, verb.word() + " needs more", "like: " + verb.usage());
    }

    private void help() {
        screen.say("What you type goes to the open conversation. A paste is one message.");
        for (Verb verb : Verb.values()) {
            screen.say("  %-42s %s".formatted(verb.usage(), verb.meaning()).stripTrailing());
        }
        screen.say("Tab completes. //text sends a text that begins with a slash.");
        screen.say("Alt-Enter (or Esc, then Enter) begins another line of the same message.");
        screen.say(
                "Ctrl-O puts what you typed aside and opens another conversation; it comes back with this one.");
        screen.say("For a screen reader: /config marks words");
    }

    /** Asks who there is; the prompt and the completion know it then, too. */
    List<View.Contact> refresh() {
        List<View.Contact> all = calls.call("contacts", Map.of(), View.Contacts.class).contacts();
        people.learn(all);
        return all;
    }

    private void contacts() {
        List<View.Contact> all = refresh();
        for (View.Contact contact : all) {
            String unread = people.unread(contact.id());
            screen.say(
                    Screen.here(display.contact(contact))
                            + (unread.isEmpty() ? "" : "  unread " + unread));
        }
        if (all.isEmpty()) screen.say("No contacts yet. Make one with: /pair");
    }

    /** Opens a conversation and shows how it stands. */
    void open(String name) {
        View.ContactDetail detail =
                calls.call("contact", Map.of("name", name), View.ContactDetail.class);
        View.Contact contact = detail.contact();
        View.Unread unread = contact.unread();
        List<View.Line> lines = lines(contact, NewLines.count(unread, SHOWN_AT_OPEN));
        people.open(contact);
        show(contact, lines, unread);
        String who = display.called(contact.name(), contact.verified());
        if (!contact.verified() && contact.state().equals("contact")) {
            screen.remark(who + " is not verified: compare with /verify");
        }
        if (detail.session().startsWith("being renewed")) {
            screen.say(
                    "The session of you two is being renewed; messages go as soon as that is done.");
        }
        if (lines.isEmpty()) screen.remark("No messages yet. What you type goes to " + who + ".");
    }

    private void history(List<String> arguments) {
        boolean numbered = !arguments.isEmpty() && arguments.getLast().matches("[0-9]{1,9}");
        int count = numbered ? Integer.parseInt(arguments.getLast()) : SHOWN;
        List<String> name = numbered ? arguments.subList(0, arguments.size() - 1) : arguments;
        View.Contact with =
                name.isEmpty()
                        ? people.open().orElseThrow(this::nobody)
                        : detail(String.join(" ", name)).contact();
        List<View.Line> lines = lines(with, Math.clamp(count, 1, MOST));
        show(with, lines, with.unread());
        people.read(with);
        if (lines.isEmpty()) screen.say("No messages.");
    }

    /** A person who jumps back in time has not read what lies between. */
    private void around(List<String> arguments) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("around", message(Verb.AROUND, arguments));
        params.put("limit", SHOWN / 2);
        List<View.Line> lines = calls.call("history", params, View.Lines.class).lines();
        if (lines.isEmpty()) return;
        String name = TerminalText.clean(lines.getFirst().conversation());
        screen.remark("In the conversation with " + name + ":");
        print(lines, new NewLines(lines, null));
    }

    private View.ContactDetail detail(String name) {
        return calls.call("contact", Map.of("name", name), View.ContactDetail.class);
    }

    private List<View.Line> lines(View.Contact with, int count) {
        return calls.call("history", Map.of("with", with.id(), "limit", count), View.Lines.class)
                .lines();
    }

    private void show(View.Contact with, List<View.Line> lines, View.@Nullable Unread unread) {
        NewLines news = new NewLines(lines, unread);
        news.before(Words.quoted(TerminalText.clean(with.name()))).forEach(screen::remark);
        print(lines, news);
        LongSummaryStatistics came =
                lines.stream()
                        .filter(line -> line.state().equals("received"))
                        .mapToLong(View.Line::cursor)
                        .summaryStatistics();
        if (came.getCount() > 0) reading.shown(with.id(), came.getMin(), came.getMax());
    }

    private void print(List<View.Line> lines, NewLines news) {
        String day = "";
        for (View.Line line : lines) {
            people.recent().add(line);
            String today = display.day(line.time());
            if (!today.equals(day)) screen.remark("--- " + today);
            day = today;
            if (news.beginAt(line)) screen.remark(news.mark());
            String gap = Display.gap(line);
            if (!gap.isEmpty()) screen.remark(gap);
            if (line.from().equals("me")) screen.say(line.id(), display.line(line));
            else screen.say(display.line(line));
        }
    }

    private void why(List<String> arguments) {
        Map<String, String> params = Map.of("id", message(Verb.WHY, arguments));
        View.Why why = calls.call("why", params, View.Why.class);
        display.why(why).forEach(screen::say);
    }

    /** What becomes of the message is told as it becomes of it. */
    private void recall(List<String> arguments) {
        Map<String, String> params = Map.of("id", message(Verb.RECALL, arguments));
        var _ = calls.call("recall", params, View.Sent.class);
    }

    /** The message that is meant: without a word the newest of ours. */
    private String message(Verb verb, List<String> arguments) {
        if (!arguments.isEmpty()) return arguments.getFirst();
        return people.recent()
                .mine()
                .map(View.Line::id)
                .orElseThrow(() ->
                        new UserError(
                                UserError.Exit.USAGE,
                                "no message of yours was on the screen yet",
                                "Tab after " + verb.word() + " shows those that were"));
    }

    private void outbox() {
        View.Outbox outbox = calls.call("outbox", Map.of(), View.Outbox.class);
        outbox.waiting().forEach(waiting -> screen.say(display.waiting(waiting)));
        if (outbox.waiting().isEmpty()) screen.say("Nothing is waiting.");
    }

    private void peers() {
        View.Peers peers = calls.call("peers", Map.of(), View.Peers.class);
        for (View.Peer peer : peers.peers()) {
            String who = peer.contact() == null ? "" : "  " + peer.contact();
            screen.say(TerminalText.clean(peer.at() + "  " + peer.state() + who));
        }
        for (View.Claim claim : peers.claims()) screen.say(NameWords.claim(claim));
        if (!peers.claims().isEmpty()) screen.say(Screen.sentence(NameWords.NEXT + "/pair"));
        if (!peers.peers().isEmpty()) return;
        Status status = status();
        screen.say("Nobody else is heard on this network; " + status.multicast() + ".");
        screen.say("This node listens on: " + status.listeningAt());
        screen.say("Without mDNS, pair by address: /pair CODE --at HOST:PORT");
        screen.say("Where a contact is now:        /address NAME HOST:PORT");
    }

    private void visible(List<String> arguments) {
        if (arguments.size() > 1) throw usage(Verb.VISIBLE);
        if (arguments.equals(List.of("off"))) {
            var _ = calls.call("visible.off", Map.of(), Map.class);
            screen.say(Screen.sentence(NameWords.HIDDEN + " any more"));
            return;
        }
        View.Visible shown =
                arguments.isEmpty()
                        ? status().visible()
                        : calls.call(
                                "visible",
                                Map.of("for_s", NameWords.time(arguments.getFirst()).toSeconds()),
                                View.Visible.class);
        if (shown == null) {
            screen.say(Screen.sentence(NameWords.HIDDEN + "; show it with: /visible 10m"));
            return;
        }
        screen.say(Screen.sentence(NameWords.shown(shown, display)));
        screen.say("End it sooner with: /visible off");
    }

    private Status status() {
        return calls.call("status", Map.of(), Status.class);
    }

    private void address(List<String> arguments) {
        if (arguments.size() != 2) throw usage(Verb.ADDRESS);
        Map<String, String> params = Map.of("name", arguments.get(0), "address", arguments.get(1));
        var _ = calls.call("address.add", params, View.Done.class);
        screen.say(TerminalText.clean(arguments.get(0) + " may be at " + arguments.get(1)));
    }

    private void rename(List<String> arguments) {
        if (arguments.size() != 2) throw usage(Verb.RENAME);
        Map<String, String> params = Map.of("from", arguments.get(0), "to", arguments.get(1));
        View.Contact named = calls.call("rename", params, View.Contact.class);
        people.learnName(named);
    }

    private void forget(String name) {
        View.Contact contact = detail(name).contact();
        String who = TerminalText.clean(contact.name());
        Typed answer =
                seat.answer("Forget " + who + " with keys, messages and waiting mail? (yes/no) ");
        if (!sure(answer)) return;
        var _ = calls.call("forget", Map.of("name", contact.id()), View.Done.class);
        List<View.Contact> _ = refresh();
        screen.say("Forgot " + who + ": keys, messages, waiting mail and addresses are gone.");
    }

    private boolean sure(Typed answer) {
        boolean sure = answer.yes();
        if (!sure) screen.say("Nothing was changed.");
        return sure;
    }

    /** A blank in the name needs no quotation marks; only the last word can be {@code off}. */
    private void trust(List<String> arguments) {
        boolean off =
                arguments.size() > 1 && OFF.contains(arguments.getLast().toLowerCase(Locale.ROOT));
        List<String> name = off ? arguments.subList(0, arguments.size() - 1) : arguments;
        Map<String, Object> params = Map.of("name", rest(Verb.TRUST, name), "on", !off);
        View.Contact contact = calls.call("trust", params, View.Contact.class);
        people.learnName(contact);
        List<String> words = off ? TrustWords.withdrawn(contact) : TrustWords.given(contact);
        words.forEach(line -> screen.say(Screen.sentence(Screen.here(line))));
        String doubt = off ? "" : TrustWords.doubt(contact);
        if (!doubt.isEmpty()) screen.remark(Screen.sentence(doubt));
    }

    private void relay(List<String> arguments) {
        View.Relay relay = calls.call("relay.status", Map.of(), View.Relay.class);
        if (arguments.isEmpty() || arguments.equals(List.of("status"))) {
            RelayWords.lines(relay, display)
                    .forEach(line -> screen.say(Screen.sentence(Screen.here(line))));
            return;
        }
        if (!arguments.equals(List.of("drop"))) {
            throw new UserError(
                    UserError.Exit.USAGE, "/relay has nothing like that", "there is: /relay drop");
        }
        if (relay.boxes() == 0) {
            screen.say("Nothing is kept for friends.");
            return;
        }
        if (!sure(seat.answer(RelayWords.question(relay)))) return;
        var _ = calls.call("relay.drop", Map.of(), View.Relay.class);
        screen.say(Screen.sentence(RelayWords.dropped(relay)));
    }

    private void lock() {
        var _ = calls.call("lock", Map.of(), View.Done.class);
        people.trouble("locked");
        screen.say("Locked: links have ended, keys are wiped. Open it again with: /start");
    }

    private void config(List<String> arguments) {
        if (arguments.size() > 2) throw usage(Verb.CONFIG);
        if (arguments.size() == 2) {
            Map<String, String> set = Map.of("key", arguments.get(0), "value", arguments.get(1));
            var _ = calls.call("config.set", set, View.Done.class);
            learn.run();
        }
        Map<String, String> one =
                arguments.isEmpty() ? Map.of() : Map.of("key", arguments.getFirst());
        Map<?, ?> settings = calls.call("config.get", one, Map.class);
        settings.forEach((key, value) -> screen.say(TerminalText.clean(key + " = " + value)));
    }

    private void remember(List<String> arguments) {
        if (arguments.equals(List.of("off"))) {
            boolean was = calls.forgetRemembered();
            screen.say(
                    was
                            ? "Forgotten: the next /start asks for the passphrase."
                            : "Nothing was remembered.");
            return;
        }
        if (!arguments.isEmpty()) throw usage(Verb.REMEMBER);
        screen.say(
                "Any program that runs as you, and root, can then open this home; who has the disk alone cannot.");
        Optional<char[]> passphrase = seat.hidden("Passphrase: ");
        if (passphrase.isEmpty()) return;
        try {
            String where = calls.remember(passphrase.get());
            screen.say(
                    Screen.sentence(
                            where + " opens it from now on (end that with: /remember off)"));
        } finally {
            Arrays.fill(passphrase.get(), '\0');
        }
    }

    /** What the prompt's owner is called. */
    Optional<String> self() {
        return Optional.ofNullable(status().name());
    }
}
