package org.quietdrop.tests.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/**
 * A program that sends every line of its standard input as one message over one connection to the
 * control socket, with as many calls under way as a node allows (PROTOCOL.md, "Control"), and
 * prints the messages' ids in that order once all are queued. Arguments: the home, the recipient.
 */
final class SendLines {
    private static final int UNDER_WAY = 64;

    private final SocketChannel channel;
    private final Semaphore room = new Semaphore(UNDER_WAY);

    private SendLines(SocketChannel channel) {
        this.channel = channel;
    }

    public static void main(String[] args) throws Exception {
        Path socket = Path.of(args[0], "run", "control.sock");
        String[] texts =
                new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toArray(String[]::new);
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            System.out.println(String.join("\n", new SendLines(channel).send(args[1], texts)));
        }
    }

    private String[] send(String to, String[] texts) throws Exception {
        String[] ids = new String[texts.length];
        Thread reader = Thread.ofPlatform().daemon().start(() -> read(ids));
        for (int i = 0; i < texts.length; i++) {
            room.acquire();
            write(call(i, to, texts[i]));
        }
        reader.join();
        if (Arrays.asList(ids).contains(null)) throw new IOException("not all were queued");
        return ids;
    }

    private static String call(int id, String to, String text) {
        JsonObject params = new JsonObject();
        params.addProperty("to", to);
        params.addProperty("text", text);
        JsonObject call = new JsonObject();
        call.addProperty("jsonrpc", "2.0");
        call.addProperty("id", id);
        call.addProperty("method", "send");
        call.add("params", params);
        return call + "\n";
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
        while (bytes.hasRemaining()) channel.write(bytes);
    }

    private void read(String[] ids) {
        try {
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    Channels.newInputStream(channel), StandardCharsets.UTF_8));
            for (int i = 0; i < ids.length; i++) {
                String line = lines.readLine();
                JsonObject answer = JsonParser.parseString(line).getAsJsonObject();
                JsonObject sent = answer.getAsJsonObject("result");
                if (!sent.get("state").getAsString().equals("queued")) return;
                ids[answer.get("id").getAsInt()] = sent.get("id").getAsString();
                room.release();
            }
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }
}
