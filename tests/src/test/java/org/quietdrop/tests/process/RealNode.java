package org.quietdrop.tests.process;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.JavaCommand;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A home and the daemon that serves it, which can be killed and started again. */
final class RealNode implements AutoCloseable {
    final String name;
    final Path home;
    final String passphrase;
    final Path log;
    private final int port;
    private @Nullable Process process;
    private @Nullable ControlClient client;

    /**
     * @param port where it listens on loopback
     * @param passphrase empty: the home is made without one
     */
    RealNode(Path folder, String name, int port, String passphrase) {
        this.name = name;
        this.home = folder.resolve("home-" + port);
        this.log = folder.resolve("daemon-" + port + ".log");
        this.port = port;
        this.passphrase = passphrase;
    }

    /** Makes the home by the command line. */
    RealNode init() throws IOException, InterruptedException {
        if (passphrase.isEmpty()) {
            CommandRun.of(home, "", "init", "--name", name, "--no-passphrase").ok();
        } else {
            CommandRun.of(home, passphrase + "\n", "init", "--name", name, "--passphrase-fd", "0")
                    .ok();
        }
        return this;
    }

    /** Starts the daemon and waits until it is ready. */
    RealNode start(String... more) throws IOException, InterruptedException {
        List<String> args =
                new ArrayList<>(
                        List.of(
                                "--home",
                                home.toString(),
                                "daemon",
                                "--no-mdns",
                                "--listen",
                                "127.0.0.1:" + port));
        if (!passphrase.isEmpty()) args.addAll(List.of("--passphrase-fd", "0"));
        args.addAll(List.of(more));
        ProcessBuilder builder = JavaCommand.of(List.of(), args).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process started = builder.start();
        process = started;
        try (OutputStream in = started.getOutputStream()) {
            in.write((passphrase + "\n").getBytes(StandardCharsets.UTF_8));
        }
        awaitReady(started);
        return this;
    }

    private void awaitReady(Process started) throws InterruptedException {
        for (int i = 0; i < 1_200; i++) {
            if (!started.isAlive()) throw new AssertionError(name + "'s daemon ended, see " + log);
            try {
                if ("ready".equals(status().get("state"))) return;
            } catch (UserError e) {
                disconnect();
            }
            Thread.sleep(50);
        }
        throw new AssertionError(name + "'s daemon is not ready after 60 s");
    }

    Map<?, ?> status() {
        return client().call("status", Map.of(), Map.class);
    }

    private ControlClient client() {
        ControlClient now = client;
        if (now == null) {
            now = ControlClient.connect(home, System.getenv());
            client = now;
        }
        return now;
    }

    /** Calls a method over the control socket. */
    <T extends View> T call(String method, Map<String, ?> params, Class<T> type) {
        return client().call(method, params, type);
    }

    String send(String to, String text) {
        return call("send", Map.of("to", to, "text", text), View.Sent.class).id();
    }

    /** The whole conversation, oldest first, read page by page. */
    List<View.Line> history(String with) {
        List<View.Line> all = new ArrayList<>();
        long before = 999_999_999_999_999_999L;
        while (true) {
            List<View.Line> page =
                    call(
                                    "history",
                                    Map.of("with", with, "limit", 200, "before", before),
                                    View.Lines.class)
                            .lines();
            if (page.isEmpty()) return all;
            all.addAll(0, page);
            before = page.get(0).cursor();
        }
    }

    List<String> received(String from) {
        return history(from).stream()
                .filter(l -> l.state().equals("received"))
                .map(View.Line::id)
                .toList();
    }

    int waiting() {
        return call("outbox", Map.of(), View.Outbox.class).waiting().size();
    }

    /** Pairs by code: this node shows it, the other types it. Returns the words both saw. */
    String pairWith(RealNode other) {
        View.PairingOpen shown =
                call("pair.open", Map.of("listen", "127.0.0.1:0"), View.PairingOpen.class);
        View.PairingOpen typed =
                other.call(
                        "pair.with",
                        Map.of("code", String.valueOf(shown.code()), "at", shown.at().get(0)),
                        View.PairingOpen.class);
        String theirs = other.paired(typed.pairing());
        String mine = paired(shown.pairing());
        if (!mine.equals(theirs)) throw new AssertionError(mine + " is not " + theirs);
        return mine;
    }

    private String paired(long pairing) {
        for (int step = 0; ; step++) {
            View.PairingStep next =
                    call(
                            "pair.next",
                            Map.of("pairing", pairing, "after", step),
                            View.PairingStep.class);
            if (next.kind().equals("paired")) return String.valueOf(next.words());
            if (next.last()) throw new AssertionError(next);
        }
    }

    /** Waits until the outbox is empty. */
    void awaitDelivered(int seconds) throws InterruptedException {
        for (int i = 0; i < seconds * 10; i++) {
            if (waiting() == 0) return;
            Thread.sleep(100);
        }
        throw new AssertionError(
                name + " still waits: " + call("outbox", Map.of(), View.Outbox.class));
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        Process now = process;
        if (now == null) return;
        now.destroyForcibly();
        if (!now.waitFor(10, TimeUnit.SECONDS)) throw new AssertionError("cannot be killed");
        disconnect();
    }

    /** Stops as a user would. */
    void stop() throws InterruptedException {
        Process now = process;
        if (now == null) return;
        call("stop", Map.of(), View.Done.class);
        if (!now.waitFor(10, TimeUnit.SECONDS)) throw new AssertionError("does not stop");
        disconnect();
    }

    long pid() {
        Process now = process;
        if (now == null) throw new IllegalStateException("not started");
        return now.pid();
    }

    private void disconnect() {
        ControlClient now = client;
        client = null;
        if (now != null) now.close();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
