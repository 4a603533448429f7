package org.quietdrop.node.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** One line on the control socket, in either direction (PROTOCOL.md, "Control"). */
sealed interface ControlMessage {
    /** The line is not JSON. */
    int PARSE = -32_700;

    /** It is JSON, but no request. */
    int INVALID = -32_600;

    /** Nobody knows this method. */
    int NO_METHOD = -32_601;

    /** The parameters do not fit the method. */
    int PARAMETERS = -32_602;

    /** A defect of the node. */
    int INTERNAL = -32_603;

    /** Errors of people: this minus the exit code. */
    int USER = -32_000;

    /** A request; without an id nobody waits for the answer. */
    record Call(Optional<JsonElement> id, String method, JsonObject params)
            implements ControlMessage {}

    /** The answer to a call. */
    record Result(JsonElement id, JsonElement result) implements ControlMessage {}

    /**
     * A call that was not done; with a null id the connection as a whole is meant.
     *
     * @param version of the program that says it; empty: it does not say
     */
    record Failure(JsonElement id, int code, UserError error, String version)
            implements ControlMessage {
        /** Said by this program. */
        Failure(JsonElement id, int code, UserError error) {
            this(id, code, error, Version.TEXT);
        }
    }

    /** Something that happened, for a connection that watches. */
    record Notice(JsonElement params) implements ControlMessage {}

    /** The line with its end. */
    static byte[] encode(ControlMessage message) {
        JsonObject line = new JsonObject();
        line.addProperty("jsonrpc", "2.0");
        switch (message) {
            case Call call -> {
                call.id().ifPresent(id -> line.add("id", id));
                line.addProperty("method", call.method());
                line.add("params", call.params());
            }
            case Result result -> {
                line.add("id", result.id());
                line.add("result", result.result());
            }
            case Failure failure -> {
                line.add("id", failure.id());
                line.add("error", error(failure));
            }
            case Notice notice -> {
                line.addProperty("method", "notice");
                line.add("params", notice.params());
            }
        }
        return (Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject error(Failure failure) {
        JsonObject data = new JsonObject();
        data.addProperty("hint", failure.error().hint());
        data.addProperty("exit", failure.error().exit().code());
        // Not understood: then it matters who speaks with whom.
        if (failure.code() == NO_METHOD || failure.code() == PARAMETERS) {
            data.addProperty("version", failure.version());
        }
        JsonObject error = new JsonObject();
        error.addProperty("code", failure.code());
        error.addProperty("message", failure.error().text());
        error.add("data", data);
        return error;
    }

    /** A failure from what a method threw. */
    static Failure failure(JsonElement id, Throwable thrown) {
        if (thrown instanceof UserError error) {
            return new Failure(id, USER - error.exit().code(), error);
        }
        // The message of an unforeseen exception may hold anything; its class cannot.
        return new Failure(
                id,
                INTERNAL,
                new UserError(
                        UserError.Exit.FAILED,
                        "internal error: " + thrown.getClass().getSimpleName()));
    }

    /** A notice as a message. */
    static Notice notice(View.Notice notice) {
        return new Notice(Json.tree(notice));
    }

    /** The id by which a refused line may be answered: its own if it has a proper one. */
    static JsonElement idOf(JsonObject line) {
        JsonElement id = line.get("id");
        return id != null && properId(id) ? id : JsonNull.INSTANCE;
    }

    /** Reads a request; anything that is none fails with what is wrong about it. */
    static Call call(JsonObject line) {
        for (String name : line.keySet()) {
            if (!Set.of("jsonrpc", "id", "method", "params").contains(name)) {
                throw invalid("a request has jsonrpc, id, method and params, nothing else");
            }
        }
        if (!(line.get("jsonrpc") instanceof JsonPrimitive version)
                || !version.isString()
                || !version.getAsString().equals("2.0")) {
            throw invalid("jsonrpc is \"2.0\"");
        }
        JsonElement id = line.get("id");
        if (id != null && !properId(id)) {
            throw invalid("an id is a number or a string of up to 128 characters");
        }
        if (!(line.get("method") instanceof JsonPrimitive method) || !method.isString()) {
            throw invalid("method is a string");
        }
        JsonElement params = line.get("params");
        if (params != null && !(params instanceof JsonObject)) {
            throw invalid("params is an object");
        }
        return new Call(
                Optional.ofNullable(id),
                method.getAsString(),
                params == null ? new JsonObject() : params.getAsJsonObject());
    }

    /** Reads a line of a server; whatever is wrong with it, it is not the person's mistake. */
    static ControlMessage heard(byte[] line) {
        try {
            return answer(Json.object(line));
        } catch (UserError e) {
            throw Json.notUnderstood();
        }
    }

    /** Reads what a server says; anything else fails. */
    static ControlMessage answer(JsonObject line) {
        JsonElement id = line.get("id");
        if (line.get("params") instanceof JsonObject params && line.has("method")) {
            return new Notice(params);
        }
        if (id != null && line.get("error") instanceof JsonObject error) {
            return new Failure(id, code(error), userError(error), version(error));
        }
        if (id != null && line.get("result") instanceof JsonObject result) {
            return new Result(id, result);
        }
        throw Json.notUnderstood();
    }

    private static UserError userError(JsonObject error) {
        if (!(error.get("message") instanceof JsonPrimitive message)
                || !(error.get("data") instanceof JsonObject data)
                || !(data.get("hint") instanceof JsonPrimitive hint)
                || !(data.get("exit") instanceof JsonPrimitive exit)
                || !exit.isNumber()) {
            throw Json.notUnderstood();
        }
        return new UserError(
                UserError.Exit.of(exit.getAsInt()), message.getAsString(), hint.getAsString());
    }

    private static int code(JsonObject error) {
        return error.get("code") instanceof JsonPrimitive code && code.isNumber()
                ? code.getAsInt()
                : INTERNAL;
    }

    private static String version(JsonObject error) {
        return error.get("data") instanceof JsonObject data
                        && data.get("version") instanceof JsonPrimitive version
                        && version.getAsString().length() <= 40
                ? version.getAsString()
                : "";
    }

    private static boolean properId(JsonElement id) {
        return id instanceof JsonPrimitive primitive
                && !primitive.isBoolean()
                && primitive.getAsString().length() <= 128;
    }

    private static UserError invalid(String what) {
        return new UserError(UserError.Exit.USAGE, what);
    }
}
