package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.util.HexFormat;
import java.util.List;

/**
 * Reads the frozen vectors of our own protocol; what the fields mean stands in the README there.
 */
final class OwnVectors {
    private OwnVectors() {}

    static JsonObject file(String name) {
        return VectorFile.json("own/" + name);
    }

    static List<JsonObject> list(JsonObject from, String field) {
        List<JsonObject> all = VectorFile.objects(from, field);
        assertFalse(all.isEmpty(), field);
        return all;
    }

    static byte[] hex(JsonObject from, String field) {
        return VectorFile.hex(from, field);
    }

    static String text(JsonObject from, String field) {
        return from.get(field).getAsString();
    }

    static SecretKey secret(JsonObject from, String field) {
        return SecretKey.take(hex(from, field));
    }

    static UserId user(JsonObject from, String field) {
        return UserId.of(hex(from, field));
    }

    static byte[][] draws(JsonObject from, String field) {
        return VectorFile.hexes(from, field).toArray(byte[][]::new);
    }

    /** Null in the file, or bytes. */
    static String hexOrNull(JsonObject from, String field) {
        JsonElement element = from.get(field);
        return element.isJsonNull() ? "null" : element.getAsString();
    }

    static void same(JsonObject expected, String field, byte[] actual) {
        assertEquals(text(expected, field), HexFormat.of().formatHex(actual), field);
    }
}
