package org.quietdrop.node.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of an answer, one by one: for commands that scripts run over and over, as reading a
 * whole record takes longer than all else that they do. What is of another type fails as an answer
 * that is not understood.
 */
public final class Answer {
    private final JsonObject fields;

    Answer(JsonElement result) {
        if (!(result instanceof JsonObject object)) throw Json.notUnderstood();
        fields = object;
    }

    /** A string that must be there. */
    public String text(String name) {
        String text = optionalText(name);
        if (text == null) throw Json.notUnderstood();
        return text;
    }

    /** A string; null when it is left out. */
    public @Nullable String optionalText(String name) {
        JsonElement value = fields.get(name);
        return value == null ? null : text(value);
    }

    /** A whole number; 0 when it is left out. */
    public long number(String name) {
        Long number = optionalNumber(name);
        return number == null ? 0 : number;
    }

    /** A whole number; null when it is left out. */
    public @Nullable Long optionalNumber(String name) {
        JsonElement value = fields.get(name);
        if (value == null) return null;
        if (!(value instanceof JsonPrimitive number) || !number.isNumber()) {
            throw Json.notUnderstood();
        }
        try {
            return Long.parseLong(number.getAsString());
        } catch (NumberFormatException e) {
            throw Json.notUnderstood();
        }
    }

    /** Strings; null when they are left out. */
    public @Nullable List<String> texts(String name) {
        JsonElement value = fields.get(name);
        if (value == null) return null;
        if (!value.isJsonArray()) throw Json.notUnderstood();
        List<String> texts = new ArrayList<>();
        for (JsonElement one : value.getAsJsonArray()) texts.add(text(one));
        return texts;
    }

    /** Names and values, as Java has them; null when they are left out. */
    public @Nullable Map<String, Object> map(String name) {
        JsonElement value = fields.get(name);
        if (value == null) return null;
        if (!(value instanceof JsonObject object)) throw Json.notUnderstood();
        return map(object);
    }

    private static Map<String, Object> map(JsonObject object) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> one : object.entrySet()) {
            if (!one.getValue().isJsonNull()) map.put(one.getKey(), plain(one.getValue()));
        }
        return map;
    }

    private static Object plain(JsonElement value) {
        if (value instanceof JsonObject object) return map(object);
        if (value.isJsonArray()) {
            List<Object> all = new ArrayList<>();
            for (JsonElement one : value.getAsJsonArray()) {
                if (!one.isJsonNull()) all.add(plain(one));
            }
            return all;
        }
        JsonPrimitive primitive = value.getAsJsonPrimitive();
        if (primitive.isBoolean()) return primitive.getAsBoolean();
        return primitive.isNumber() ? primitive.getAsDouble() : primitive.getAsString();
    }

    /** A record; null when it is left out. */
    public <T> @Nullable T as(String name, Class<T> type) {
        JsonElement value = fields.get(name);
        return value == null ? null : Json.read(value, type);
    }

    private static String text(JsonElement value) {
        if (!(value instanceof JsonPrimitive text) || !text.isString()) {
            throw Json.notUnderstood();
        }
        return text.getAsString();
    }
}
