package org.quietdrop.node.control;

/**
 * Makes text that came from outside safe to print: whole escape sequences, control characters,
 * writing-direction marks and invisible characters are taken out, and of marks stacked on one
 * letter all but the first {@value #MARKS}. A line break stays only where the caller asks for it,
 * so that no text can look like a line of its own.
 */
public final class TerminalText {
    private static final int ESC = 0x1b;
    private static final int BELL = 0x07;

    /** Marks on one letter; no script stacks more, but thousands would cover other lines. */
    static final int MARKS = 8;

    private TerminalText() {}

    /** The text on one line: breaks and tabs become single spaces. */
    public static String clean(String text) {
        return strip(text, " ");
    }

    /** The text with its line breaks, every line after the first moved in by {@code indent}. */
    public static String cleanLines(String text, String indent) {
        return strip(text, "\n" + indent);
    }

    /** Whether this character is one that {@link #clean} takes out or replaces. */
    static boolean hidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            case Character.FORMAT -> !visibleFormat(c);
            default -> filler(c);
        };
    }

    private static String strip(String text, String lineBreak) {
        StringBuilder clean = new StringBuilder(text.length());
        int at = 0;
        int marks = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            // What is taken out between two marks does not part them.
            if (mark(c)) marks++;
            else if (!hidden(c)) marks = 0;
            if (c == ESC || (c >= 0x80 && c <= 0x9f)) {
                next = afterSequence(text, at, c);
            } else if (c == '\n' || c == 0x0b || c == 0x0c || c == 0x2028 || c == 0x2029) {
                clean.append(lineBreak);
            } else if (c == '\r') {
                boolean pair = next < text.length() && text.charAt(next) == '\n';
                if (!pair) clean.append(lineBreak);
            } else if (c == '\t') {
                clean.append(' ');
            } else if (Character.getType(c) == Character.SURROGATE) {
                clean.append('\ufffd');
            } else if (!hidden(c) && marks <= MARKS) {
                clean.appendCodePoint(c);
            }
            at = next;
        }
        return clean.toString();
    }

    /** Where the text goes on after an escape sequence or an eight-bit control. */
    private static int afterSequence(String text, int at, int first) {
        int kind;
        int body;
        if (first == ESC) {
            if (at + 1 >= text.length()) return at + 1;
            kind = text.charAt(at + 1);
            body = at + 2;
        } else {
            kind = first - 0x40;
            body = at + 1;
        }
        return switch (kind) {
            case '[' -> afterControlSequence(text, body);
            case ']', 'P', 'X', '^', '_' -> afterString(text, body);
            default -> first == ESC ? afterShort(text, at + 1) : body;
        };
    }

    /** CSI: parameters and intermediates, then one final character. */
    private static int afterControlSequence(String text, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) >= 0x20 && text.charAt(i) <= 0x3f) i++;
        boolean ended = i < text.length() && text.charAt(i) >= 0x40 && text.charAt(i) <= 0x7e;
        return ended ? i + 1 : i;
    }

    /**
     * OSC, DCS and their like: up to the bell or the string terminator. One that never ends hides
     * only its own line.
     */
    private static int afterString(String text, int at) {
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == BELL || c == 0x9c) return i + 1;
            if (c == ESC) return i + 1 < text.length() && text.charAt(i + 1) == '\\' ? i + 2 : i;
            if (c == '\n') return i;
        }
        return text.length();
    }

    /** Two-character sequences, with intermediates before the last. */
    private static int afterShort(String text, int at) {
        int i = at;
        while (i < text.length() && text.charAt(i) >= 0x20 && text.charAt(i) <= 0x2f) i++;
        boolean ended = i < text.length() && text.charAt(i) >= 0x30 && text.charAt(i) <= 0x7e;
        return ended ? i + 1 : i;
    }

    /** What is drawn above, below or around the letter before it. */
    private static boolean mark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** Signs that Unicode calls format but that are seen: Arabic number signs and the like. */
    private static boolean visibleFormat(int c) {
        return (c >= 0x600 && c <= 0x605) || c == 0x6dd || c == 0x8e2 || c == 0x110bd;
    }

    /** Letters without ink: they make two names look like one. */
    private static boolean filler(int c) {
        return c == 0x34f || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0;
    }
}
