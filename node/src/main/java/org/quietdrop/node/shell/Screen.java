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

    Screen(Seat seat) {
        this.seat = seat;
    }

    /** An ordinary line; it may have breaks, which the caller has indented. */
    void say(String text) {
        print(plain(text), indent(text));
    }

    /** A quiet line: what happens beside the conversation. */
    void remark(String text) {
        print(styled(text, AttributedStyle.DEFAULT.faint()), indent(text));
    }

    /** A line with something in it to be read aloud or compared. */
    void point(String before, String what, String after) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(plain(before)).append(styled(what, AttributedStyle.BOLD)).append(plain(after));
        print(line.toAttributedString(), indent(before));
    }

    /** A line of a conversation: who and when quietly, the text, what became of it quietly. */
    void message(String head, String text, String state) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        line.append(styled(head, AttributedStyle.BOLD)).append(plain(text));
        int end = line.length();
        while (end - line.length() < state.length() && state.charAt(end - line.length()) == ' ')
            end++;
        line.append(styled(state, AttributedStyle.DEFAULT.faint()));
        seat.print(LineBreaks.fit(line.toAttributedString(), head.length(), end, seat.width()));
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
