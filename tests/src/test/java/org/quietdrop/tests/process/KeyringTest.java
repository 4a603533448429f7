package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.daemon.JavaCommand;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real GNOME Keyring on a bus of its own remembers for a real node. Needs gnome-keyring,
 * libsecret-tools and dbus: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Timeout(240)
final class KeyringTest {
    private static final String PASSPHRASE = "correct-staple-horse-battery";

    @TempDir private Path folder;
    private final Deque<Process> running = new ArrayDeque<>();
    private final Map<String, String> environment = new HashMap<>();
    private Path home = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void keyringOfADesktop() throws Exception {
        boolean there = sh("command -v dbus-daemon gnome-keyring-daemon secret-tool") == 0;
        if (!there) {
            System.out.println("SKIPPED: no gnome-keyring, libsecret-tools or dbus here");
        }
        assumeTrue(there, "no keyring of a desktop");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        home = folder.resolve("home");
        data = Files.createDirectories(folder.resolve("data"));
        environment.put("XDG_DATA_HOME", data.toString());
        environment.put("XDG_RUNTIME_DIR", folder.toString());
        environment.put("HOME", folder.toString());
        Process bus =
                start(
                        List.of(
                                "dbus-daemon",
                                "--config-file=" + busWithoutActivation(),
                                "--nofork",
                                "--print-address"),
                        "");
        BufferedReader said = bus.inputReader(StandardCharsets.UTF_8);
        environment.put("DBUS_SESSION_BUS_ADDRESS", String.valueOf(said.readLine()));
        keyring();
    }

    /**
     * A bus that starts nobody: the first question would otherwise start a second keyring, a locked
     * one, and which of the two the bus knows would be chance.
     */
    private Path busWithoutActivation() throws IOException {
        return Files.writeString(
                folder.resolve("bus.conf"),
                """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>session</type>
                  <listen>unix:dir=%s</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                  </policy>
                </busconfig>
                """
                        .formatted(folder));
    }

    /** The keyring of a user who has logged in: it takes a secret. */
    private void keyring() throws Exception {
        start(
                List.of("gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"),
                "the password of the login");
        String taken =
                "printf x | timeout 5 secret-tool store --label=Ready application ready"
                        + " && secret-tool clear application ready";
        for (int i = 0; sh(taken) != 0; i++) {
            assertTrue(i < 200, "the keyring of the test takes nothing");
            Thread.sleep(100);
        }
    }

    @AfterEach
    void end() throws Exception {
        while (!running.isEmpty()) running.pop().destroyForcibly().waitFor();
    }

    @Test
    void remembersUntilItIsToldToForget() throws Exception {
        run(PASSPHRASE, "init", "--name", "Alice", "--passphrase-fd", "0").ok();
        daemon("locked");
        CommandRun said =
                run(PASSPHRASE, "unlock", "--remember", "--passphrase-fd", "0")
                        .ok()
                        .says("the desktop's keyring", "root");
        assertTrue(said.out().lines().count() <= 3, said.out());
        run("", "status").ok().says("opens without the passphrase: the desktop's keyring");
        assertEquals(0, sh("secret-tool search --all application quietdrop | grep -q label"));
        run("", "lock").ok();
        run("", "unlock").ok();
        run("", "stop").ok();
        daemon("ready");
        run("", "status").ok().says("ready: Alice");
        assertEquals(
                "{\"forgotten\":true}", run("", "unlock", "--forget", "--json").ok().out().strip());
        assertFalse(Files.exists(home.resolve("remembered")));
        assertEquals(
                0, sh("! secret-tool search --all application quietdrop 2>&1 | grep -q label"));
        run("", "lock").ok();
        // There is no terminal to ask at.
        assertTrue(run("", "unlock").exit() != 0);
        run("", "status").ok().says("locked");
        run(PASSPHRASE, "unlock", "--passphrase-fd", "0").ok();
        run("", "stop").ok();
        daemon("locked");
        System.out.println("Keyring: remembered, started and opened by it, forgotten");
    }

    @Test
    void aKeyringThatIsGoneMeansThePassphrase() throws Exception {
        run(PASSPHRASE, "init", "--name", "Alice", "--passphrase-fd", "0").ok();
        daemon("locked");
        run(PASSPHRASE, "unlock", "--remember", "--passphrase-fd", "0").ok();
        run("", "lock").ok();
        assertEquals(0, sh("secret-tool clear application quietdrop"));
        CommandRun said = run("", "unlock");
        assertTrue(said.exit() != 0);
        said.says("has forgotten it");
        run(PASSPHRASE, "unlock", "--remember", "--passphrase-fd", "0").ok();
        run(PASSPHRASE + "\nother\n", "wipe", "--yes").ok();
        assertEquals(
                0, sh("! secret-tool search --all application quietdrop 2>&1 | grep -q label"));
    }

    /** Starts a daemon without a passphrase and waits for this word of it. */
    private void daemon(String word) throws Exception {
        List<String> args = new ArrayList<>(List.of("--home", home.toString(), "daemon"));
        args.addAll(List.of("--no-mdns", "--listen", "127.0.0.1:0"));
        Process daemon = start(JavaCommand.of(List.of(), args).command(), "");
        BufferedReader said = daemon.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            lines.add(line);
            if (line.contains("ready") || line.contains("locked;")) break;
        }
        assertTrue(lines.getLast().contains(word), lines.toString());
    }

    private CommandRun run(String input, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(args));
        ProcessBuilder builder = JavaCommand.of(List.of(), all);
        builder.environment().putAll(environment);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        write(process, input.isEmpty() ? "" : input + "\n");
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("does not end: " + all);
        }
        return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Process start(List<String> command, String input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.push(process);
        write(process, input);
        return process;
    }

    private static void write(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It did not want to read.
        }
    }

    private int sh(String script) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", script)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }
}
