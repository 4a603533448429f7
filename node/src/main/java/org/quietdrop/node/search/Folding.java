package org.quietdrop.node.search;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Makes texts alike that people take for the same: case, width, ligatures, accents, points and
 * digits of other scripts fall away. Marks without which a word is another one stay (Indic vowels,
 * Thai tones, the voicing of kana).
 */
final class Folding {
    /** Final sigma, and the one it is. */
    private static final char FINAL_SIGMA = 'ς';

    private static final char SIGMA = 'σ';

    private static final int TATWEEL = 0x0640;

    private Folding() {}

    /** The text as it is compared. Lone surrogates stay; nothing matches them. */
    static String fold(String text) {
        if (isAscii(text)) return text.toLowerCase(Locale.ROOT);
        String composed = Normalizer.normalize(text, Normalizer.Form.NFKC);
        String lower = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        String apart = Normalizer.normalize(lower, Normalizer.Form.NFKD);
        StringBuilder kept = new StringBuilder(apart.length());
        apart.codePoints()
                .filter(c -> !falls(c))
                .map(Folding::plain)
                .forEach(kept::appendCodePoint);
        return Normalizer.normalize(kept, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) return false;
        }
        return true;
    }

    private static int plain(int c) {
        if (c == FINAL_SIGMA) return SIGMA;
        return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER
                ? '0' + Character.digit(c, 10)
                : c;
    }

    /** What is not written by everybody: accents, vowel points, joiners, variants of emoji. */
    private static boolean falls(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT -> true;
            case Character.MODIFIER_SYMBOL -> c >= 0x1F3FB && c <= 0x1F3FF; // skin tones
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> optional(c);
            case Character.MODIFIER_LETTER -> c == TATWEEL;
            default -> false;
        };
    }

    /** Marks of Latin, Greek, Cyrillic, Hebrew and Arabic, and those for symbols. */
    private static boolean optional(int c) {
        return within(c, 0x0300, 0x036F)
                || within(c, 0x0483, 0x0489)
                || within(c, 0x0591, 0x05C7)
                || within(c, 0x0610, 0x061A)
                || within(c, 0x064B, 0x065F)
                || c == 0x0670
                || within(c, 0x06D6, 0x06ED)
                || within(c, 0x08D3, 0x08FF)
                || within(c, 0x1AB0, 0x1AFF)
                || within(c, 0x1DC0, 0x1DFF)
                || within(c, 0x20D0, 0x20FF)
                || within(c, 0xFE00, 0xFE0F)
                || within(c, 0xFE20, 0xFE2F)
                || within(c, 0xE0100, 0xE01EF);
    }

    private static boolean within(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
