package org.quietdrop.node.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of one call, read strictly: what is missing, of another type, out of range or
 * unknown is {@link Wrong}, and nothing is done. Read all, then {@link #end}.
 */
final class Params {
    /** A parameter does not fit. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String what) {
            super(what, null, false, false);
        }

        UserError error() {
            return new UserError(UserError.Exit.USAGE, String.valueOf(getMessage()));
        }
    }

    /** The largest number: eighteen digits. */
    static final long MOST = 999_999_999_999_999_999L;

    private final JsonObject params;
    private final CutSecrets secrets;
    private final Set<String> known = new HashSet<>();

    /**
     * @param secrets of the line that the parameters came in
     */
    Params(JsonObject params, CutSecrets secrets) {
        this.params = params;
        this.secrets = secrets;
    }

    /** A string that must be there. */
    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    /** A string that may be left out. */
    Optional<String> optionalText(String name) {
        JsonPrimitive value = primitive(name);
        if (value == null) return Optional.empty();
        if (!value.isString()) throw new Wrong(name + " is a string");
        return Optional.of(value.getAsString());
    }

    /** A string as characters that the caller wipes; it never was a string of Java. */
    char[] secret(String name) {
        JsonPrimitive value = primitive(name);
        if (value == null) throw missing(name);
        if (!value.isString()) throw new Wrong(name + " is a string");
        params.remove(name);
        String number = value.getAsString();
        return secrets.of(number).orElseThrow(() -> new Wrong(name + " is not written plainly"));
    }

    /** The same, if it is there; else an empty array. */
    char[] optionalSecret(String name) {
        return primitive(name) == null ? new char[0] : secret(name);
    }

    /** A whole number that must be there. */
    long number(String name, long least, long most) {
        return optionalNumber(name, least, most).orElseThrow(() -> missing(name));
    }

    /** A whole number that may be left out. */
    Optional<Long> optionalNumber(String name, long least, long most) {
        JsonPrimitive value = primitive(name);
        if (value == null) return Optional.empty();
        String digits = value.isNumber() ? value.getAsString() : "";
        if (digits.matches("-?[0-9]{1,18}")) {
            long number = Long.parseLong(digits);
            if (number >= least && number <= most) return Optional.of(number);
        }
        throw new Wrong(name + " is a whole number from " + least + " to " + most);
    }

    /** A line's cursor as a number, or text that says which line is meant; may be left out. */
    Optional<Request.Where> optionalLine(String name) {
        JsonPrimitive value = primitive(name);
        if (value != null && value.isString()) {
            return optionalText(name).map(Request.Where.Typed::new);
        }
        return optionalNumber(name, 1, MOST).map(Request.Where.Cursor::new);
    }

    /** A truth value that must be there. */
    boolean truth(String name) {
        return optionalTruth(name).orElseThrow(() -> missing(name));
    }

    /** A truth value that may be left out. */
    Optional<Boolean> optionalTruth(String name) {
        JsonPrimitive value = primitive(name);
        if (value == null) return Optional.empty();
        if (!value.isBoolean()) throw new Wrong(name + " is true or false");
        return Optional.of(value.getAsBoolean());
    }

    /** A duration in milliseconds that may be left out. */
    Duration millis(String name, Duration otherwise, Duration most) {
        return optionalNumber(name, 0, most.toMillis()).map(Duration::ofMillis).orElse(otherwise);
    }

    /** A moment that may be left out: RFC 3339. */
    Optional<Instant> time(String name) {
        Optional<String> text = optionalText(name);
        try {
            return text.map(t -> OffsetDateTime.parse(t).toInstant());
        } catch (DateTimeParseException e) {
            throw new Wrong(name + " is a time like 2026-01-31T12:00:00Z");
        }
    }

    /** Refuses what nobody asked for: a misspelt parameter must not be taken for an absent one. */
    void end() {
        for (String name : params.keySet()) {
            if (!known.contains(name)) throw new Wrong("there is no parameter \"" + name + "\"");
        }
    }

    private @Nullable JsonPrimitive primitive(String name) {
        known.add(name);
        JsonElement value = params.get(name);
        if (value == null) return null;
        if (value instanceof JsonPrimitive primitive) return primitive;
        throw new Wrong(name + " is a string, a number, true or false");
    }

    private static Wrong missing(String name) {
        return new Wrong(name + " is missing");
    }
}
