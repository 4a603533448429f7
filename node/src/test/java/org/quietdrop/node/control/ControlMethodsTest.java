package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Which request each method about waiting and carried mail makes, and how its answer is read. */
@Timeout(300)
final class ControlMethodsTest {
    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();

    private void makes(String method, String params, Request wanted) throws IOException {
        try (ControlServer server = ControlServer.open(home, Map.of(), desk);
                RawClient client = new RawClient(server.socket())) {
            assertEquals(0, client.call(1, method, params).errorCode(), method);
        }
        assertEquals(wanted, desk.asked().getLast());
    }

    @Test
    void lifetimesAreDaysFromOneToThirty() throws IOException {
        String text = "{\"to\":\"bob\",\"text\":\"hi\"";
        makes("send", text + "}", new Request.Send("bob", "hi", 7));
        makes("send", text + ",\"days\":1}", new Request.Send("bob", "hi", 1));
        makes("send", text + ",\"days\":30}", new Request.Send("bob", "hi", 30));
    }

    @Test
    void allFourStatesCanBeWaitedFor() throws IOException {
        for (String state : List.of("queued", "carried", "delivered", "read")) {
            makes(
                    "await",
                    "{\"id\":\"3f9a21\",\"state\":\"" + state + "\",\"timeout_ms\":5}",
                    new Request.Await("3f9a21", state, Duration.ofMillis(5)));
        }
    }

    @Test
    void trustAndReadingAndRecall() throws IOException {
        makes("trust", "{\"name\":\"bob\",\"on\":true}", new Request.Trust("bob", true));
        makes("trust", "{\"name\":\"bob\",\"on\":false}", new Request.Trust("bob", false));
        makes("read", "{\"with\":\"bob\",\"cursor\":12}", new Request.Read("bob", 1, 12));
        makes("recall", "{\"id\":\"3f9a21\"}", new Request.Recall("3f9a21"));
        makes("relay.status", "{}", new Request.RelayStatus());
        makes("relay.drop", "{}", new Request.RelayDrop());
    }

    @Test
    void aNameIsShownFromTenSecondsToAnHour() throws IOException {
        try (ControlServer server = ControlServer.open(home, Map.of(), desk);
                RawClient client = new RawClient(server.socket())) {
            for (String bad : List.of("{}", "{\"for_s\":9}", "{\"for_s\":3601}")) {
                assertEquals(-32602, client.call(1, "visible", bad).errorCode(), bad);
            }
            assertFalse(desk.invisible());
            assertEquals(0, client.call(2, "visible", "{\"for_s\":10}").errorCode());
            assertEquals(0, client.call(3, "visible.off", "{}").errorCode());
            assertFalse(desk.invisible());
            assertEquals(0, client.call(4, "visible", "{\"for_s\":3600}").errorCode());
            assertTrue(desk.invisible());
        }
    }

    @Test
    void whoInspectsWaitsForHalfAMinuteAtMostAndKeepsNothingOpen() throws IOException {
        desk.shows(new PaperXRay(false, List.of()));
        int before = desk.uses();
        try (ControlServer server = ControlServer.open(home, Map.of(), desk);
                RawClient client = new RawClient(server.socket())) {
            for (String bad : List.of("{\"after\":-1}", "{\"timeout_ms\":30001}", "{\"for\":1}")) {
                assertEquals(-32602, client.call(1, "inspect.wire", bad).errorCode(), bad);
            }
            assertEquals(-32602, client.call(2, "inspect.message", "{}").errorCode());
            assertEquals(-32602, client.call(3, "inspect.disk", "{\"id\":1}").errorCode());
            int used = desk.uses();
            assertEquals(0, client.call(4, "inspect.wire", "{\"after\":7}").errorCode());
            assertEquals(used, desk.uses(), "looking at the wire does not put off auto-lock");
            assertEquals(0, client.call(5, "inspect.disk", "{}").errorCode());
            assertTrue(desk.uses() > used && used > before);
        }
    }

    @Test
    void carriersAreThereOnlyWhenTheyAreKnown() {
        desk.then(Request.Await.class, new View.Sent("3f", "carried", "bob", List.of("carol")));
        desk.then(Request.Await.class, new View.Sent("3f", "delivered", "bob"));
        try (ControlServer server = ControlServer.open(home, Map.of(), desk);
                ControlClient client = ControlClient.connect(home, Map.of())) {
            assertEquals(home.resolve("run/control.sock"), server.socket());
            String await = "{\"id\":\"3f9a21\",\"state\":\"carried\"}";
            assertEquals(
                    "{\"id\":\"3f\",\"state\":\"carried\",\"to\":\"bob\",\"carriers\":[\"carol\"]}",
                    client.raw("await", await));
            assertEquals(
                    "{\"id\":\"3f\",\"state\":\"delivered\",\"to\":\"bob\"}",
                    client.raw("await", await));
        }
    }
}
