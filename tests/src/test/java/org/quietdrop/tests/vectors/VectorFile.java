package org.quietdrop.tests.vectors;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The files below {@code resources/vectors}. */
final class VectorFile {
    private VectorFile() {}

    static JsonObject json(String name) {
        try (InputStream in = open(name);
                InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = VectorFile.class.getResourceAsStream("/vectors/" + name);
        if (in == null) {
            throw new IOException("no vector file " + name);
        }
        return in;
    }

    static byte[] hex(JsonObject object, String field) {
        return HexFormat.of().parseHex(object.get(field).getAsString());
    }

    static byte[] hexOr(JsonObject object, String field, byte[] otherwise) {
        return object.has(field) ? hex(object, field) : otherwise;
    }

    static List<JsonObject> objects(JsonObject object, String field) {
        List<JsonObject> all = new ArrayList<>();
        for (JsonElement element : object.getAsJsonArray(field)) {
            all.add(element.getAsJsonObject());
        }
        return all;
    }

    static List<byte[]> hexes(JsonObject object, String field) {
        List<byte[]> all = new ArrayList<>();
        if (object.has(field)) {
            for (JsonElement element : object.getAsJsonArray(field)) {
                all.add(HexFormat.of().parseHex(element.getAsString()));
            }
        }
        return all;
    }
}
