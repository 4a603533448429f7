package org.quietdrop.node.control;

import org.quietdrop.node.core.UserError;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The one request that is written by hand, so that no string ever holds the passphrase. */
final class PassphraseLine {
    private PassphraseLine() {}

    /** A call of {@code unlock} as a line; the caller wipes it. */
    static byte[] encode(long id, char[] passphrase) {
        CharBuffer line = CharBuffer.allocate(128 + passphrase.length * 6);
        ByteBuffer bytes = ByteBuffer.allocate(0);
        try {
            line.put("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"unlock\",");
            line.put("\"params\":{\"passphrase\":\"");
            for (char c : passphrase) {
                if (c == '"' || c == '\\') line.put('\\').put(c);
                else if (c < ' ') line.put(String.format(Locale.ROOT, "\\u%04x", (int) c));
                else line.put(c);
            }
            line.put("\"}}\n").flip();
            bytes = StandardCharsets.UTF_8.newEncoder().encode(line);
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new UserError(UserError.Exit.USAGE, "the passphrase is not valid text");
        } finally {
            Arrays.fill(line.array(), '\0');
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }
}
