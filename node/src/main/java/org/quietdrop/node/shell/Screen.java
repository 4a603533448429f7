package org.quietdrop.node.shell;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything the shell shows goes through here, and is cleaned here once more: no text can reach
 * the terminal as anything but text. The only class that styles; no style carries a meaning. Any
 * thread.
 */
final class Screen {
    private static final Pattern COMMAND =
            Pattern.compile(
                    Verb.words().stream()
                            .map(word -> word.substring(1))
                            .collect(Collectors.joining("|", "quietdrop (", ")\\b")));

    private final Seat seat;
    private final Look look;

    Screen(Seat seat, Look look) {
        this.seat = seat;
        this.look = look;
    }

    /** An ordinary line; it may have breaks, which the caller has indented. */
    void say(String text) {
        print(plain(text), indent(text));
    }

    /** The same of a message of ours: {@link #became} may say later what became of it. */
    void say(String id, String text) {
        AttributedString line = plain(text);
        seat.print(id, LineBreaks.fit(line, indent(text), line.length(), seat.width()));
    }

    /** A quiet line: what happens beside the conversation. */
    void remark(String text) {
        print(styled(text, look.theme().quiet()), indent(text));
    }

    /** A line with something in it to be read aloud or compared. */
    void point(String before, String what, String after) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(plain(before)).append(styled(what, look.theme().point())).append(plain(after));
        print(line.toAttributedString(), indent(before));
    }

    /**
     * A line of a conversation: who and when quietly, the text, what became of it quietly.
     *
     * @param id of the message, to say later what became of it; empty: nothing will
     */
    void message(String id, String head, String text, String state) {
        if (id.isEmpty()) seat.print(fitted(head, text, state));
        else seat.print(id, fitted(head, text, state));
    }

    /**
     * Says on the line itself, where it stands on the screen, what became of a message of ours.
     *
     * @return whether it does
     */
    boolean became(String id, String head, String text, String state) {
        if (look.words()) return false;
        if (seat.again(id, fitted(head, text, state))) return true;
        // On a narrow screen the shorter word may leave a row: it begins one of its own.
        String own = "\n" + " ".repeat(columns(head)) + state.strip();
        return seat.again(id, fitted(head, text, own));
    }

    private AttributedString fitted(String head, String text, String state) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(styled(head, look.theme().head())).append(plain(text));
        int end = line.length();
        while (end - line.length() < state.length() && blank(state.charAt(end - line.length())))
            end++;
        line.append(styled(state, look.theme().quiet()));
        // What became of it stays together where that fits on a line.
        if (columns(head) + columns(state.strip()) > seat.width()) end = line.length();
        return LineBreaks.fit(line.toAttributedString(), columns(head), end, seat.width());
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\n';
    }

    private static int columns(String text) {
        return new AttributedString(text).columnLength();
    }

    /** What went wrong, and what to do in this shell. */
    void fail(UserError error) {
        String hint = here(error.hint());
        say(
                TerminalText.clean(
                        sentence(error.text()) + (hint.isEmpty() ? "" : " " + sentence(hint))));
    }

    /** The words of the command line, as this shell has them. */
    static String here(String hint) {
        String known =
                hint.replace("quietdrop daemon --background", "/start")
                        .replace("quietdrop unlock", "/start")
                        .replace("quietdrop address add", "/address");
        return COMMAND.matcher(known).replaceAll("/$1");
    }

    /** With a capital and an end. */
    static String sentence(String text) {
        if (text.isEmpty()) return text;
        int first = text.offsetByCodePoints(0, 1);
        boolean ended = text.endsWith(".") || text.endsWith("?") || text.endsWith("!");
        // Nothing that will be typed may get a full stop behind it.
        boolean typed = text.contains(": ") && text.lastIndexOf(": ") > text.lastIndexOf(". ");
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first)
                + (ended || typed ? "" : ".");
    }

    private void print(AttributedString text, int indent) {
        seat.print(LineBreaks.fit(text, indent, text.length(), seat.width()));
    }

    private static int indent(String text) {
        int blanks = 0;
        while (blanks < text.length() && text.charAt(blanks) == ' ') blanks++;
        return blanks;
    }

    private static AttributedString plain(String text) {
        return styled(text, AttributedStyle.DEFAULT);
    }

    private static AttributedString styled(String text, AttributedStyle style) {
        StringBuilder clean = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (!clean.isEmpty()) clean.append('\n');
            clean.append(TerminalText.clean(line));
        }
        return new AttributedString(clean, style);
    }
}
