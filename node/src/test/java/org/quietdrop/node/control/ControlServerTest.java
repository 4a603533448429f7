package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What a hostile or broken client of the same user can send, and what the socket looks like. */
@Timeout(300)
final class ControlServerTest {
    private static final Map<String, String> ENVIRONMENT = Map.of();

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();
    private ControlServer server;

    @BeforeEach
    void open() {
        server = ControlServer.open(home, ENVIRONMENT, desk);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private RawClient client() throws IOException {
        return new RawClient(server.socket());
    }

    private void stillServes() throws IOException {
        try (RawClient client = client()) {
            JsonObject answer = client.call(7, "status", "{}").hear();
            assertNotNull(answer);
            assertEquals("ready", answer.getAsJsonObject("result").get("state").getAsString());
        }
    }

    @Test
    void socketAndFolderAreThePersonsAlone() throws IOException {
        assertEquals(home.toRealPath().resolve("run/control.sock"), server.socket());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(server.socket())));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("run"))));
    }

    @Test
    void looseFolderIsTightened() throws IOException {
        server.close();
        Files.setPosixFilePermissions(
                home.resolve("run"), PosixFilePermissions.fromString("rwxrwxrwx"));
        open();
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("run"))));
    }

    @Test
    void socketIsGoneAfterClose() {
        server.close();
        assertFalse(Files.exists(server.socket()));
        UserError error =
                assertThrows(UserError.class, () -> ControlClient.connect(home, ENVIRONMENT));
        assertEquals(UserError.Exit.DAEMON, error.exit());
        assertEquals("start it with: quietdrop daemon --background", error.hint());
    }

    @Test
    void secondServerIsToldWhoIsThere() {
        UserError error =
                assertThrows(
                        UserError.class, () -> ControlServer.open(home, ENVIRONMENT, desk).close());
        assertEquals(UserError.Exit.DAEMON, error.exit());
        assertTrue(error.text().endsWith("process " + FakeDesk.PID), error.text());
    }

    @Test
    void deadSocketIsCleared() throws IOException {
        Path socket = server.socket();
        server.close();
        ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        dead.bind(UnixDomainSocketAddress.of(socket));
        dead.close();
        assertTrue(Files.exists(socket));
        open();
        stillServes();
    }

    @Test
    void livingSocketWithoutItsLockIsLeftAlone() throws IOException {
        Files.delete(home.resolve("run/control.lock"));
        UserError error =
                assertThrows(
                        UserError.class, () -> ControlServer.open(home, ENVIRONMENT, desk).close());
        assertEquals(UserError.Exit.DAEMON, error.exit());
        stillServes();
    }

    @Test
    void othersAreTurnedAway() throws IOException {
        UserPrincipal other =
                home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("65534");
        Path socket = home.resolve("other.sock");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(socket));
        try (var lockFile =
                        java.nio.channels.FileChannel.open(
                                home.resolve("other.lock"),
                                java.nio.file.StandardOpenOption.CREATE,
                                java.nio.file.StandardOpenOption.WRITE);
                ControlServer strict =
                        new ControlServer(socket, lockFile.lock(), channel, other, desk);
                RawClient client = new RawClient(strict.socket())) {
            assertNull(client.hear());
        }
        assertEquals(List.of(), desk.asked());
    }

    @Test
    void longHomeMovesTheSocketToTheRuntimeFolder(@TempDir Path runtime) throws IOException {
        Path deep = Files.createDirectories(home.resolve("d".repeat(90)));
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", runtime.toString());
        try (ControlServer far = ControlServer.open(deep, environment, desk);
                ControlClient client = ControlClient.connect(deep, environment)) {
            assertTrue(far.socket().startsWith(runtime), far.socket().toString());
            assertEquals(FakeDesk.PID, client.pid());
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(far.socket().getParent())));
        }
    }

    @Test
    void longHomeWithoutRuntimeFolderUsesOneOfOurOwn() throws IOException {
        Path deep = Files.createDirectories(home.resolve("e".repeat(90)));
        try (ControlServer far = ControlServer.open(deep, ENVIRONMENT, desk);
                ControlClient client = ControlClient.connect(deep, ENVIRONMENT)) {
            Path folder = ControlPath.folder(far.socket());
            assertEquals(FakeDesk.PID, client.pid());
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.getParent())));
            far.close();
            Files.deleteIfExists(folder.resolve("control.lock"));
            Files.delete(folder);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "{",
                "{}}",
                "{} {}",
                "[]",
                "\"text\"",
                "null",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}]",
                "{'jsonrpc':'2.0'}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":TRUE}",
                "{\"a\":1,}",
                "{\"a\":\"\u0001\"}",
                "// {}",
                "{\"a\":\"\\x41\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\"}x"
            })
    void whatIsNotOneObjectIsAParseError(String line) throws IOException {
        try (RawClient client = client()) {
            assertEquals(ControlMessage.PARSE, client.say(line + "\n").errorCode());
            assertEquals(0, client.call(1, "status", "{}").errorCode());
        }
        assertFalse(desk.stopped());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"stop\"}",
                "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"stop\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"stop\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"stop\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"stop\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"params\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\",\"more\":1}"
            })
    void whatIsNoRequestIsRefused(String line) throws IOException {
        try (RawClient client = client()) {
            assertEquals(ControlMessage.INVALID, client.say(line + "\n").errorCode());
            assertEquals(0, client.call(1, "status", "{}").errorCode());
        }
        assertFalse(desk.stopped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "nothing|{}|-32601",
                "stop|{\"now\":true}|-32602",
                "send|{\"to\":\"bob\"}|-32602",
                "send|{\"to\":\"bob\",\"text\":7}|-32602",
                "send|{\"to\":\"bob\",\"text\":null}|-32602",
                "send|{\"to\":\"bob\",\"text\":[\"hi\"]}|-32602",
                "send|{\"to\":\"bob\",\"text\":\"hi\",\"wait\":\"read\"}|-32602",
                "send|{\"to\":\"bob\",\"text\":\"\\ud800\"}|-32700",
                "history|{\"with\":\"bob\",\"limit\":0}|-32602",
                "history|{\"with\":\"bob\",\"limit\":501}|-32602",
                "history|{\"with\":\"bob\",\"limit\":1.5}|-32602",
                "history|{\"with\":\"bob\",\"limit\":1e2}|-32602",
                "history|{\"with\":\"bob\",\"limit\":1e999999999}|-32602",
                "history|{\"with\":\"bob\",\"limit\":\"5\"}|-32602",
                "history|{\"with\":\"bob\",\"since\":\"yesterday\"}|-32602",
                "await|{\"id\":\"3f9a21\",\"state\":\"seen\"}|-32602",
                "await|{\"id\":\"3f9a21\",\"state\":\"recalled\"}|-32602",
                "await|{\"id\":\"3f9a21\",\"state\":\"\"}|-32602",
                "send|{\"to\":\"bob\",\"text\":\"hi\",\"days\":0}|-32602",
                "send|{\"to\":\"bob\",\"text\":\"hi\",\"days\":31}|-32602",
                "send|{\"to\":\"bob\",\"text\":\"hi\",\"days\":-7}|-32602",
                "send|{\"to\":\"bob\",\"text\":\"hi\",\"days\":\"7\"}|-32602",
                "send|{\"to\":\"bob\",\"text\":\"hi\",\"days\":7.5}|-32602",
                "recall|{}|-32602",
                "recall|{\"id\":7}|-32602",
                "trust|{\"name\":\"bob\"}|-32602",
                "trust|{\"on\":true}|-32602",
                "trust|{\"name\":\"bob\",\"on\":\"true\"}|-32602",
                "trust|{\"name\":\"bob\",\"on\":1}|-32602",
                "trust|{\"name\":\"bob\",\"on\":null}|-32602",
                "trust|{\"name\":\"bob\",\"on\":true,\"off\":true}|-32602",
                "relay.status|{\"of\":\"bob\"}|-32602",
                "relay.drop|{\"yes\":true}|-32602",
                "read|{\"with\":\"bob\"}|-32602",
                "read|{\"with\":\"bob\",\"cursor\":0}|-32602",
                "read|{\"with\":\"bob\",\"cursor\":true}|-32602",
                "await|{\"id\":\"3f9a21\",\"state\":\"delivered\",\"timeout_ms\":-1}|-32602",
                "pair.next|{\"pairing\":\"1\"}|-32602",
                "unlock|{\"passphrase\":7}|-32602",
                "unlock|{\"passphrase\":\"wrong\"}|-32005",
                "config.get|{\"key\":\"colour\"}|-32002"
            })
    void parametersAreReadStrictly(String method, String params, int code) throws IOException {
        try (RawClient client = client()) {
            assertEquals(code, client.call(1, method, params).errorCode());
        }
        assertEquals(List.of(), desk.asked());
        assertFalse(desk.stopped());
    }

    @Test
    void linesThatAreNotUtf8AreRefused() throws IOException {
        try (RawClient client = client()) {
            byte[] line = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\"}\n".getBytes(UTF_8);
            line[10] = (byte) 0xff;
            assertEquals(ControlMessage.PARSE, client.say(line).errorCode());
        }
        stillServes();
    }

    @Test
    void aLineWithoutProperIdIsAnsweredWithNull() throws IOException {
        try (RawClient client = client()) {
            JsonObject answer = client.say("x\n").hear();
            assertNotNull(answer);
            assertTrue(answer.has("id") && answer.get("id").isJsonNull(), answer.toString());
        }
    }

    @Test
    void nestingHasALimit() throws IOException {
        try (RawClient client = client()) {
            String deep = "{\"a\":".repeat(200_000);
            assertEquals(ControlMessage.PARSE, client.say(deep + "\n").errorCode());
            String arrays = "{\"a\":" + "[".repeat(500_000);
            assertEquals(ControlMessage.PARSE, client.say(arrays + "\n").errorCode());
            assertEquals(0, client.call(1, "status", "{}").errorCode());
        }
    }

    @Test
    void aLineHasALimit() throws IOException {
        try (RawClient client = client()) {
            String most = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}";
            String padded = " ".repeat(ControlConnection.LONGEST_LINE - most.length()) + most;
            assertEquals(0, client.say(padded + "\n").errorCode());
            try {
                client.say(" " + padded + "\n");
            } catch (IOException e) {
                // The server may have gone before it read the rest.
            }
            assertEquals(ControlMessage.INVALID, client.errorCode());
            assertNull(client.hear());
        }
        stillServes();
    }

    @Test
    void anEndlessLineIsCutOff() throws IOException {
        try (RawClient client = client()) {
            byte[] block = new byte[64 * 1024];
            assertThrows(
                    IOException.class,
                    () -> {
                        for (int i = 0; i < 10_000; i++) client.say(block);
                    });
        }
        stillServes();
    }

    @Test
    void halfALineDoesNothing() throws IOException {
        try (RawClient client = client()) {
            client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"stop\"}").shutdown();
            assertNull(client.hear());
        }
        stillServes();
        assertFalse(desk.stopped());
    }

    @Test
    void whoeverSaysAllAndListensIsAnswered() throws IOException {
        CompletableFuture<View> held = desk.hold(Request.Outbox.class);
        try (RawClient client = client()) {
            client.call(1, "outbox", "{}").call(2, "peers", "{}").shutdown();
            JsonObject first = client.hear();
            assertNotNull(first);
            assertEquals(2, first.get("id").getAsInt());
            held.complete(new View.Outbox(List.of()));
            JsonObject second = client.hear();
            assertNotNull(second);
            assertTrue(second.has("result"), second.toString());
            assertNull(client.hear());
        }
    }

    @Test
    void randomBytesDoNoHarm() throws IOException {
        long seed = new java.util.Random().nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 200; round++) {
            try (RawClient client = client()) {
                byte[] noise = new byte[random.nextInt(1, 4000)];
                random.nextBytes(noise);
                client.say(noise);
                assertEquals(ControlMessage.PARSE, client.say("x\n").errorCode(), "seed " + seed);
            } catch (IOException e) {
                throw new IOException("seed " + seed, e);
            }
        }
        stillServes();
        assertEquals(List.of(), desk.asked());
    }
}
