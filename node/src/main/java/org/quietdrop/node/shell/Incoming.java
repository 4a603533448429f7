package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.cli.Display;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Turns what happens at the node into lines above the prompt. It opens nothing and changes nothing.
 * Thread-safe.
 */
final class Incoming {
    /** How long a line of ours waits for word of delivery, which then stands on the same line. */
    private static final long PATIENCE_MILLIS = 300;

    private static final int QUOTED = 24;

    private final Seat seat;
    private final Screen screen;
    private final People people;
    private final Display display;
    private final Map<String, View.Line> held = new LinkedHashMap<>();
    private boolean offered;
    private boolean pairing;

    Incoming(Seat seat, Screen screen, People people, Display display) {
        this.seat = seat;
        this.screen = screen;
        this.people = people;
        this.display = display;
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
        held.values().forEach(line -> show(line, waiting(line)));
        held.clear();
    }

    private void message(View.Line line) {
        people.recent().add(line);
        if (line.from().equals("me")) {
            mine(line);
            return;
        }
        people.arrived(line.conversation());
        seat.prompt(people.prompt());
        String gap = Display.gap(line);
        if (!gap.isEmpty()) screen.remark(gap);
        show(line, "");
        if (people.open().isEmpty() && !offered) {
            offered = true;
            String name = Words.quoted(TerminalText.clean(line.conversation()));
            screen.remark("       (to answer: /open " + name + ")");
        }
    }

    private void mine(View.Line line) {
        boolean linked = people.named(line.conversation()).map(View.Contact::linked).orElse(false);
        if (!linked || !line.state().equals("queued")) {
            show(line, waiting(line));
            return;
        }
        held.put(line.id(), line);
        CompletableFuture.delayedExecutor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> release(line.id()));
    }

    private synchronized void release(String id) {
        View.Line line = held.remove(id);
        if (line != null) show(line, waiting(line));
    }

    private void state(View.Line line, String time) {
        people.recent().add(line);
        String state = Display.state(line);
        if (held.remove(line.id()) != null) {
            show(line, "    " + state + " " + display.clock(time));
            return;
        }
        screen.remark(
                "%s  %s to %s: %s"
                        .formatted(
                                display.clock(time),
                                state,
                                TerminalText.clean(line.conversation()),
                                Display.quote(line.text(), QUOTED)));
    }

    private String waiting(View.Line line) {
        if (!line.state().equals("queued")) return "    " + Display.state(line);
        boolean linked = people.named(line.conversation()).map(View.Contact::linked).orElse(false);
        String who = TerminalText.clean(line.conversation());
        return linked ? "    waiting" : "    waiting: " + who + " is away; kept here";
    }

    private void show(View.Line line, String state) {
        String head = head(line);
        String text = TerminalText.cleanLines(line.text(), " ".repeat(head.length()));
        screen.message(head, text, state);
    }

    private String head(View.Line line) {
        String who = Display.name(line.conversation(), line.verified());
        boolean here = people.open().map(c -> c.name().equals(line.conversation())).orElse(false);
        boolean mine = line.from().equals("me");
        String speaker = mine ? (here ? "me" : "me to " + who) : who;
        return display.clock(line.time()) + "  " + speaker + "  ";
    }

    private void contact(View.@Nullable Contact contact, String text) {
        if (contact == null) return;
        people.learnName(contact);
        seat.prompt(people.prompt());
        String name = Display.name(contact.name(), contact.verified());
        if (text.equals("paired")) {
            if (!pairing && !people.wasAnnounced(contact.name())) {
                screen.say(name + " is now a contact.");
            }
        } else if (!text.isEmpty()) {
            screen.remark(name + " was " + TerminalText.clean(text));
        }
    }

    private void link(View.Contact contact, String time) {
        boolean before = people.linked(contact, contact.linked()).orElse(!contact.linked());
        if (before == contact.linked() || !contact.state().equals("contact")) return;
        screen.remark(
                "%s  %s is %s"
                        .formatted(
                                display.clock(time),
                                Display.name(contact.name(), contact.verified()),
                                contact.linked() ? "here" : "away"));
    }
}
