package org.quietdrop.node.core;

/** The beginning of a text, cut between characters and never inside of one. */
public final class Beginning {
    private Beginning() {}

    /** At most so many code points; the whole text if it has no more. */
    public static String of(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) return text;
        return text.substring(0, text.offsetByCodePoints(0, most));
    }
}
