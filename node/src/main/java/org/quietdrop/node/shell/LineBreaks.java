package org.quietdrop.node.shell;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/** Breaks lines between words, so that the terminal does not break them within. */
final class LineBreaks {
    private static final int NARROWEST = 20;

    private LineBreaks() {}

    /**
     * The text in lines that fit, as far as its words do.
     *
     * @param indent blanks before each line that is new
     * @param whole from here on words stay together
     * @param width columns; too few to be of use: the text as it is
     */
    static AttributedString fit(AttributedString text, int indent, int whole, int width) {
        if (width < NARROWEST + indent) return text;
        AttributedStringBuilder fitted = new AttributedStringBuilder();
        int begin = 0;
        int blank = -1;
        int columns = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                fitted.append(text.subSequence(begin, i + 1));
                begin = i + 1;
                blank = -1;
                columns = 0;
                continue;
            }
            // Both halves of a pair, when the second has come.
            if (Character.isHighSurrogate(c)) continue;
            columns += columns(text, Character.isLowSurrogate(c) && i > begin ? i - 1 : i, i + 1);
            if (c == ' ' && columns > indent && i < whole) blank = i;
            if (columns <= width || blank <= begin) continue;
            fitted.append(text.subSequence(begin, blank)).append("\n").append(" ".repeat(indent));
            begin = blank + 1;
            blank = -1;
            columns = indent + columns(text, begin, i + 1);
        }
        return fitted.append(text.subSequence(begin, text.length())).toAttributedString();
    }

    private static int columns(AttributedString text, int from, int to) {
        return text.subSequence(from, to).columnLength();
    }
}
