package org.quietdrop.node.control;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.internal.LazilyParsedNumber;
import com.google.gson.stream.JsonReader;

import org.quietdrop.node.core.UserError;

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The one door to the JSON library. Records become objects with their components as fields, null
 * fields are left out. Reading is strict: RFC 8259 to the letter, one value and nothing after it,
 * no duplicate names, at most {@value #NESTING} levels.
 */
public final class Json {
    static final int NESTING = 32;

    /** Apart, as it takes a while to make: it is needed for records and maps only. */
    private static final class Records {
        private static final Gson GSON =
                new GsonBuilder().disableHtmlEscaping().disableJdkUnsafe().create();
    }

    private Json() {}

    /**
     * One line of JSON for a record, a map or a list. Characters that a terminal would act on or
     * not show are escaped, so the line says everything and can be printed as it is.
     */
    public static String write(Object value) {
        return escape(Records.GSON.toJson(value));
    }

    /** As it is, null members included: the id of a refused line is one. */
    static String write(JsonElement value) {
        return escape(value.toString());
    }

    static JsonElement tree(Object value) {
        return Records.GSON.toJsonTree(value);
    }

    /** An element as a record or map; fails when its fields have other types. */
    static <T> T read(JsonElement element, Class<T> type) {
        try {
            return Records.GSON.fromJson(element, type);
        } catch (JsonParseException e) {
            throw notUnderstood();
        }
    }

    static UserError notUnderstood() {
        return new UserError(
                UserError.Exit.DAEMON,
                "the node's answer is not understood",
                "node and command are of different versions; restart the node");
    }

    /** Reads one JSON object and wipes the bytes, which may hold a passphrase. */
    static JsonObject object(byte[] utf8) {
        CharBuffer chars;
        try {
            chars = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
        } catch (CharacterCodingException e) {
            throw malformed("the line is not UTF-8");
        } finally {
            Arrays.fill(utf8, (byte) 0);
        }
        try {
            return object(new CharArrayReader(chars.array(), 0, chars.length()));
        } finally {
            Arrays.fill(chars.array(), '\0');
        }
    }

    static JsonObject object(Reader text) {
        // Not closed: the reader holds no resource, and closing would hide where it failed.
        JsonReader reader = new JsonReader(text);
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonElement value = element(reader, 0);
            if (value instanceof JsonObject object
                    && reader.peek() == com.google.gson.stream.JsonToken.END_DOCUMENT) {
                return object;
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // The library's message may quote what was read; ours never does.
            throw malformed("the line is not one JSON object");
        }
        throw malformed("the line is not one JSON object");
    }

    private static JsonElement element(JsonReader reader, int depth) throws IOException {
        if (depth > NESTING) throw malformed("more than " + NESTING + " levels of nesting");
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(reader, depth);
            case BEGIN_ARRAY -> items(reader, depth);
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> new JsonPrimitive(new LazilyParsedNumber(reader.nextString()));
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT -> throw malformed("not a JSON value");
        };
    }

    private static JsonObject members(JsonReader reader, int depth) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) throw malformed("a name occurs twice in one object");
            object.add(name, element(reader, depth + 1));
        }
        reader.endObject();
        return object;
    }

    private static JsonArray items(JsonReader reader, int depth) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) array.add(element(reader, depth + 1));
        reader.endArray();
        return array;
    }

    private static UserError malformed(String what) {
        return new UserError(UserError.Exit.USAGE, what);
    }

    /** Hidden characters can only stand inside strings, where an escape means the same. */
    private static String escape(String json) {
        StringBuilder escaped = null;
        for (int i = 0; i < json.length(); ) {
            int c = json.codePointAt(i);
            int next = i + Character.charCount(c);
            boolean hidden = c >= 0x7f && TerminalText.hidden(c);
            if (hidden && escaped == null) escaped = new StringBuilder(json.substring(0, i));
            if (escaped != null) {
                for (int k = i; k < next; k++) {
                    char unit = json.charAt(k);
                    if (hidden) escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                    else escaped.append(unit);
                }
            }
            i = next;
        }
        return escaped == null ? json : escaped.toString();
    }
}
