package org.quietdrop.node.control;

import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes whatever bytes it likes to a control socket and reads lines. */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private final LineReader lines;

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        lines = new LineReader(channel, 64 * 1024 * 1024);
    }

    RawClient say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient say(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) channel.write(rest);
        return this;
    }

    RawClient call(long id, String method, String params) throws IOException {
        return say(
                "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}\n"
                        .formatted(id, method, params));
    }

    /** The next line as an object; null when the server has ended the connection. */
    @Nullable JsonObject hear() throws IOException {
        byte[] line;
        try {
            line = lines.next();
        } catch (IOException e) {
            return null;
        }
        return line == null ? null : Json.object(line);
    }

    /** The code of the error on the next line; 0 when it is none. */
    int errorCode() throws IOException {
        JsonObject line = hear();
        if (line == null) throw new IOException("the server has ended the connection");
        return line.has("error") ? line.getAsJsonObject("error").get("code").getAsInt() : 0;
    }

    /** Says that nothing more will be said. */
    void shutdown() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
