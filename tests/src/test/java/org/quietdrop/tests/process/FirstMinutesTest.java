package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Two people who have read nothing: each does what the screen says, and a first message arrives,
 * verified. On real terminals, with the real program.
 */
@Timeout(300)
final class FirstMinutesTest {
    private static final Pattern SUGGESTION = Pattern.compile("Suggestion:\\s+(\\S+)");
    private static final Pattern CODE = Pattern.compile("minutes:\\s+(\\d\\d-\\w+-\\w+-\\w+)");
    private static final Pattern AT = Pattern.compile("adds:\\s+--at\\s+(127\\.0\\.0\\.1:\\d+)");

    @TempDir Path folder;

    /** A folder in which only loopback is used: the rest of what a home is comes from the shell. */
    private Path home(String name) throws IOException {
        Path home = folder.resolve(name + "-home");
        Files.createDirectory(
                home,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path config = home.resolve("config");
        Files.createFile(
                config,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                config, "listen = 127.0.0.1:" + FreePorts.one() + "\nmdns = off\nbeacon = off\n");
        return home;
    }

    private void begin(Pty pty, String name) throws InterruptedException {
        pty.see("without a server").see("Your name, as friends will see it: ").type(name + "\n");
        pty.see("There is no way to reset it.").see("Passphrase (empty for a suggestion): ");
        pty.type("\n");
        String suggestion = pty.find(SUGGESTION);
        pty.see("Enter takes it").see("Passphrase: ").type("\n");
        pty.see("Again: ").type(suggestion + "\n");
        pty.see("Ready. Your node runs in the background").see("You have no contacts yet.");
        pty.see("/pair").see("(no conversation) >");
        assertEquals(1, pty.shown().split(suggestion, -1).length - 1, "typed without echo");
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "40, 10"})
    void aFirstMessageArrivesVerified(int columns, int rows) throws Exception {
        assumeTrue(Pty.available());
        Path alices = home("alice");
        Path bobs = home("bob");
        try (Pty alice = Pty.open(folder.resolve("alice"), alices, columns, rows);
                Pty bob = Pty.open(folder.resolve("bob"), bobs, columns, rows)) {
            begin(alice, "Alice");
            begin(bob, "Bob");
            alice.type("/pair\n");
            String code = alice.find(CODE);
            String at = alice.find(AT);
            bob.type("/pair " + code + " --at " + at + "\n");
            for (Pty each : new Pty[] {alice, bob}) {
                each.see("Do both screens show").see("verified by code");
            }
            alice.see("Bob ✓ >").type("hi Bob\n");
            bob.see("Alice ✓  hi Bob");
            alice.see("hi Bob delivered");
            bob.type("hi Alice\n");
            alice.see("Bob ✓  hi Alice");
            storm(alice, bob, columns, rows);
            for (Pty each : new Pty[] {alice, bob}) leave(each);
        } finally {
            stop(alices);
            stop(bobs);
        }
    }

    /** The window is drawn smaller and bigger while a line is typed and others arrive. */
    private static void storm(Pty alice, Pty bob, int columns, int rows) throws Exception {
        alice.type("half a sen").see("half a sen");
        for (int i = 0; i < 30; i++) {
            alice.resize(20 + (i * 13) % 90, 3 + (i * 7) % 30);
            if (i % 10 == 0) bob.type("while it moves " + i + "\n");
        }
        alice.resize(columns, rows);
        for (int i = 0; i < 30; i += 10) alice.see("while it moves " + i);
        alice.type("tence\n");
        bob.see("Alice ✓  half a sentence");
        alice.see("half a sentence delivered").settle().type("never mind").see("never mind");
        alice.type("\u0003").see("Bob ✓ >").type("\u001b[A").see("never mind").type("\n");
        bob.see("Alice ✓  never mind");
    }

    private static void leave(Pty each) throws Exception {
        each.type("\u0004").see("Your node keeps running");
        assertEquals(0, each.exit(), each.shown());
        sane(each);
    }

    static void sane(Pty each) throws IOException {
        assertEquals(each.settings("before"), each.settings("after"));
        assertTrue(each.settings("after").contains(" echo "), each.settings("after"));
        String raw = each.raw();
        assertTrue(raw.contains("\u001b[?2004h"), "it was a real line that was typed");
        assertTrue(
                raw.lastIndexOf("\u001b[?2004l") > raw.lastIndexOf("\u001b[?2004h"),
                "bracketed paste is off");
        assertFalse(raw.contains("\u001b[?1049h"), "no other screen");
    }

    private static void stop(Path home) {
        if (!Files.exists(home.resolve("vault"))) return;
        try (ControlClient client = ControlClient.connect(home, System.getenv())) {
            var _ = client.call("stop", Map.of(), View.Done.class);
        } catch (UserError e) {
            // It ends before it has answered, or never ran.
        }
    }
}
