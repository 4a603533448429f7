package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.cli.Display;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Turns what happens at the node into lines above the prompt. It opens nothing and changes nothing.
 * Thread-safe.
 */
final class Incoming {
    /** A line of ours, and since when it is as far as it is. */
    private record Held(View.Line line, String time) {}

    private static final int QUOTED = 24;

    private final Screen screen;
    private final People people;
    private final Display display;
    private final Reading reading;
    private final PromptLine prompt;
    private final Waiting waiting;
    private final Bell bell;
    private final long wordMillis;
    private final Map<String, Held> held = new LinkedHashMap<>();
    private boolean offered;
    private boolean pairing;

    Incoming(
            Screen screen,
            People people,
            Display display,
            Reading reading,
            PromptLine prompt,
            Waiting waiting,
            Bell bell,
            Pace pace) {
        this.screen = screen;
        this.people = people;
        this.display = display;
        this.reading = reading;
        this.prompt = prompt;
        this.waiting = waiting;
        this.bell = bell;
        wordMillis = pace.word();
    }

    /** While {@code /pair} runs, it tells of the contact itself. */
    synchronized void pairing(boolean runs) {
        pairing = runs;
    }

    /** Something happened. Kinds that a later node may have are passed over. */
    synchronized void hear(View.Notice notice) {
        View.Line line = notice.line();
        View.Contact contact = notice.contact();
        String text = notice.text() == null ? "" : notice.text();
        switch (notice.event()) {
            case "message" -> {
                if (line != null) message(line);
            }
            case "state" -> {
                if (line != null) state(line, notice.time());
            }
            case "changed" -> {
                if (line != null) changed(line, text, notice.time());
            }
            case "contact" -> contact(contact, text);
            case "link" -> {
                if (contact != null) link(contact, notice.time());
            }
            case "warning" -> screen.say("Warning: " + TerminalText.clean(Screen.here(text)));
            default -> {}
        }
    }

    /** Shows what is still held back. */
    synchronized void flush() {
        held.values().forEach(h -> show(h.line(), far(h)));
        held.clear();
    }

    private void message(View.Line line) {
        people.recent().add(line);
        waiting.heard(line);
        if (line.from().equals("me")) {
            mine(line);
            return;
        }
        people.arrived(line);
        prompt.renew();
        String gap = Display.gap(line);
        if (!gap.isEmpty()) screen.remark(gap);
        show(line, "");
        people.open()
                .filter(open -> open.name().equals(line.conversation()))
                .ifPresent(open -> reading.shown(open.id(), line.cursor(), line.cursor()));
        bell.message(line);
        if (people.open().isEmpty() && !offered) {
            offered = true;
            String name = Words.quoted(TerminalText.clean(line.conversation()));
            screen.remark("       (to answer: /open " + name + ")");
        }
    }

    /** Word of it comes soon if the other side is linked, or somebody who carries. */
    private void mine(View.Line line) {
        Held now = new Held(line, line.time());
        prompt.renew();
        boolean soon = isLinked(line) || people.carrierIsHere();
        if (!soon || !line.state().equals("queued")) {
            show(line, far(now));
            return;
        }
        held.put(line.id(), now);
        CompletableFuture.delayedExecutor(wordMillis, TimeUnit.MILLISECONDS)
                .execute(() -> release(line.id()));
    }

    private synchronized void release(String id) {
        Held now = held.remove(id);
        if (now != null) show(now.line(), far(now));
    }

    private void state(View.Line line, String time) {
        people.recent().add(line);
        waiting.heard(line);
        prompt.renew();
        // More may be said of it soon: other carriers, or that it has arrived.
        boolean more = line.state().equals("queued") || line.state().equals("carried");
        if (more && held.replace(line.id(), new Held(line, time)) != null) return;
        boolean first = held.remove(line.id()) != null;
        String now = more ? far(new Held(line, time)) : done(line, time);
        if (first) {
            show(line, now);
            return;
        }
        String head = head(line);
        if (screen.became(line.id(), head, text(line, head), now + Display.signs(line))) return;
        // The person's own doing, and told where it was done.
        if (line.deleted() != null) return;
        screen.remark(
                "%s  %s: %s"
                        .formatted(
                                display.clock(time),
                                became(line),
                                Display.quote(line.text(), QUOTED)));
    }

    /** The person's own changes are told where they were made. */
    private void changed(View.Line line, String how, String time) {
        people.recent().add(line);
        boolean mine = line.from().equals("me");
        String who =
                display.clock(time) + "  " + display.called(line.conversation(), line.verified());
        switch (how) {
            case "edited" -> {
                if (!mine) screen.say(who + " edited a message: " + quote(line));
            }
            case "deleted" -> {
                if (!mine) screen.remark(who + " deleted a message");
            }
            case "reacted" ->
                    screen.remark(
                            who
                                    + ": "
                                    + sign(line)
                                    + " to "
                                    + (mine ? "your " : "their own ")
                                    + quote(line));
            default -> {}
        }
    }

    private static String quote(View.Line line) {
        return Display.quote(line.text(), QUOTED);
    }

    private static String sign(View.Line line) {
        List<View.Reaction> all = line.reactions();
        if (all == null) return "no sign any more";
        return all.stream()
                .filter(r -> !r.from().equals("me"))
                .map(r -> TerminalText.clean(r.sign()))
                .findFirst()
                .orElse("no sign any more");
    }

    private String done(View.Line line, String time) {
        if (line.deleted() != null) return "";
        return "    " + Display.state(line) + " " + display.clock(time);
    }

    private static String became(View.Line line) {
        String who = TerminalText.clean(line.conversation());
        return switch (line.state()) {
            case "queued" -> "waiting again for " + who;
            case "carried" -> "kept for " + who + by(line);
            case "delivered" -> "delivered to " + who;
            case "read" -> "read by " + who;
            case "expired" -> "expired without word from " + who;
            case "recalled" -> "recalled, not sent to " + who;
            default -> TerminalText.clean(line.state()) + ", for " + who;
        };
    }

    private static String by(View.Line line) {
        List<String> carriers = line.carriers();
        return carriers == null || carriers.isEmpty()
                ? " by a friend"
                : " by " + Display.names(carriers);
    }

    private boolean isLinked(View.Line line) {
        return people.named(line.conversation()).map(View.Contact::linked).orElse(false);
    }

    /** What stands behind a line of ours. */
    private String far(Held held) {
        View.Line line = held.line();
        boolean carried = line.state().equals("carried");
        if (!carried && !line.state().equals("queued")) return "    " + Display.state(line);
        String who = TerminalText.clean(line.conversation());
        String why = isLinked(line) ? "    waiting" : "    waiting: " + who + " is away; kept here";
        if (!carried) return why;
        return why + ", and" + by(line) + " since " + display.clock(held.time());
    }

    private void show(View.Line line, String state) {
        String head = head(line);
        String after = state + Display.signs(line);
        screen.message(state.isEmpty() ? "" : line.id(), head, text(line, head), after);
    }

    private static String text(View.Line line, String head) {
        return Display.content(line, " ".repeat(head.length()));
    }

    private String head(View.Line line) {
        String who = display.called(line.conversation(), line.verified());
        boolean here = people.open().map(c -> c.name().equals(line.conversation())).orElse(false);
        boolean mine = line.from().equals("me");
        String speaker = mine ? (here ? "me" : "me to " + who) : who;
        return display.clock(line.time()) + "  " + speaker + "  ";
    }

    private void contact(View.@Nullable Contact contact, String text) {
        if (contact == null) return;
        people.learnName(contact);
        prompt.renew();
        String name = display.called(contact.name(), contact.verified());
        switch (text) {
            case "paired" -> {
                if (!pairing && !people.wasAnnounced(contact.name())) {
                    screen.say(name + " is now a contact.");
                    if (!contact.verified()) {
                        screen.remark("Not verified: compare with /verify " + typed(contact));
                    }
                }
            }
            case "trusts you to carry" ->
                    screen.say(
                            contact.trusted()
                                    ? name + " trusts you, too: mail can wait there from now on."
                                    : name
                                            + " trusts you to carry. To let mail wait there, too: "
                                            + trust(contact));
            case "no longer trusts you to carry" ->
                    screen.say(name + " no longer trusts you to carry: no mail waits there now.");
            // The person's own doing, and told where it was done.
            case "",
                    "trusted",
                    "no longer trusted",
                    "verified",
                    "no longer verified",
                    "blocked" -> {}
            default -> told(name, text);
        }
    }

    private void told(String name, String text) {
        if (text.startsWith("introduces ")) {
            screen.say(name + " " + TerminalText.clean(Screen.here(text)));
        } else if (!text.startsWith("introduced to ")) {
            screen.remark(name + " was " + TerminalText.clean(text));
        }
    }

    private static String typed(View.Contact contact) {
        return Words.quoted(TerminalText.clean(contact.name()));
    }

    private static String trust(View.Contact contact) {
        return "/trust " + typed(contact);
    }

    private void link(View.Contact contact, String time) {
        boolean before = people.linked(contact, contact.linked()).orElse(!contact.linked());
        prompt.renew();
        if (before == contact.linked() || !contact.state().equals("contact")) return;
        screen.remark(
                "%s  %s is %s"
                        .formatted(
                                display.clock(time),
                                display.called(contact.name(), contact.verified()),
                                contact.linked() ? "here" : "away"));
    }
}
