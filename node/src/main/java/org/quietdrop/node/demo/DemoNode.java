package org.quietdrop.node.demo;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.JavaCommand;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One node of the demo: a real daemon in a process of its own, and a client of its socket. */
final class DemoNode implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final String who;
    private final String name;
    private final Path home;
    private final int port;
    private final String passphrase;
    private final String planted;
    private @Nullable Process process;
    private @Nullable ControlClient client;
    private String id = "";
    private boolean over;

    /**
     * @param who how the story calls it
     * @param name how friends see it
     * @param port where it listens on loopback
     * @param planted a harmless word in arguments and environment, for the search to find
     */
    DemoNode(String who, String name, Path home, int port, String passphrase, String planted) {
        this.who = who;
        this.name = name;
        this.home = home;
        this.port = port;
        this.passphrase = passphrase;
        this.planted = planted;
    }

    String who() {
        return who;
    }

    String name() {
        return name;
    }

    Path home() {
        return home;
    }

    String passphrase() {
        return passphrase;
    }

    int port() {
        return port;
    }

    /** Starts the process; the passphrase goes through its standard input. */
    void start() throws IOException {
        ProcessBuilder builder =
                JavaCommand.of(
                        List.of("quietdrop.planted=" + planted),
                        List.of(
                                "--home",
                                home.toString(),
                                "daemon",
                                "--listen",
                                "127.0.0.1:" + port,
                                "--no-mdns",
                                "--passphrase-fd",
                                "0"));
        builder.environment().put("QUIETDROP_PLANTED", planted);
        File log = home.resolve("log").toFile();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        Process started = spawn(builder);
        try (OutputStream in = started.getOutputStream()) {
            in.write((passphrase + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Not after {@link #close}: Ctrl-C may come while the story goes on. */
    private synchronized Process spawn(ProcessBuilder builder) throws IOException {
        if (over) throw new IOException("it was interrupted");
        Process started = builder.start();
        process = started;
        return started;
    }

    /** Waits until the node is unlocked and takes commands. */
    void awaitReady() throws InterruptedException {
        Process running = running();
        long rounds = START.dividedBy(LOOK);
        for (long i = 0; i < rounds; i++) {
            if (!running.isAlive()) throw ended();
            if (ready()) return;
            Thread.sleep(LOOK);
        }
        throw new UserError(
                Exit.FAILED, who + "'s node did not get ready in " + START.toSeconds() + " s");
    }

    private boolean ready() {
        try {
            ControlClient now = client;
            if (now == null) {
                now = ControlClient.connect(home, System.getenv());
                client = now;
            }
            Map<?, ?> status = now.call("status", Map.of(), Map.class);
            if (!"ready".equals(status.get("state"))) return false;
            id = String.valueOf(status.get("id"));
            return true;
        } catch (UserError e) {
            disconnect();
            return false;
        }
    }

    private UserError ended() {
        String last = "it said nothing";
        try {
            List<String> lines = Files.readAllLines(home.resolve("log"));
            if (!lines.isEmpty()) last = lines.getLast();
        } catch (IOException e) {
            // Then it really said nothing.
        }
        return new UserError(Exit.FAILED, who + "'s node ended: " + last);
    }

    private Process running() {
        Process now = process;
        if (now == null) throw new IllegalStateException(who + " was not started");
        return now;
    }

    long pid() {
        return running().pid();
    }

    /** Calls a method of the node. */
    <T extends View> T call(String method, Map<String, ?> params, Class<T> type) {
        ControlClient now = client;
        if (now == null) throw new UserError(Exit.DAEMON, who + " is not connected");
        return now.call(method, params, type);
    }

    /** The user id, once the node was ready. */
    String id() {
        return id;
    }

    /** What the conversation with somebody holds, oldest first. */
    List<View.Line> history(String with) {
        return call("history", Map.of("with", with), View.Lines.class).lines();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        running().destroyForcibly();
        if (!running().waitFor(10, TimeUnit.SECONDS)) {
            throw new UserError(Exit.FAILED, who + "'s process cannot be killed");
        }
        disconnect();
    }

    /** Asks the node to stop, and waits. */
    void stop() throws InterruptedException {
        call("stop", Map.of(), View.Done.class);
        if (!running().waitFor(5, TimeUnit.SECONDS)) {
            throw new UserError(Exit.FAILED, who + "'s node did not stop");
        }
        disconnect();
    }

    private void disconnect() {
        ControlClient now = client;
        client = null;
        if (now != null) now.close();
    }

    /** Ends the process at once, if it lives. */
    @Override
    public synchronized void close() {
        over = true;
        disconnect();
        Process now = process;
        if (now == null) return;
        now.destroyForcibly();
        try {
            now.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
