package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.Beginning;
import org.quietdrop.node.core.View;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How people read views: names with their marks, times of their zone, states as words. */
public final class Display {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    /** Characters of a message that stand above the answer to it. */
    private static final int ANSWERED = 40;

    /** How a contact is called, and how it is said whether that is verified. */
    @FunctionalInterface
    public interface Names {
        /** The name, cleaned, with its mark. */
        String called(String name, boolean verified);
    }

    private final ZoneId zone;
    private final Names names;

    /** For people in this zone, with the usual marks. */
    public Display(ZoneId zone) {
        this(zone, Display::name);
    }

    /** For people in this zone, with names marked so. */
    public Display(ZoneId zone, Names names) {
        this.zone = zone;
        this.names = names;
    }

    /** The name with its mark. */
    public String called(String name, boolean verified) {
        return names.called(name, verified);
    }

    /** {@code bob ✓} when verified, else {@code (bob)}. */
    public static String name(String name, boolean verified) {
        String clean = TerminalText.clean(name);
        return verified ? clean + " ✓" : "(" + clean + ")";
    }

    /** Hours and minutes. */
    public String clock(String time) {
        return format(time, CLOCK);
    }

    /** Hours, minutes and seconds. */
    public String seconds(String time) {
        return format(time, SECONDS);
    }

    /** Day of the month and minutes. */
    public String moment(String time) {
        return format(time, MOMENT);
    }

    /** The day and minutes, sorted as they are written. */
    public String minute(String time) {
        return format(time, MINUTE);
    }

    /** Day of the month. */
    public String date(String time) {
        return format(time, DATE);
    }

    /** The day in full. */
    public String day(String time) {
        return format(time, DAY);
    }

    private String format(String time, DateTimeFormatter format) {
        try {
            ZonedDateTime moment = OffsetDateTime.parse(time).atZoneSameInstant(zone);
            return moment.format(format);
        } catch (DateTimeParseException e) {
            return TerminalText.clean(time);
        }
    }

    /** The beginning of an id: enough for any command. */
    public static String id(String id) {
        String clean = TerminalText.clean(id);
        return clean.length() > 8 ? clean.substring(0, 8) : clean;
    }

    /** A line of a conversation, with the lines of its text below each other. */
    public String line(View.Line line) {
        boolean mine = line.from().equals("me");
        String head =
                clock(line.time())
                        + "  "
                        + (mine ? "me" : called(line.from(), line.verified()))
                        + "  ";
        String indent = " ".repeat(head.length());
        return head
                + content(line, indent)
                + (mine && !state(line).isEmpty() ? "    " + state(line) : "")
                + signs(line);
    }

    /** What a line says: what it answers, if it does, and below that its words. */
    public static String content(View.Line line, String indent) {
        return answered(line, indent) + words(line, indent);
    }

    private static String answered(View.Line line, String indent) {
        View.Quote quote = line.replyTo();
        if (quote == null) return "";
        String from = quote.from();
        String text = quote.text();
        String whose =
                from == null ? "" : from.equals("me") ? "your " : TerminalText.clean(from) + "'s ";
        String what = text == null ? "message " + id(quote.id()) : quote(text, ANSWERED);
        return "> " + whose + what + "\n" + indent;
    }

    private static String words(View.Line line, String indent) {
        if (line.deleted() != null) return "(deleted)";
        String text = TerminalText.cleanLines(line.text(), indent);
        return line.edited() == null ? text : text + " (edited)";
    }

    /** The signs at a line, behind it; empty: none. */
    public static String signs(View.Line line) {
        List<View.Reaction> all = line.reactions();
        if (all == null) return "";
        StringBuilder signs = new StringBuilder();
        for (View.Reaction r : all) {
            String who = r.from().equals("me") ? "you" : TerminalText.clean(r.from());
            signs.append("  [").append(who).append(": ").append(TerminalText.clean(r.sign()));
            signs.append(']');
        }
        return signs.toString();
    }

    /** What is missing before a line; empty: nothing. */
    public static String gap(View.Line line) {
        if (line.gap() <= 0) return "";
        String from = TerminalText.clean(line.from());
        return line.gap() == 1
                ? "       (a message from " + from + " is missing here)"
                : "       (" + line.gap() + " messages from " + from + " are missing here)";
    }

    /** How far a message of ours is, in words. */
    public static String state(View.Line line) {
        return switch (line.state()) {
            case "queued" -> "waiting";
            case "carried" -> carried(line.carriers());
            case "deleted" -> "";
            default -> TerminalText.clean(line.state());
        };
    }

    /** {@code carried by carol}, as far as the carriers are known. */
    static String carried(@Nullable List<String> carriers) {
        return carriers == null || carriers.isEmpty() ? "carried" : "carried by " + names(carriers);
    }

    /** {@code carol, dave and erin}. */
    public static String names(List<String> names) {
        String all = TerminalText.clean(names.getLast());
        if (names.size() == 1) return all;
        List<String> first = names.subList(0, names.size() - 1);
        return TerminalText.clean(String.join(", ", first)) + " and " + all;
    }

    /** A contact on one line. */
    public String contact(View.Contact contact) {
        String presence =
                switch (contact.state()) {
                    case "pending" -> "pending: waits for the other side's word";
                    case "blocked" -> "blocked";
                    default -> contact.linked() ? "linked" : away(contact);
                };
        return called(contact.name(), contact.verified()) + "  " + presence + trust(contact);
    }

    /** A name can hold what a command line acts on: nothing to be copied contains one. */
    private static String trust(View.Contact contact) {
        if (contact.trusted() && contact.trustsYou()) return "  carries for you";
        if (contact.trusted()) return "  you trust, waiting for their word";
        if (contact.trustsYou()) {
            return "  trusts you; to let mail wait there: quietdrop trust NAME";
        }
        return "";
    }

    private String away(View.Contact contact) {
        String seen = contact.lastSeen();
        return seen == null ? "away, not met yet" : "away, last seen " + moment(seen);
    }

    /** A message's whole story, a line each. */
    public List<String> why(View.Why why) {
        List<String> lines = new ArrayList<>();
        lines.add(
                (why.text().isEmpty() ? "(deleted)" : quote(why.text(), 60))
                        + ", conversation with "
                        + TerminalText.clean(why.conversation()));
        for (View.Step step : why.steps()) {
            lines.add(seconds(step.time()) + "  " + TerminalText.clean(step.text()));
        }
        if (!why.observer().isEmpty()) {
            lines.add("An observer of your network saw: " + TerminalText.clean(why.observer()));
        }
        return lines;
    }

    /** A text in quotation marks, on one line, cut after so many characters. */
    public static String quote(String text, int most) {
        String clean = TerminalText.clean(text);
        String begun = Beginning.of(clean, most);
        return "\"" + begun + (begun.length() < clean.length() ? "…\"" : "\"");
    }

    /** What waits: since when, why, and where copies lie. */
    public String waiting(View.Waiting waiting) {
        String next = waiting.nextTry();
        return id(waiting.id())
                + "  to "
                + TerminalText.clean(waiting.to())
                + "  since "
                + moment(waiting.since())
                + "  "
                + TerminalText.clean(waiting.reason())
                + "; kept here until "
                + moment(waiting.until())
                + (waiting.carriers().isEmpty() ? "" : ", and by " + names(waiting.carriers()))
                + (next == null ? "" : "; next try " + seconds(next));
    }
}
