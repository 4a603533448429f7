package org.quietdrop.crypto.identity;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * Cleans the name on a card. The name comes from a stranger and is shown on a terminal, so whatever
 * moves the cursor, turns the direction of writing or cannot be seen goes out.
 */
public final class CardName {
    /** The most a name may take, in bytes of UTF-8. */
    public static final int MAX_BYTES = 62;

    private CardName() {}

    /**
     * The name as it may be shown: NFC, without control, bidi and invisible characters, white space
     * made single and plain, at most {@link #MAX_BYTES} bytes, cut between code points. May be
     * empty. Cleaning a clean name changes nothing.
     */
    public static String clean(String name) {
        String visible = visible(Normalizer.normalize(visible(name), Normalizer.Form.NFC));
        StringBuilder out = new StringBuilder();
        int bytes = 0;
        for (int at = 0; at < visible.length(); ) {
            int point = visible.codePointAt(at);
            bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                break;
            }
            out.appendCodePoint(point);
            at += Character.charCount(point);
        }
        return out.toString().strip();
    }

    private static String visible(String name) {
        StringBuilder out = new StringBuilder();
        boolean space = false;
        for (int at = 0; at < name.length(); ) {
            int point = name.codePointAt(at);
            at += Character.charCount(point);
            if (isSpace(point)) {
                space = true;
            } else if (!isInvisible(point)) {
                if (space && !out.isEmpty()) {
                    out.append(' ');
                }
                space = false;
                out.appendCodePoint(point);
            }
        }
        return out.toString();
    }

    private static boolean isSpace(int point) {
        return point == '\t'
                || point == '\n'
                || point == '\r'
                || Character.isSpaceChar(point)
                || Character.isWhitespace(point);
    }

    private static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            // FORMAT holds the bidi marks, the zero-width characters and the tag characters.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> isFiller(point);
        };
    }

    /**
     * Letters and marks which draw nothing: joiner, Hangul fillers, Mongolian and other selectors.
     */
    private static boolean isFiller(int point) {
        return point == 0x034F
                || point == 0x115F
                || point == 0x1160
                || point == 0x17B4
                || point == 0x17B5
                || (point >= 0x180B && point <= 0x180F)
                || point == 0x2800
                || point == 0x3164
                || (point >= 0xFE00 && point <= 0xFE0F)
                || point == 0xFFA0
                || (point >= 0xE0100 && point <= 0xE01EF);
    }
}
