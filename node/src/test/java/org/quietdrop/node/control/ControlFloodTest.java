package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Clients that do not read, do not speak, or come by the thousand: the node lives, others work. */
@Timeout(300)
final class ControlFloodTest {
    private static final Map<String, String> ENVIRONMENT = Map.of();
    private static final int THOUSANDS = 2_000;

    @TempDir private Path home;
    private final FakeDesk desk = new FakeDesk();
    private final List<RawClient> clients = new ArrayList<>();
    private ControlServer server;

    @BeforeEach
    void open() {
        server = ControlServer.open(home, ENVIRONMENT, desk);
    }

    @AfterEach
    void close() throws IOException {
        for (RawClient client : clients) client.close();
        server.close();
    }

    private RawClient client() throws IOException {
        RawClient client = new RawClient(server.socket());
        clients.add(client);
        return client;
    }

    private void stillServes() {
        try (ControlClient one = ControlClient.connect(home, ENVIRONMENT)) {
            // However long it takes: the machine may be busy.
            Object state = one.call("status", Map.of(), Map.class).get("state");
            assertEquals("ready", state);
        }
    }

    private static void eventually(BooleanSupplier what) {
        for (int i = 0; i < 9_000 && !what.getAsBoolean(); i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertTrue(what.getAsBoolean());
    }

    /** Eight of them could hold 8 times 32 MiB, all that the node has; together they cannot. */
    @Test
    void whoeverDoesNotReadIsBoundedTogetherToo() throws IOException {
        List<View.Line> lines = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            lines.add(FakeDesk.line(i, "bob", "y".repeat(3_800), "received"));
        }
        desk.answer(Request.History.class, new View.Lines(lines));
        long most = 0;
        for (int c = 0; c < 8; c++) {
            RawClient client = client();
            try {
                // Less than a client may have waiting: only all together are too much.
                for (int i = 0; i < 14; i++) client.call(i, "history", "{\"with\":\"bob\"}");
            } catch (IOException e) {
                // Cut off already.
            }
            most = Math.max(most, server.backlog());
        }
        // Until nothing moves any more: each could have all of its answers waiting.
        long last = -1;
        for (int i = 0, same = 0; i < 60_000 && (same < 1_000 || most <= Outgoing.LIMIT / 2); i++) {
            long now = server.backlog();
            same = now == last && now > 0 ? same + 1 : 0;
            last = now;
            most = Math.max(most, now);
            LockSupport.parkNanos(1_000_000);
        }
        stillServes();
        long answer = 500L * 4_200;
        long bound = 64L * 1024 * 1024 + 8 * (answer + Outgoing.HIGH_WATER);
        assertTrue(most <= bound, most + " bytes waited");
        assertTrue(most > Outgoing.LIMIT / 2, "the test did not press: " + most);
        for (RawClient client : clients) client.close();
        eventually(() -> server.backlog() == 0);
    }

    @Test
    void aWatcherThatNeverReadsHarmsNoOther() throws IOException {
        RawClient deaf = client();
        assertEquals(0, deaf.call(1, "watch", "{}").errorCode());
        long last = 0;
        try (ControlClient good = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = good.watch(OptionalLong.empty())) {
            String text = "x".repeat(3_000);
            for (int i = 1; i <= 60_000 && desk.watchers() > 1; i++) {
                desk.publish(FakeDesk.message(i, text));
                View.Notice heard = watching.next().orElseThrow();
                assertEquals(++last, heard.cursor(), "in order, none left out");
            }
            assertEquals(1, desk.watchers(), "the deaf one was cut off after " + last);
            eventually(() -> server.backlog() <= Outgoing.HIGH_WATER + 10_000);
        }
        // It is told by the end of the connection, and goes on from its last cursor.
        long heard = 0;
        for (JsonObject line = deaf.hear(); line != null; line = deaf.hear()) {
            heard = line.getAsJsonObject("params").get("cursor").getAsLong();
        }
        assertTrue(heard > 0 && heard < last, heard + " of " + last);
        try (ControlClient again = ControlClient.connect(home, ENVIRONMENT);
                Watching watching = again.watch(OptionalLong.of(heard))) {
            for (long i = heard + 1; i <= last; i++) {
                assertEquals(i, watching.next().orElseThrow().cursor());
            }
        }
    }

    /** Silent ones, half lines, half closed: they make room for those who ask. */
    @Test
    void thousandsThatSayNothingDoNotKeepOthersOut() throws IOException {
        int full = 0;
        for (int i = 0; i < THOUSANDS; ) {
            RawClient client;
            try {
                client = client();
            } catch (IOException e) {
                // The queue of the socket is full: the system says so, until the server has a turn.
                full++;
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            i++;
            try {
                if (i % 3 == 1) client.say("{\"jsonrpc\":\"2.0\",\"id\":1,\"met");
                if (i % 3 == 2) client.shutdown();
            } catch (IOException e) {
                // Turned away already.
            }
        }
        System.out.println(THOUSANDS + " connections were made, the queue was full " + full + "x");
        eventually(this::serves);
        stillServes();
    }

    private boolean serves() {
        try (ControlClient one = ControlClient.connect(home, ENVIRONMENT)) {
            return one.pid() == FakeDesk.PID;
        } catch (UserError e) {
            return false;
        }
    }

    /**
     * Places that are all taken by clients that do not read are made free; working ones are not.
     */
    @Test
    void whoeverDoesNotReadMakesRoomAndWhoeverWaitsDoesNot() throws IOException {
        var _ = desk.hold(Request.Await.class);
        RawClient waiting = client();
        waiting.call(1, "await", "{\"id\":\"3f9a21\",\"state\":\"read\"}");
        RawClient quiet = client();
        assertEquals(0, quiet.call(1, "status", "{}").errorCode());
        eventually(() -> desk.wasAsked(Request.Await.class));
        String text = "z".repeat(3_800);
        for (int i = 1; i <= 2_000; i++) desk.publish(FakeDesk.message(i, text));
        while (clients.size() < ControlServer.MOST_CLIENTS) {
            // Each has more to read than its socket holds, and reads nothing.
            client().call(1, "watch", "{\"cursor\":0}");
        }
        eventually(() -> desk.watchers() == ControlServer.MOST_CLIENTS - 2);
        eventually(this::serves);
        stillServes();
        assertEquals(0, quiet.call(2, "status", "{}").errorCode(), "it was idle, not dead");
        assertTrue(desk.wasAsked(Request.Await.class));
        waiting.call(2, "status", "{}");
        assertEquals(0, waiting.errorCode(), "its wait goes on");
    }

    @Test
    void manyCallsInOneGoAreAllAnswered() throws IOException {
        StringBuilder all = new StringBuilder();
        int calls = 5_000;
        for (int i = 1; i <= calls; i++) {
            all.append("{\"jsonrpc\":\"2.0\",\"id\":")
                    .append(i)
                    .append(",\"method\":\"outbox\"}\n");
        }
        desk.answer(Request.Outbox.class, new View.Outbox(List.of()));
        RawClient client = client();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                client.say(all.toString());
                            } catch (IOException e) {
                                // Seen by the reader.
                            }
                        });
        boolean[] answered = new boolean[calls + 1];
        for (int i = 1; i <= calls; i++) {
            JsonObject line = client.hear();
            assertTrue(line != null && line.has("result"), "after " + i + ": " + line);
            int id = line.get("id").getAsInt();
            assertTrue(!answered[id], id + " twice");
            answered[id] = true;
        }
        assertTrue(!writer.isAlive() || writer.getState() != Thread.State.BLOCKED);
    }
}
