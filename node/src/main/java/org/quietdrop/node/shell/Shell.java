package org.quietdrop.node.shell;

import org.quietdrop.node.cli.Display;
import org.quietdrop.node.cli.Surroundings;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The shell: reads lines and has them done, while what arrives is shown above. Leaving it does not
 * stop the node.
 */
public final class Shell {
    private final Seat seat;
    private final Screen screen;
    private final People people;
    private final Calls calls;
    private final Opening opening;
    private final ShellCommands commands;
    private final ChangeTalk changes;
    private final Look look;
    private final Waiting waiting;
    private final PromptLine prompt;
    private final Drafts drafts = new Drafts();
    private final Incoming incoming;
    private final Watcher watcher;
    private int failed;

    /** While {@code /start} runs it says itself what there is to say. */
    private volatile boolean starting;

    /** The person brought the node back, and knows. */
    private volatile boolean started;

    Shell(
            Seat seat,
            People people,
            Household household,
            Path home,
            Surroundings around,
            Pace pace) {
        look = new Look(around.environment());
        Display display = new Display(around.zone(), look::called);
        Map<String, String> environment = around.environment();
        this.seat = seat;
        this.people = people;
        screen = new Screen(seat, look);
        calls = new Calls(home, environment, seat);
        opening = new Opening(seat, screen, household, calls);
        // Nobody reads what a script has the shell print.
        Reading reading =
                new Reading(
                        seat.unattended()
                                ? (_, _, _) -> {}
                                : (contact, from, cursor) -> {
                                    Map<String, Object> params =
                                            Map.of("with", contact, "from", from, "cursor", cursor);
                                    var _ = calls.aside("read", params, View.Done.class);
                                });
        waiting = new Waiting();
        prompt = new PromptLine(seat, people, waiting, look);
        commands =
                new ShellCommands(
                        seat, screen, calls, people, display, around.zone(), reading, this::learn);
        changes = new ChangeTalk(calls, screen, people);
        Bell bell = new Bell(seat, look, pace);
        incoming = new Incoming(screen, people, display, reading, prompt, waiting, bell, pace);
        watcher = new Watcher(home, environment, new Connection());
    }

    /**
     * Runs until the person leaves: on a terminal with jline, else line by line from the input.
     *
     * @return the exit code: 0, 5 when the passphrase was not known, 1 when a new person left
     *     before there was a node, and for a script that of its last failure
     */
    public static int run(Household household, Path home, Surroundings around) {
        People people = new People();
        boolean colours = around.environment().getOrDefault("NO_COLOR", "").isEmpty();
        try (Seat seat =
                around.attended().getAsBoolean()
                        ? new TerminalSeat(
                                TerminalSeat.ofProcess(),
                                new ShellCompleter(people),
                                colours,
                                Pace.USUAL)
                        : new PipedSeat(around.in(), around.out())) {
            return new Shell(seat, people, household, home, around, Pace.USUAL).run();
        }
    }

    /** What the node knows and the shell shows all the time. */
    private void learn() {
        look.set(calls.call("config.get", Map.of(), Map.class));
        waiting.asked();
        waiting.learn(calls.call("outbox", Map.of(), View.Outbox.class).waiting());
    }

    /** As {@link #run(Household, Path, Surroundings)}, at this seat. */
    int run() {
        try {
            int exit = opening.open();
            if (exit != 0) return exit;
            // First, so that nothing falls between what is counted and what is heard.
            watcher.begin();
            welcome();
            while (talk()) {}
            incoming.flush();
            screen.remark("Your node keeps running, and takes messages for you.");
            return seat.unattended() ? failed : 0;
        } catch (UserError e) {
            screen.fail(e);
            return e.exit().code();
        } catch (Calls.Stopped e) {
            return UserError.Exit.FAILED.code();
        } finally {
            watcher.close();
            calls.close();
        }
    }

    private void welcome() {
        commands.self().ifPresent(people::self);
        learn();
        List<View.Contact> all = commands.refresh();
        if (all.isEmpty()) {
            screen.say(
                    "You have no contacts yet. On the same network, ask a friend to run quietdrop,");
            screen.say(
                    "too; then one of you types /pair and reads the code aloud. Far apart: /invite");
            screen.say("makes a text to hand over. If nothing works, /doctor looks for the cause.");
        } else {
            long linked = all.stream().filter(View.Contact::linked).count();
            screen.remark(
                    "%d %s, %d linked. Write to one with /open NAME; /help shows the rest."
                            .formatted(
                                    all.size(), all.size() == 1 ? "contact" : "contacts", linked));
            tellUnread();
        }
        screen.say("");
    }

    /** Who has written meanwhile. */
    private void tellUnread() {
        Map<View.Contact, String> unread = people.unread();
        if (unread.isEmpty()) return;
        List<String> from = new ArrayList<>();
        unread.forEach((who, count) ->
                from.add(count + " from " + look.called(who.name(), who.verified())));
        String first = TerminalText.clean(unread.keySet().iterator().next().name());
        screen.say("Unread: " + String.join(", ", from));
        screen.remark("Read with: /open " + Words.quoted(first));
    }

    /** What was typed and could not be done stands at the next prompt. */
    private String begun = "";

    private boolean talk() {
        String open = people.open().map(View.Contact::id).orElse("");
        if (begun.isEmpty()) begun = drafts.take(open);
        Typed typed = seat.line(open, prompt.text(), begun);
        begun = "";
        return switch (typed) {
            case Typed.Line line -> obey(line.text().stripTrailing());
            case Typed.Aside aside -> {
                drafts.keep(open, aside.text());
                begun = Verb.OPEN.word() + " ";
                yield true;
            }
            case Typed.Cancelled _ -> true;
            case Typed.Left _ -> false;
        };
    }

    private boolean obey(String line) {
        if (line.isBlank()) return true;
        boolean command = isCommand(line);
        try {
            if (command) return command(line);
            commands.send(line.startsWith("//") ? line.substring(1) : line);
        } catch (Calls.Stopped e) {
            screen.say("Stopped waiting.");
        } catch (UserError e) {
            failed = e.exit().code();
            screen.fail(e);
            boolean away = e.exit() == UserError.Exit.DAEMON || e.exit() == UserError.Exit.LOCKED;
            if (!command || away) begun = line;
            if (away && !seat.unattended()) offerStart(e.exit());
        }
        return true;
    }

    /** What has several lines is a text, but for a command that ends with one. */
    private static boolean isCommand(String line) {
        if (!line.startsWith("/") || line.startsWith("//")) return false;
        if (line.indexOf('\n') < 0) return true;
        return Verb.of(Words.texts(line).getFirst()).filter(Verb::takesText).isPresent();
    }

    private boolean command(String line) {
        List<String> words = Words.texts(line);
        Verb verb = Verb.of(words.getFirst()).orElseThrow(() -> unknown(words.getFirst()));
        List<String> arguments = words.subList(1, words.size());
        switch (verb) {
            case QUIT -> {
                return false;
            }
            case PAIR -> pair(arguments);
            case START -> start();
            case REPLY, EDIT, DELETE, REACT -> changes.run(verb, line);
            case HELP,
                    INVITE,
                    ACCEPT,
                    DECLINE,
                    INTRODUCE,
                    VERIFY,
                    BLOCK,
                    CONTACTS,
                    OPEN,
                    HISTORY,
                    SEARCH,
                    AROUND,
                    WHY,
                    RECALL,
                    OUTBOX,
                    PEERS,
                    VISIBLE,
                    ADDRESS,
                    RENAME,
                    FORGET,
                    TRUST,
                    RELAY,
                    STATUS,
                    DOCTOR,
                    INSPECT,
                    LOCK,
                    REMEMBER,
                    CONFIG ->
                    commands.run(verb, arguments);
        }
        return true;
    }

    private static UserError unknown(String word) {
        List<String> near = Verb.near(word);
        return new UserError(
                UserError.Exit.USAGE,
                "there is no command " + word,
                near.isEmpty() ? "see: /help" : "did you mean " + String.join(" or ", near) + "?");
    }

    private void pair(List<String> arguments) {
        incoming.pairing(true);
        try {
            new PairTalk(calls, screen, people).run(arguments).ifPresent(commands::open);
        } finally {
            incoming.pairing(false);
        }
    }

    /** The line stands at the next prompt; to clear it for a command would be a nuisance. */
    private void offerStart(UserError.Exit why) {
        String what = why == UserError.Exit.LOCKED ? "Unlock it now?" : "Start it now?";
        Typed answer = seat.answer(what + " (Enter: yes, Ctrl-C: no) ");
        if (!(answer instanceof Typed.Line line)) return;
        String said = line.text().strip().toLowerCase(Locale.ROOT);
        try {
            if (said.isEmpty() || said.equals("y") || said.equals("yes")) start();
        } catch (UserError e) {
            screen.fail(e);
        }
    }

    private void start() {
        starting = true;
        try {
            if (opening.open() != 0) return;
        } finally {
            starting = false;
        }
        started = true;
        people.trouble("");
        learn();
        List<View.Contact> _ = commands.refresh();
        screen.say("Ready.");
    }

    /** Says once that the node went away, and once that it is back. */
    private final class Connection implements Watcher.Ear {
        @Override
        public void hear(View.Notice notice) {
            incoming.hear(notice);
        }

        @Override
        public void back() {
            people.trouble("");
            links();
            prompt.renew();
            if (!started) screen.remark("Your node is back.");
            started = false;
        }

        /** Links that came while nobody listened are told by no notice. */
        private void links() {
            try {
                people.learn(calls.aside("contacts", Map.of(), View.Contacts.class).contacts());
            } catch (UserError e) {
                // It went away again, which is told by who hears it.
            }
        }

        /** Why nobody has to have locked it. */
        private String unused() {
            String time = look.autoLock();
            return time.isEmpty() ? "" : " (it locks itself after %s without use)".formatted(time);
        }

        @Override
        public void lost(UserError why) {
            started = false;
            boolean locked = why.exit() == UserError.Exit.LOCKED;
            people.trouble(locked ? "locked" : "node stopped");
            prompt.renew();
            if (starting) return;
            screen.say(
                    locked
                            ? "Your node is locked%s. Open it with: /start".formatted(unused())
                            : "Your node has stopped. What you type here is kept. Start it again"
                                    + " with: /start");
        }
    }
}
