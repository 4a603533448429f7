package org.quietdrop.node.shell;

import org.jline.utils.AttributedString;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What stands before the line that is typed: the open conversation, and above it a row with links,
 * what waits and what is unread. Where no such row can be, what matters of it stands in the prompt.
 * It changes only when one of these does. Thread-safe.
 */
final class PromptLine {
    private static final int NARROWEST = 20;
    private static final String CUT = "...";

    private final Seat seat;
    private final People people;
    private final Waiting waiting;
    private final Look look;

    PromptLine(Seat seat, People people, Waiting waiting, Look look) {
        this.seat = seat;
        this.people = people;
        this.waiting = waiting;
        this.look = look;
    }

    /** As it is now. */
    String text() {
        String who =
                people.open()
                        .map(c -> look.called(c.name(), c.verified()))
                        .orElse(people.self() + " (no conversation)");
        int width = seat.rowWidth();
        boolean row = !look.words() && width >= NARROWEST;
        if (row) return row(width) + "\n" + who + " > ";
        List<String> parts = new ArrayList<>(List.of(who));
        parts.addAll(unread());
        parts.addAll(people.troubles());
        return String.join(look.between(), parts) + " > ";
    }

    /** Shows it as it is now. */
    void renew() {
        seat.prompt(text());
    }

    private String row(int width) {
        List<String> parts = new ArrayList<>();
        int links = people.links();
        parts.add(links + (links == 1 ? " link" : " links"));
        if (waiting.count() > 0) parts.add("outbox " + waiting.count());
        parts.addAll(unread());
        parts.addAll(people.troubles());
        String state = String.join(look.between(), parts);
        String whole = people.self() + "    " + state;
        if (columns(whole) < width) return whole;
        if (columns(state) < width) return state;
        int most = width - CUT.length() - 1;
        return new AttributedString(state).columnSubSequence(0, most) + CUT;
    }

    private static int columns(String text) {
        return new AttributedString(text).columnLength();
    }

    private List<String> unread() {
        Map<View.Contact, String> all = people.unread();
        if (all.isEmpty()) return List.of();
        String names =
                all.size() > 2
                        ? all.size() + " people"
                        : String.join(
                                ", ",
                                all.keySet().stream()
                                        .map(c -> TerminalText.clean(c.name()))
                                        .toList());
        return List.of("unread " + people.allUnread() + " (" + names + ")");
    }
}
