package org.quietdrop.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * The name that somebody shows to the whole network: what may stand in one. Others may have sent
 * it, so that it cannot move a cursor, turn the direction of writing or hide something.
 */
public final class ShownName {
    /** The longest in bytes of UTF-8. */
    public static final int MAX_BYTES = 32;

    private ShownName() {}

    /**
     * As much of the text as can be shown: without what {@link #allowed} forbids, blanks made
     * single, cut between characters. May be empty.
     */
    public static String of(String text) {
        StringBuilder clean = new StringBuilder();
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        composed.codePoints()
                .forEach(point -> {
                    if (Character.isWhitespace(point) || Character.isSpaceChar(point)) {
                        if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                            clean.append(' ');
                        }
                    } else if (visible(point)) {
                        clean.appendCodePoint(point);
                    }
                });
        // What stood between two signs may be gone, so that they make one now.
        String whole = Normalizer.normalize(clean, Normalizer.Form.NFC);
        int end = 0;
        while (end < whole.length()) {
            int next = whole.offsetByCodePoints(end, 1);
            if (bytes(whole.substring(0, next)) > MAX_BYTES) {
                break;
            }
            end = next;
        }
        return whole.substring(0, end).strip();
    }

    /**
     * Whether this is a name as {@link #of} makes it: 1 to 32 bytes, composed (NFC), no blank at
     * either end or beside another one, nothing that is not seen.
     */
    public static boolean allowed(String name) {
        return !name.isEmpty() && of(name).equals(name);
    }

    /** What a TXT record says, its bytes read as Latin-1; empty if it is no name. */
    static Optional<String> read(String latin) {
        byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            String name =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return allowed(name) ? Optional.of(name) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean visible(int point) {
        return switch (Character.getType(point)) {
            // FORMAT holds the marks of direction, and what has no width.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> !inkless(point);
        };
    }

    /** Letters and marks that draw nothing. */
    private static boolean inkless(int point) {
        return point == 0x034f
                || point == 0x115f
                || point == 0x1160
                || point == 0x17b4
                || point == 0x17b5
                || (point >= 0x180b && point <= 0x180f)
                || point == 0x2800
                || point == 0x3164
                || (point >= 0xfe00 && point <= 0xfe0f)
                || point == 0xffa0
                || (point >= 0xe0100 && point <= 0xe01ef);
    }
}
