package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What a hostile or broken client of the same user can send, and what the socket looks like. */
@Timeout(60)
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

    private static void eventually(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) Thread.onSpinWait();
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

    @Test
    void pipelinedCallsBeginInTheirOrder() throws IOException {
        int calls = 1_000;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < calls; i++) {
            lines.append("{\"jsonrpc\":\"2.0\",\"id\":").append(i);
            lines.append(",\"method\":\"send\",\"params\":{\"to\":\"bob\",\"text\":\"");
            lines.append(i).append("\"}}\n");
        }
        try (RawClient client = client()) {
            client.say(lines.toString());
            Set<Integer> ids = new HashSet<>();
            for (int i = 0; i < calls; i++) {
                JsonObject answer = client.hear();
                assertNotNull(answer);
                assertTrue(answer.has("result"), answer.toString());
                ids.add(answer.get("id").getAsInt());
            }
            assertEquals(calls, ids.size());
        }
        List<Request> wanted = new ArrayList<>();
        for (int i = 0; i < calls; i++) wanted.add(new Request.Send("bob", "" + i));
        assertEquals(wanted, desk.asked());
    }

    @Test
    void aLongWaitHoldsUpNobody() throws IOException {
        CompletableFuture<View> held = desk.hold(Request.Await.class);
        try (RawClient client = client()) {
            client.call(1, "await", "{\"id\":\"3f9a21\",\"state\":\"delivered\"}");
            JsonObject first = client.call(2, "status", "{}").hear();
            assertNotNull(first);
            assertEquals(2, first.get("id").getAsInt());
            held.complete(new View.Sent("3f9a21", "delivered", "bob"));
            JsonObject second = client.hear();
            assertNotNull(second);
            assertEquals(1, second.get("id").getAsInt());
        }
    }

    @Test
    void waitsEndWithTheConnection() throws IOException {
        CompletableFuture<View> held = desk.hold(Request.Await.class);
        try (RawClient client = client()) {
            client.call(1, "await", "{\"id\":\"3f9a21\",\"state\":\"delivered\"}");
            eventually(() -> desk.asked().size() == 1);
        }
        eventually(held::isCancelled);
    }

    @Test
    void pairingsEndWithTheConnection() throws IOException {
        View.PairingOpen open = new View.PairingOpen(5, "07-a-b-c", List.of(), null);
        desk.answer(Request.Pair.class, open);
        try (RawClient client = client()) {
            assertEquals(0, client.call(1, "pair.open", "{}").errorCode());
        }
        eventually(() -> desk.asked().contains(new Request.PairCancel(5)));
    }

    @Test
    void aPairingWhoseClientLeftBeforeTheAnswerEndsToo() throws IOException {
        CompletableFuture<View> held = desk.hold(Request.Pair.class);
        try (RawClient client = client()) {
            client.call(1, "pair.open", "{}");
            eventually(() -> desk.asked().size() == 1);
        }
        // The server needs a moment to see that the client is gone; either order must end the same.
        held.complete(new View.PairingOpen(6, "07-a-b-c", List.of(), null));
        eventually(() -> desk.asked().contains(new Request.PairCancel(6)));
    }

    @Test
    void aPairingThatIsOverIsNotCancelled() throws IOException {
        desk.answer(Request.Pair.class, new View.PairingOpen(5, "07-a-b-c", List.of(), null));
        desk.answer(
                Request.PairNext.class,
                new View.PairingStep(1, "paired", "bob", true, "a b c d", 8, true, null, 0));
        CompletableFuture<View> held = desk.hold(Request.Await.class);
        try (RawClient client = client()) {
            assertEquals(0, client.call(1, "pair.open", "{}").errorCode());
            assertEquals(0, client.call(2, "pair.next", "{\"pairing\":5}").errorCode());
            client.call(3, "await", "{\"id\":\"3f9a21\",\"state\":\"delivered\"}");
            eventually(() -> desk.asked().size() == 3);
        }
        eventually(held::isCancelled);
        assertFalse(desk.asked().contains(new Request.PairCancel(5)));
    }

    @Test
    void passphraseIsWiped() throws IOException {
        try (RawClient client = client()) {
            assertEquals(0, client.call(1, "unlock", "{\"passphrase\":\"right\"}").errorCode());
            assertArrayEquals(new char[5], desk.unlockedWith());
            JsonObject wrong = client.call(2, "unlock", "{\"passphrase\":\"sEcReT\"}").hear();
            assertNotNull(wrong);
            assertFalse(wrong.toString().contains("sEcReT"));
            assertArrayEquals(new char[6], desk.unlockedWith());
            JsonObject broken = client.say("{\"passphrase\":\"sEcReT\",,}\n").hear();
            assertNotNull(broken);
            assertFalse(broken.toString().contains("sEcReT"));
        }
    }

    @Test
    void aDefectBecomesAnErrorWithoutItsMessage() throws IOException {
        desk.hold(Request.Peers.class).completeExceptionally(new IllegalStateException("sEcReT"));
        try (RawClient client = client()) {
            JsonObject answer = client.call(1, "peers", "{}").hear();
            assertNotNull(answer);
            assertTrue(answer.toString().contains("IllegalStateException"), answer.toString());
            assertFalse(answer.toString().contains("sEcReT"));
        }
    }

    @Test
    void tooManyClientsAreTold() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < ControlServer.MOST_CLIENTS; i++) {
                RawClient client = client();
                clients.add(client);
                assertEquals(0, client.call(1, "status", "{}").errorCode());
            }
            UserError error =
                    assertThrows(
                            UserError.class,
                            () -> {
                                try (ControlClient more =
                                        ControlClient.connect(home, ENVIRONMENT)) {
                                    more.raw("status", "{}");
                                }
                            });
            assertEquals(UserError.Exit.REFUSED, error.exit(), error.text());
        } finally {
            for (RawClient client : clients) client.close();
        }
        eventually(() -> {
            try (ControlClient again = ControlClient.connect(home, ENVIRONMENT)) {
                return again.pid() == FakeDesk.PID;
            } catch (UserError e) {
                return false;
            }
        });
    }

    @Test
    void whoeverWatchesWithoutReadingIsDropped() throws IOException {
        try (RawClient client = client()) {
            assertEquals(0, client.call(1, "watch", "{}").errorCode());
            String text = "x".repeat(3_000);
            for (int i = 1; desk.watchers() > 0 && i < 100_000; i++) {
                desk.publish(FakeDesk.message(i, text));
            }
            eventually(() -> desk.watchers() == 0);
        }
        stillServes();
    }

    @Test
    void whoeverAsksWithoutReadingIsBounded() throws IOException {
        List<View.Line> lines = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            lines.add(FakeDesk.line(i, "bob", "y".repeat(3_800), "received"));
        }
        desk.answer(Request.History.class, new View.Lines(lines));
        try (RawClient client = client()) {
            // 64 answers of 2 MB: the server must give up on this client, not keep them.
            for (int i = 0; i < ControlConnection.UNDER_WAY; i++) {
                client.call(i, "history", "{\"with\":\"bob\"}");
            }
            eventually(() -> desk.asked().size() == ControlConnection.UNDER_WAY);
            stillServes();
            int answers = 0;
            while (client.hear() != null) answers++;
            assertTrue(answers < ControlConnection.UNDER_WAY, answers + " answers");
        }
    }

    @Test
    void watchersMissNothingAndHearNothingTwice() {
        for (int i = 1; i <= 450; i++) desk.publish(FakeDesk.message(i, "kept " + i));
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = client.watch(OptionalLong.of(20))) {
            Thread.ofPlatform()
                    .start(() -> {
                        for (int i = 451; i <= 2_000; i++) {
                            desk.publish(FakeDesk.message(i, "live " + i));
                        }
                    });
            for (long i = 21; i <= 2_000; i++) {
                assertEquals(i, watching.next().orElseThrow().cursor());
            }
        }
    }

    @Test
    void whatHappensBetweenListeningAndReadingComesOnce() {
        desk.publish(FakeDesk.message(1, "kept"));
        desk.beforeEvents(() -> {
            desk.publish(FakeDesk.message(2, "kept and live"));
            desk.publish(FakeDesk.message(3, "kept and live"));
        });
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = client.watch(OptionalLong.of(0))) {
            for (long cursor = 1; cursor <= 3; cursor++) {
                assertEquals(cursor, watching.next().orElseThrow().cursor());
            }
            desk.publish(FakeDesk.message(0, "told, not kept"));
            assertEquals(0, watching.next().orElseThrow().cursor());
            desk.publish(FakeDesk.message(4, "live"));
            assertEquals(4, watching.next().orElseThrow().cursor());
        }
    }

    @Test
    void aWatchWithoutCursorBeginsNow() {
        for (int i = 1; i <= 5; i++) desk.publish(FakeDesk.message(i, "old"));
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = client.watch(OptionalLong.empty())) {
            assertEquals(5, watching.latest());
            desk.publish(FakeDesk.message(6, "new"));
            assertEquals(6, watching.next().orElseThrow().cursor());
        }
    }

    @Test
    void aCursorFromTheFutureDoesNotSilence() {
        desk.publish(FakeDesk.message(1, "old"));
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = client.watch(OptionalLong.of(1_000))) {
            desk.publish(FakeDesk.message(2, "new"));
            assertEquals(2, watching.next().orElseThrow().cursor());
        }
    }

    @Test
    void watchingALockedNodeIsExitFive() {
        desk.lock();
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT)) {
            UserError error =
                    assertThrows(UserError.class, () -> client.watch(OptionalLong.empty()).close());
            assertEquals(UserError.Exit.LOCKED, error.exit());
        }
        eventually(() -> desk.watchers() == 0);
    }

    @Test
    void clientHearsOfTheEnd() {
        CompletableFuture<View> held = desk.hold(Request.Peers.class);
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT)) {
            Thread.ofPlatform()
                    .start(() -> {
                        eventually(() -> !desk.asked().isEmpty());
                        server.close();
                    });
            UserError error = assertThrows(UserError.class, () -> client.raw("peers", "{}"));
            assertEquals(UserError.Exit.DAEMON, error.exit());
            assertTrue(client.awaitEnd(Duration.ofSeconds(10)));
        }
        eventually(held::isCancelled);
    }

    @Test
    void clientCallsOverlap() throws InterruptedException {
        CompletableFuture<View> held = desk.hold(Request.Await.class);
        List<String> answers = new ArrayList<>();
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT)) {
            Thread waiter =
                    Thread.ofPlatform()
                            .start(() ->
                                    answers.add(
                                            client.call(
                                                            "await",
                                                            Map.of(
                                                                    "id", "3f9a21",
                                                                    "state", "delivered"),
                                                            View.Sent.class)
                                                    .state()));
            eventually(() -> desk.asked().size() == 1);
            assertEquals(FakeDesk.PID, client.pid());
            held.complete(new View.Sent("3f9a21", "delivered", "bob"));
            waiter.join();
            assertEquals(List.of("delivered"), answers);
        }
    }

    @Test
    void passphrasesOfAllCharactersArrive() {
        desk.lock();
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT)) {
            assertThrows(
                    UserError.class,
                    () -> client.unlock("q\"b\\s\n\u0001é\ud83d\ude00".toCharArray()));
            assertEquals(10, desk.unlockedWith().length);
            client.unlock("right".toCharArray());
        }
        assertTrue(desk.ready());
    }
}
