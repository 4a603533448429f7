package org.quietdrop.node.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A node of another version: says, byte by byte, what one said before (but for the id). */
final class OldNode implements AutoCloseable {
    /** What was said once. */
    record Said(JsonObject call, List<String> answers) {
        String method() {
            return call.get("method").getAsString();
        }
    }

    private final List<Said> frozen;
    private final UnaryOperator<String> change;
    private final ServerSocketChannel server;
    private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /**
     * @param change of each line that it says
     */
    OldNode(Path home, List<Said> frozen, UnaryOperator<String> change) throws IOException {
        this.frozen = frozen;
        this.change = change;
        Path run = Files.createDirectories(home.resolve("run"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(run.resolve("control.sock")));
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** The file of frozen bytes. */
    static List<Said> frozen(List<String> lines) {
        List<Said> all = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("> ")) {
                JsonObject call = JsonParser.parseString(line.substring(2)).getAsJsonObject();
                all.add(new Said(call, new ArrayList<>()));
            } else if (line.startsWith("< ")) {
                all.getLast().answers().add(line.substring(2));
            }
        }
        return all;
    }

    /** The methods that were called. */
    List<String> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonObject call = JsonParser.parseString(line).getAsJsonObject();
                asked.add(call.get("method").getAsString());
                for (String answer : answers(call)) {
                    client.write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private List<String> answers(JsonObject call) {
        String method = call.get("method").getAsString();
        JsonElement params = call.get("params");
        boolean strange = params.getAsJsonObject().has("reply");
        Said like =
                frozen.stream()
                        .filter(s -> s.method().equals(method))
                        .filter(s -> s.call().getAsJsonObject("params").has("reply") == strange)
                        .findFirst()
                        .orElseGet(() -> called("dance"));
        List<String> answers = new ArrayList<>();
        for (String line : like.answers()) {
            answers.add(
                    change.apply(
                            line.replaceFirst("\"id\":\\d+,", "\"id\":" + call.get("id") + ",")
                                    .replace("dance", method)));
        }
        return answers;
    }

    private Said called(String method) {
        return frozen.stream().filter(s -> s.method().equals(method)).findFirst().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) client.close();
    }
}
