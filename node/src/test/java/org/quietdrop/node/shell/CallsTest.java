package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Ctrl-C at the shell's calls, also at moments that nobody can hit by hand. */
@Timeout(60)
final class CallsTest {
    @TempDir private Path home;

    private final FakeDesk desk =
            new FakeDesk().answer(Request.Contacts.class, new View.Contacts(List.of()));

    private void ask(Calls calls) {
        assertEquals(List.of(), calls.call("contacts", Map.of(), View.Contacts.class).contacts());
    }

    @Test
    void controlCBetweenTwoCallsOfATalkStopsTheNextOne() throws Exception {
        try (ControlServer _ = ControlServer.open(home, Map.of(), desk);
                Terminal terminal =
                        new DumbTerminal(
                                "test",
                                "xterm",
                                InputStream.nullInputStream(),
                                new ByteArrayOutputStream(),
                                StandardCharsets.UTF_8);
                Seat seat =
                        new TerminalSeat(
                                terminal, new ShellCompleter(new People()), true, Pace.USUAL);
                Calls calls = new Calls(home, Map.of(), seat)) {
            try (Seat.Watchful _ = calls.talk()) {
                ask(calls);
                terminal.raise(Terminal.Signal.INT);
                assertThrows(Calls.Stopped.class, () -> ask(calls));
                assertEquals(1, desk.asked().size());
                // It stops one thing, not all that come after.
                ask(calls);
                terminal.raise(Terminal.Signal.INT);
            }
            ask(calls);
            terminal.raise(Terminal.Signal.INT);
            ask(calls);
            assertEquals(4, desk.asked().size());
        }
    }
}
