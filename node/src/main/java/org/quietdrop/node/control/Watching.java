package org.quietdrop.node.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/**
 * What happens at a node, one notice after the other. One thread reads; another may {@link #close},
 * which ends the reading.
 */
public final class Watching implements AutoCloseable {
    private final SocketChannel channel;
    private final LineReader lines;
    private final Watch.Begun begun;
    private volatile boolean closed;

    Watching(SocketChannel channel, JsonObject params) {
        this.channel = channel;
        this.lines = new LineReader(channel, ControlClient.LONGEST_ANSWER);
        try {
            begun = begin(params);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * The cursor that the watch began behind; if another one was asked for, a gap is told first.
     */
    public long cursor() {
        return begun.cursor();
    }

    /** The newest cursor when the watch began. */
    public long latest() {
        return begun.latest();
    }

    /** Waits for the next notice; empty after {@link #close}. A node that goes away is exit 3. */
    public Optional<View.Notice> next() {
        return element().map(element -> Json.read(element, View.Notice.class));
    }

    /** As {@link #next}, but the notice is one line of JSON. */
    public Optional<String> nextRaw() {
        return element().map(Json::write);
    }

    @Override
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private Watch.Begun begin(JsonObject params) {
        try {
            ControlClient.send(
                    channel,
                    ControlMessage.encode(
                            new ControlMessage.Call(
                                    Optional.of(new JsonPrimitive(1)), "watch", params)));
        } catch (IOException e) {
            throw ControlClient.goneAway();
        }
        return switch (message()) {
            case ControlMessage.Result result -> Json.read(result.result(), Watch.Begun.class);
            case ControlMessage.Failure failure ->
                    throw Otherness.of("watch", failure, () -> "").orElse(failure.error());
            case null -> throw ControlClient.goneAway();
            case ControlMessage.Notice _, ControlMessage.Call _ -> throw Json.notUnderstood();
        };
    }

    private Optional<JsonElement> element() {
        return switch (message()) {
            case ControlMessage.Notice notice -> Optional.of(notice.params());
            case ControlMessage.Failure failure -> throw failure.error();
            case null -> {
                if (closed) yield Optional.empty();
                throw ControlClient.goneAway();
            }
            case ControlMessage.Result _, ControlMessage.Call _ -> throw Json.notUnderstood();
        };
    }

    private @Nullable ControlMessage message() {
        try {
            byte[] line = lines.next();
            return line == null ? null : ControlMessage.heard(line);
        } catch (IOException e) {
            return null;
        }
    }
}
