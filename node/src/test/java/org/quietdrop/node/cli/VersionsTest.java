package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.control.Version;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A command line and a node of different versions, by frozen bytes of an older one. */
@Timeout(300)
final class VersionsTest {
    @TempDir private Path home;
    private final Capture capture = new Capture();

    private static List<OldNode.Said> frozen() throws IOException, URISyntaxException {
        Path file =
                Path.of(
                        Objects.requireNonNull(VersionsTest.class.getResource("/control/0.1.0.txt"))
                                .toURI());
        List<OldNode.Said> all = OldNode.frozen(Files.readAllLines(file));
        assertTrue(all.size() > 30, "frozen calls are missing");
        return all;
    }

    private List<String> run(String... args) {
        int before = capture.lines(home.toString()).size();
        Surroundings around =
                new Surroundings(
                        new ByteArrayInputStream(new byte[0]),
                        capture.stream(""),
                        capture.stream("! "),
                        Map.of("QUIETDROP_HOME", home.toString()),
                        ZoneOffset.UTC,
                        _ -> Optional.empty(),
                        () -> false);
        int exit = QuietDropCommand.run(new FakePrograms(around.out()), around, args);
        List<String> said = capture.lines(home.toString());
        List<String> now = new ArrayList<>(said.subList(before, said.size()));
        now.add("[exit " + exit + "]");
        return now;
    }

    /** Every field of the old answer is in the new one, with a value of the same kind. */
    private static void understands(String at, JsonElement old, JsonElement now) {
        switch (old) {
            case JsonObject object -> {
                assertTrue(now instanceof JsonObject, at + " was an object: " + now);
                for (String name : object.keySet()) {
                    JsonElement there = now.getAsJsonObject().get(name);
                    assertTrue(there != null, at + "." + name + " is gone");
                    understands(at + "." + name, object.get(name), there);
                }
            }
            case JsonArray list -> {
                assertTrue(now instanceof JsonArray, at + " was a list: " + now);
                assertEquals(list.size(), now.getAsJsonArray().size(), at);
                for (int i = 0; i < list.size(); i++) {
                    understands(at + "[]", list.get(i), now.getAsJsonArray().get(i));
                }
            }
            default -> {
                assertTrue(now.isJsonPrimitive() || now.isJsonNull(), at);
                // Sentences for people may change, so may the version.
                if (at.endsWith("message") || at.endsWith("hint") || at.endsWith("version")) return;
                assertEquals(old, now, at);
            }
        }
    }

    @Test
    void anOldCommandIsUnderstoodByThisNode() throws Exception {
        FakeDesk desk = Scene.chat();
        desk.publish(FakeDesk.message(1, "one"));
        int answers = 0;
        try (ControlServer server = ControlServer.open(home, Map.of(), desk);
                SocketChannel channel =
                        SocketChannel.open(UnixDomainSocketAddress.of(server.socket()));
                BufferedReader in =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (OldNode.Said said : frozen()) {
                channel.write(
                        ByteBuffer.wrap((said.call() + "\n").getBytes(StandardCharsets.UTF_8)));
                for (String old : said.answers()) {
                    String now = in.readLine();
                    understands(
                            said.method(),
                            JsonParser.parseString(old),
                            JsonParser.parseString(now));
                    answers++;
                }
            }
        }
        assertTrue(answers > 30, answers + " answers");
        assertTrue(desk.stopped());
    }

    /** What the older command shows of it is the message and the hint. */
    @Test
    void anOldCommandThatAsksForWhatIsGoneIsToldWhy() throws Exception {
        try (ControlServer server = ControlServer.open(home, Map.of(), Scene.chat());
                SocketChannel channel =
                        SocketChannel.open(UnixDomainSocketAddress.of(server.socket()));
                BufferedReader in =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            channel.write(
                    ByteBuffer.wrap(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"gone\",\"params\":{}}\n"
                                    .getBytes(StandardCharsets.UTF_8)));
            JsonObject error =
                    JsonParser.parseString(in.readLine())
                            .getAsJsonObject()
                            .getAsJsonObject("error");
            assertEquals(-32_601, error.get("code").getAsInt());
            JsonObject data = error.getAsJsonObject("data");
            assertEquals(2, data.get("exit").getAsInt());
            assertEquals(Version.TEXT, data.get("version").getAsString());
            assertTrue(data.get("hint").getAsString().contains("version " + Version.TEXT));
        }
    }

    @Test
    void thisCommandWorksWithAnOldNode() throws Exception {
        try (OldNode old = new OldNode(home, frozen(), UnaryOperator.identity())) {
            assertEquals(
                    List.of(
                            "ready: Alice, 1 link, 2 waiting",
                            "listening: 192.168.1.9:49152",
                            "network: our own multicast was heard",
                            "process 5000001, version 0.0.9",
                            "[exit 0]"),
                    run("status"));
            assertEquals(
                    List.of("queued for bob (3f9a2100)", "[exit 0]"), run("send", "bob", "hi"));
            for (List<String> command :
                    List.of(
                            List.of("contacts"),
                            List.of("contact", "bob"),
                            List.of("history", "bob"),
                            List.of("outbox"),
                            List.of("why", "3f9a21"),
                            List.of("peers"),
                            List.of("config", "mdns", "off"),
                            List.of("relay", "status"),
                            List.of("invite"),
                            List.of("verify", "bob"),
                            List.of("trust", "bob"),
                            List.of("recall", "3f9a21"),
                            List.of("search", "eight"),
                            List.of("watch", "--kept"),
                            List.of("lock"),
                            List.of("stop"))) {
                List<String> said = run(command.toArray(String[]::new));
                assertEquals("[exit 0]", said.getLast(), command + ": " + said);
            }
            assertTrue(old.asked().contains("watch"));
        }
    }

    private static final String RESTART =
            "nothing was done; restart the node with the newer program: quietdrop stop, then:"
                    + " quietdrop daemon --background";

    @Test
    void whatAnOldNodeDoesNotKnowIsSaidAndDoesNothing() throws Exception {
        try (OldNode old = new OldNode(home, frozen(), UnaryOperator.identity())) {
            // As a command of tomorrow would call it.
            try (ControlClient client = ControlClient.connect(home, Map.of())) {
                UserError e =
                        assertThrows(
                                UserError.class,
                                () ->
                                        client.call(
                                                "react", Map.of("id", "3f9a21"), View.Done.class));
                assertEquals(UserError.Exit.DAEMON, e.exit());
                assertEquals(
                        "the node that runs is of version 0.0.9, this command of version "
                                + Version.TEXT
                                + "; they do not agree on \"react\"",
                        e.text());
                assertEquals(RESTART, e.hint());
                e =
                        assertThrows(
                                UserError.class,
                                () ->
                                        client.call(
                                                "send",
                                                Map.of("to", "bob", "text", "x", "reply", "3f"),
                                                View.Sent.class));
                assertEquals(UserError.Exit.DAEMON, e.exit());
                assertTrue(e.text().contains("version 0.0.9"), e.text());
            }
            // The commands of today: whatever this older one has never heard of.
            List<String> said = run("visible", "10m");
            assertEquals("[exit 3]", said.getLast());
            assertTrue(said.getFirst().startsWith("! quietdrop: the node that runs is of version"));
            said = run("visible", "10m", "--json");
            JsonObject error =
                    JsonParser.parseString(said.getFirst().substring(2)).getAsJsonObject();
            assertEquals(3, error.get("exit").getAsInt());
            assertEquals(RESTART, error.get("hint").getAsString());
            // The raw door says what the node said.
            assertEquals(
                    List.of("! quietdrop: there is no method \"react\"", "[exit 2]"),
                    run("rpc", "react"));
            assertFalse(old.asked().isEmpty());
        }
    }

    /** A wrong parameter among equals is the person's mistake, not a matter of versions. */
    @Test
    void amongEqualsAWrongParameterIsJustThat() {
        FakeDesk desk = Scene.chat();
        try (ControlServer _ = ControlServer.open(home, Map.of(), desk);
                ControlClient client = ControlClient.connect(home, Map.of())) {
            UserError e =
                    assertThrows(
                            UserError.class,
                            () ->
                                    client.call(
                                            "send",
                                            Map.of("to", "bob", "text", "x", "reply", "3f"),
                                            View.Sent.class));
            assertEquals(UserError.Exit.USAGE, e.exit());
            assertEquals("there is no parameter \"reply\"", e.text());
            assertFalse(desk.wasAsked(Request.Send.class), "nothing was sent");
        }
    }

    /** More fields, other words, events that nobody has heard of. */
    @Test
    void aNewerNodeMaySayMore() throws Exception {
        UnaryOperator<String> more =
                line ->
                        line.replace("\"version\":\"0.0.9\"", "\"version\":\"9.0\",\"mood\":[{}]")
                                .replace("\"state\":\"queued\"", "\"state\":\"teleported\",\"x\":1")
                                .replace("\"event\":\"message\"", "\"event\":\"sunrise\"")
                                .replace("\"params\":{", "\"params\":{\"y\":{\"z\":null},");
        try (OldNode newer = new OldNode(home, frozen(), more)) {
            assertTrue(run("status").contains("process 5000001, version 9.0"));
            assertEquals(
                    List.of("teleported for bob (3f9a2100)", "[exit 0]"), run("send", "bob", "hi"));
            for (String command : List.of("contacts", "outbox", "peers")) {
                assertEquals("[exit 0]", run(command).getLast(), command);
            }
            assertEquals("[exit 0]", run("history", "bob").getLast());
            List<String> said = run("watch", "--kept", "--json");
            assertEquals("[exit 0]", said.getLast());
            assertTrue(said.getFirst().contains("\"event\":\"sunrise\""), said.toString());
            assertFalse(newer.asked().isEmpty());
        }
    }

    @Test
    void anAnswerThatIsNotUnderstoodIsExitThree() throws Exception {
        for (UnaryOperator<String> broken :
                List.<UnaryOperator<String>>of(
                        line -> line.replaceFirst("\"result\":\\{", "\"result\":[{") + "]",
                        line -> line.replaceFirst("\"result\":.*", "\"result\":7}"),
                        line -> "ssh-2.0 hello",
                        line -> "{\"id\":1}",
                        line -> line.replace("\"links\":1", "\"links\":\"many\""))) {
            try (OldNode strange = new OldNode(home, frozen(), broken)) {
                List<String> said = run("status");
                assertEquals("[exit 3]", said.getLast(), said.toString());
                assertEquals(2, said.size(), said.toString());
                assertTrue(strange.asked().contains("status"));
            }
            Files.delete(home.resolve("run").resolve("control.sock"));
        }
    }
}
