package org.quietdrop.node.control;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the passphrases out of a line before the JSON library sees it, since the library makes
 * strings, which cannot be wiped. Each value of a secret parameter is replaced by its number here;
 * whether the rest is JSON, and where the parameter stands, the library decides. Close it to wipe
 * what nobody took.
 */
final class CutSecrets implements AutoCloseable {
    /** Names of parameters that are secrets, wherever they stand. */
    private static final Set<String> NAMES = Set.of("passphrase", "old", "new");

    private static final int LONGEST_NAME = 16;
    private static final String BETWEEN = ": \t\r";

    private final List<char[]> values = new ArrayList<>();
    private final byte[] rest;

    /**
     * Cuts them from a line and wipes it. A value that is no proper string is left to be refused.
     */
    CutSecrets(byte[] line) {
        byte[] out = new byte[line.length + 16];
        int length = 0;
        boolean secret = false;
        for (int at = 0; at < line.length; ) {
            int end = line[at] == '"' ? endOfString(line, at) : -1;
            if (end < 0) {
                // Only blanks and a colon may stand between a name and its value.
                secret &= BETWEEN.indexOf(line[at]) >= 0;
                out[length++] = line[at++];
                continue;
            }
            char @Nullable [] value = secret ? text(line, at + 1, end - 1) : null;
            if (value != null) {
                byte[] number = ("\"" + values.size() + "\"").getBytes(StandardCharsets.US_ASCII);
                values.add(value);
                out = room(out, length, number.length + line.length - at);
                System.arraycopy(number, 0, out, length, number.length);
                length += number.length;
            } else {
                System.arraycopy(line, at, out, length, end - at);
                length += end - at;
            }
            secret = value == null && isName(line, at + 1, end - 1);
            at = end;
        }
        rest = Arrays.copyOf(out, length);
        Arrays.fill(out, (byte) 0);
        Arrays.fill(line, (byte) 0);
    }

    /** The line without them. */
    byte[] rest() {
        return rest;
    }

    /** A copy of what stood there, which the caller wipes; empty if nothing has this number. */
    Optional<char[]> of(String number) {
        for (int i = 0; i < values.size(); i++) {
            if (Integer.toString(i).equals(number)) return Optional.of(values.get(i).clone());
        }
        return Optional.empty();
    }

    private static byte[] room(byte[] out, int length, int more) {
        if (length + more <= out.length) return out;
        byte[] longer = Arrays.copyOf(out, length + more + 64);
        Arrays.fill(out, (byte) 0);
        return longer;
    }

    /** Behind the quote that ends the string; -1 if none does. */
    private static int endOfString(byte[] line, int begin) {
        for (int at = begin + 1; at < line.length; at++) {
            if (line[at] == '\\') at++;
            else if (line[at] == '"') return at + 1;
        }
        return -1;
    }

    /** What a string says; null if it is not as RFC 8259 wants it. */
    private static char @Nullable [] text(byte[] line, int from, int to) {
        CharBuffer written;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line, from, to - from);
            written = StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            return null;
        }
        char[] said = new char[written.remaining()];
        int length = 0;
        try {
            while (written.hasRemaining()) {
                int c = written.get();
                if (c == '\\') c = escaped(written);
                else if (c < ' ') c = -1;
                if (c < 0) return null;
                said[length++] = (char) c;
            }
            return Arrays.copyOf(said, length);
        } finally {
            Arrays.fill(written.array(), '\0');
            Arrays.fill(said, '\0');
        }
    }

    /** What stands behind a backslash; -1 if nothing does that may. */
    private static int escaped(CharBuffer written) {
        if (!written.hasRemaining()) return -1;
        char c = written.get();
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) return "\"\\/\b\f\n\r\t".charAt(known);
        if (c != 'u' || written.remaining() < 4) return -1;
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(written.get(), 16);
            if (digit < 0) return -1;
            code = code << 4 | digit;
        }
        return code;
    }

    private static boolean isName(byte[] line, int from, int to) {
        if (to - from > LONGEST_NAME || to < from) return false;
        return NAMES.contains(new String(line, from, to - from, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        values.forEach(value -> Arrays.fill(value, '\0'));
    }
}
