package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** However a session on a terminal ends, the terminal is as it was before. */
@Timeout(300)
final class TerminalStateTest {
    @TempDir Path folder;
    private RealNode node;
    private Pty pty;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Pty.available());
        node = new RealNode(folder, "alice", FreePorts.one(), "").init().start();
        pty = Pty.open(folder.resolve("session"), node.home, 80, 24);
        pty.see("alice (no conversation) >");
    }

    @AfterEach
    void close() throws InterruptedException {
        if (pty != null) pty.close();
        if (node != null) node.close();
    }

    @Test
    void theNodeIsKilledWhileALineIsTyped() throws Exception {
        pty.type("/cont").see("/cont");
        node.kill();
        pty.see("Your node has stopped. What you type here is kept.").see("node stopped");
        pty.type("acts\n").see("Start it now? (Enter: yes, Ctrl-C: no)").type("\u0003");
        pty.see("/contacts").type("\u0003").see("(no conversation) >").type("\u0004");
        assertEquals(0, pty.exit(), pty.shown());
        FirstMinutesTest.sane(pty);
    }

    @Test
    void ctrlCWhileItWaitsEndsTheWaitingOnly() throws Exception {
        pty.type("/pair\n").see("Ctrl-C stops");
        // Typed while no line is asked for: shown once, when one is.
        pty.type("later").type("\u0003").see("Stopped. That code is worth nothing any more.");
        // One after the other: the end of input behind half a line is none.
        pty.see("(no conversation) >").type("\u0003").see("(no conversation) >").type("\u0004");
        assertEquals(0, pty.exit(), pty.shown());
        FirstMinutesTest.sane(pty);
    }

    @Test
    void whatCtrlCTookTheArrowBringsBack() throws Exception {
        pty.type("many words").see("many words").type("\u0003").see("(no conversation) >");
        pty.type("\u001bOA, and more\n").see("No conversation is open.");
        pty.see("> many words, and more").type("\u0003").see("(no conversation) >");
        pty.type("\u001b[A").see("many words, and more").type(", too\n");
        pty.see("> many words, and more, too").type("\u0003").see("(no conversation) >");
        pty.type("\u0004");
        assertEquals(0, pty.exit(), pty.shown());
        FirstMinutesTest.sane(pty);
    }

    @Test
    void aSignalEndsTheShell() throws Exception {
        pty.type("half a line").see("half a line");
        assertTrue(pty.shell().destroy());
        assertEquals(143, pty.exit(), pty.shown());
        assertEquals(pty.settings("before"), pty.settings("after"));
    }

    @Test
    void aWindowThatIsTooSmallForAnythingLosesNothing() throws Exception {
        for (int i = 0; i < 40; i++) pty.resize(1 + i % 7, 1 + i % 3);
        pty.resize(80, 24);
        pty.type("/contacts\n").see("No contacts yet.").see("(no conversation) >").type("\u0004");
        assertEquals(0, pty.exit(), pty.shown());
        FirstMinutesTest.sane(pty);
    }
}
