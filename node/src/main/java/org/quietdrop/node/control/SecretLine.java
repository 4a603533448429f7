package org.quietdrop.node.control;

import org.quietdrop.node.core.UserError;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** A request that carries secrets, written by hand, so that no string ever holds one. */
final class SecretLine {
    private SecretLine() {}

    /**
     * A call as a line; the caller wipes it.
     *
     * @param plain parameters that are no secrets
     * @param secrets parameters that are; they stay the caller's to wipe
     * @param more parameters as JSON, each with a comma behind it
     */
    static byte[] encode(
            long id,
            String method,
            Map<String, String> plain,
            Map<String, char[]> secrets,
            String more) {
        int room = 128 + method.length() + more.length();
        for (Map.Entry<String, String> e : plain.entrySet()) {
            room += 8 + e.getKey().length() + 6 * e.getValue().length();
        }
        for (Map.Entry<String, char[]> e : secrets.entrySet()) {
            room += 8 + e.getKey().length() + 6 * e.getValue().length;
        }
        CharBuffer line = CharBuffer.allocate(room);
        ByteBuffer bytes = ByteBuffer.allocate(0);
        try {
            line.put("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",");
            line.put("\"params\":{").put(more);
            boolean[] first = {true};
            plain.forEach((name, value) -> put(line, first, name, value.toCharArray()));
            secrets.forEach((name, value) -> put(line, first, name, value));
            line.put("}}\n").flip();
            bytes = StandardCharsets.UTF_8.newEncoder().encode(line);
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new UserError(UserError.Exit.USAGE, "what was typed is not valid text");
        } finally {
            Arrays.fill(line.array(), '\0');
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }

    private static void put(CharBuffer line, boolean[] first, String name, char[] value) {
        if (!first[0]) line.put(',');
        first[0] = false;
        line.put('"').put(name).put("\":\"");
        for (char c : value) {
            if (c == '"' || c == '\\') line.put('\\').put(c);
            else if (c < ' ') line.put(String.format(Locale.ROOT, "\\u%04x", (int) c));
            else line.put(c);
        }
        line.put('"');
    }
}
