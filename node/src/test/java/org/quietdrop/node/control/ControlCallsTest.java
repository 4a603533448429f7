package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Calls that overlap, waits and pairings that end with their client, and watching. */
@Timeout(300)
final class ControlCallsTest {
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
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "it did not come to that");
            Thread.onSpinWait();
        }
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
                new View.PairingStep(1, "paired", "bob", true, "a b c d", 8, true, null, 0, false));
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
    void whatProgramsCallByThemselvesIsNoUse() throws IOException {
        try (RawClient client = client()) {
            var _ = client.call(1, "status", "{}").hear();
            var _ = client.call(2, "watch", "{}").hear();
            var _ = client.call(3, "read", "{\"with\":\"bob\",\"cursor\":1}").hear();
            var _ = client.call(4, "pair.next", "{\"pairing\":1}").hear();
            var _ = client.call(5, "no such method", "{}").hear();
            assertEquals(0, desk.uses());
            var _ = client.call(6, "contacts", "{}").hear();
            assertEquals(1, desk.uses());
        }
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
            assertEquals(1, watching.cursor());
            View.Notice gap = watching.next().orElseThrow();
            assertEquals("gap", gap.event());
            assertEquals(1, gap.cursor(), "it goes on from here");
            assertTrue(String.valueOf(gap.text()).contains("1000"), String.valueOf(gap.text()));
            desk.publish(FakeDesk.message(2, "new"));
            assertEquals(2, watching.next().orElseThrow().cursor());
        }
    }

    @Test
    void whatIsKeptNoMoreIsSaidOnceAndTheRestComes() {
        for (int i = 301; i <= 900; i++) desk.publish(FakeDesk.message(i, "kept " + i));
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = client.watch(OptionalLong.of(20))) {
            assertEquals(300, watching.cursor());
            View.Notice gap = watching.next().orElseThrow();
            assertEquals("gap", gap.event());
            assertEquals(300, gap.cursor());
            assertTrue(
                    String.valueOf(gap.text()).contains("from cursor 21 to 300 "),
                    String.valueOf(gap.text()));
            for (long i = 301; i <= 900; i++) {
                assertEquals(i, watching.next().orElseThrow().cursor());
            }
        }
        try (ControlClient client = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = client.watch(OptionalLong.of(300))) {
            assertEquals(301, watching.next().orElseThrow().cursor(), "nothing is missing");
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
            assertTrue(client.awaitEnd(Duration.ofSeconds(60)));
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
