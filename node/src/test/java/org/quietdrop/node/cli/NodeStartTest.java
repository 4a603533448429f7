package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A command that starts the node that it needs, if it is told to. */
@Timeout(300)
final class NodeStartTest {
    @TempDir private Path home;
    private final FakeDesk desk = Scene.chat();
    private final Deque<String> typed = new ArrayDeque<>();
    private @Nullable ControlServer server;
    private int starts;

    /** Where a daemon in the background is a server in this process. */
    private final class Starting implements Programs {
        private final Programs others;

        Starting(Programs others) {
            this.others = others;
        }

        @Override
        public List<String> init(Path home, String name, Optional<Passphrase> passphrase) {
            return others.init(home, name, passphrase);
        }

        @Override
        public int daemon(Path home, DaemonOptions options, Optional<Passphrase> passphrase) {
            assertTrue(options.background());
            starts++;
            server = ControlServer.open(home, Map.of(), desk);
            return 0;
        }

        @Override
        public Safekeeping safekeeping() {
            return others.safekeeping();
        }

        @Override
        public View.Diagnosis doctor(Path home) {
            return others.doctor(home);
        }

        @Override
        public int demo() {
            return others.demo();
        }

        @Override
        public int shell(Path home) {
            return others.shell(home);
        }
    }

    @AfterEach
    void close() {
        if (server != null) server.close();
    }

    private List<String> run(String... args) {
        Capture capture = new Capture();
        Surroundings around =
                new Surroundings(
                        new ByteArrayInputStream(new byte[0]),
                        capture.stream(""),
                        capture.stream("! "),
                        Map.of("QUIETDROP_HOME", home.toString()),
                        ZoneOffset.UTC,
                        _ ->
                                Optional.ofNullable(typed.poll())
                                        .map(t -> new Passphrase(t.toCharArray())),
                        () -> false);
        int exit = QuietDropCommand.run(new Starting(new FakePrograms(around.out())), around, args);
        List<String> lines = capture.lines(home.toString());
        lines.add("[exit " + exit + "]");
        return lines;
    }

    @Test
    void withoutTheOptionNothingIsStarted() {
        List<String> said = run("send", "bob", "hi");
        assertTrue(said.getFirst().contains("no node is running for this home"), said.toString());
        assertEquals("[exit 3]", said.getLast());
        assertEquals(0, starts);
    }

    @Test
    void itIsStartedOnceAndDoesWhatWasAsked() {
        assertEquals(
                List.of("queued for bob (3f9a2100)", "[exit 0]"),
                run("send", "bob", "hi", "--start"));
        assertEquals(1, starts);
        assertEquals(
                List.of("queued for bob (3f9a2100)", "[exit 0]"),
                run("--start", "send", "bob", "hi"));
        assertEquals(1, starts, "it runs already");
    }

    @Test
    void aPassphraseIsAskedForAtTheTerminal() {
        desk.lock();
        typed.add("right");
        assertEquals("[exit 0]", run("send", "bob", "hi", "--start").getLast());
        assertTrue(desk.wasAsked(Request.Send.class));
    }

    @Test
    void aKeyringOpensItUnasked() {
        String where = desk.remember("right".toCharArray());
        assertFalse(where.isEmpty());
        desk.lock();
        assertEquals("[exit 0]", run("send", "bob", "hi", "--start").getLast());
    }

    @Test
    void withoutATerminalOrWithAWrongPassphraseNothingIsLeftRunning() {
        desk.lock();
        List<String> said = run("send", "bob", "hi", "--start");
        assertEquals("[exit 5]", said.getLast());
        assertTrue(said.getFirst().contains("no terminal to ask"), said.toString());
        assertTrue(desk.stopped(), "left running");
        assertFalse(desk.wasAsked(Request.Send.class));
        if (server != null) server.close();
        typed.add("wrong");
        said = run("send", "bob", "hi", "--start");
        assertEquals("[exit 5]", said.getLast());
        assertTrue(said.getFirst().contains("that is not the passphrase"), said.toString());
        assertFalse(desk.wasAsked(Request.Send.class));
    }

    @Test
    void whereThereIsNoHomeNothingIsStarted() {
        List<String> said = run("--home", home.resolve("none").toString(), "status", "--start");
        assertTrue(said.getFirst().contains("there is no node at"), said.toString());
        assertEquals("[exit 3]", said.getLast());
        assertEquals(0, starts);
    }
}
