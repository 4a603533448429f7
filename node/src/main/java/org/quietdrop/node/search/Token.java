package org.quietdrop.node.search;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A piece of a text that can be looked for. The rules are our own, not the platform's: what is
 * indexed today must be found by tomorrow's Java.
 *
 * @param kind what it is
 * @param text folded
 */
record Token(Kind kind, String text) {
    /** Number of these rules: an index made by others is made anew. */
    static final int RULES = 1;

    /** Code points of a word that count in the index. */
    private static final int LONGEST = 24;

    /** What a token is. */
    enum Kind {
        /** Letters and digits with their marks, between anything else. */
        WORD,
        /** The same in a script without blanks between words: any part of it can be looked for. */
        RUN,
        /** One sign by itself: an emoji, a currency. */
        SIGN
    }

    /** The tokens of a text, in order. */
    static List<Token> of(String text) {
        String folded = Folding.fold(text);
        List<Token> tokens = new ArrayList<>();
        int from = 0;
        @Nullable Kind open = null;
        for (int at = 0; at < folded.length(); ) {
            int c = folded.codePointAt(at);
            @Nullable Kind kind = kind(c, open);
            if (open != null && kind != open)
                tokens.add(new Token(open, folded.substring(from, at)));
            if (kind != open) from = at;
            at += Character.charCount(c);
            open = kind;
            if (kind == Kind.SIGN) {
                tokens.add(new Token(kind, Character.toString(c)));
                open = null;
            }
        }
        if (open != null) tokens.add(new Token(open, folded.substring(from)));
        return tokens;
    }

    /** What a code point belongs to; null: to nothing. What all scripts use joins what is open. */
    private static @Nullable Kind kind(int c, @Nullable Kind open) {
        return switch (Character.getType(c)) {
            case Character.OTHER_SYMBOL, Character.CURRENCY_SYMBOL, Character.MATH_SYMBOL ->
                    Kind.SIGN;
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    script(c, open);
            case Character.DECIMAL_DIGIT_NUMBER -> Kind.WORD;
            default -> null;
        };
    }

    private static Kind script(int c, @Nullable Kind open) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL, THAI, LAO, KHMER, MYANMAR, TIBETAN ->
                    Kind.RUN;
            case COMMON, INHERITED -> open == null ? Kind.WORD : open;
            default -> Kind.WORD;
        };
    }

    /** Under which terms the index has this: of a run each two neighbours, and its end. */
    void terms(Consumer<String> to) {
        switch (kind) {
            case WORD -> to.accept(cut(text));
            case SIGN -> to.accept(text);
            case RUN -> {
                int[] points = text.codePoints().toArray();
                for (int i = 0; i + 1 < points.length; i++) to.accept(new String(points, i, 2));
                to.accept(new String(points, points.length - 1, 1));
            }
        }
    }

    /** As much of a word as the index has. */
    static String cut(String word) {
        if (word.length() <= LONGEST || word.codePointCount(0, word.length()) <= LONGEST)
            return word;
        return word.substring(0, word.offsetByCodePoints(0, LONGEST));
    }
}
