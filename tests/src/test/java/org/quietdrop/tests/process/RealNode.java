package org.quietdrop.tests.process;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.JavaCommand;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A home and the daemon that serves it, which can be killed and started again. */
public final class RealNode implements AutoCloseable {
    public final String name;
    public final Path home;
    public final String passphrase;
    public final Path log;
    private final Place place;
    private @Nullable Process process;
    private @Nullable ControlClient client;
    private Bytes id = Bytes.of(new byte[0]);

    /**
     * @param port where it listens on loopback
     * @param passphrase empty: the home is made without one
     */
    public RealNode(Path folder, String name, int port, String passphrase) {
        this(folder, name, Place.loopback(port), "-" + port, passphrase);
    }

    /**
     * @param suffix of the names of the home and the log
     */
    public RealNode(Path folder, String name, Place place, String suffix, String passphrase) {
        this.name = name;
        this.home = folder.resolve("home" + suffix);
        this.log = folder.resolve("daemon" + suffix + ".log");
        this.place = place;
        this.passphrase = passphrase;
    }

    /** Makes the home by the command line. */
    public RealNode init() throws IOException, InterruptedException {
        if (passphrase.isEmpty()) {
            CommandRun.of(home, "", "init", "--name", name, "--no-passphrase").ok();
        } else {
            CommandRun.of(home, passphrase + "\n", "init", "--name", name, "--passphrase-fd", "0")
                    .ok();
        }
        return this;
    }

    /** Starts the daemon and waits until it is ready. */
    public RealNode start(String... more) throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of("--home", home.toString(), "daemon"));
        args.addAll(place.options());
        if (!passphrase.isEmpty()) args.addAll(List.of("--passphrase-fd", "0"));
        args.addAll(List.of(more));
        ProcessBuilder builder = JavaCommand.of(List.of(), args).redirectErrorStream(true);
        builder.command().addAll(0, place.within());
        builder.environment().putAll(place.environment());
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
                Map<?, ?> status = status();
                // Under load the status may come without what only the core knows.
                if ("ready".equals(status.get("state")) && status.get("id") instanceof String hex) {
                    id = Bytes.ofHex(hex);
                    return;
                }
            } catch (UserError e) {
                disconnect();
            }
            Thread.sleep(50);
        }
        throw new AssertionError(name + "'s daemon is not ready after 60 s");
    }

    /** What {@code status} says. */
    public Map<?, ?> status() {
        return client().call("status", Map.of(), Map.class);
    }

    /** Whose node this is; once it was ready, also while it is down. */
    public Bytes id() {
        return id;
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
    public <T extends View> T call(String method, Map<String, ?> params, Class<T> type) {
        return client().call(method, params, type);
    }

    /** Queues a message and returns its id. */
    public String send(String to, String text) {
        return call("send", Map.of("to", to, "text", text), View.Sent.class).id();
    }

    /** The whole conversation, oldest first, read page by page. */
    public List<View.Line> history(String with) {
        List<View.Line> all = new ArrayList<>();
        Map<String, Object> asked = new HashMap<>(Map.of("with", with, "limit", 200));
        while (true) {
            List<View.Line> page = call("history", asked, View.Lines.class).lines();
            if (page.isEmpty()) return all;
            all.addAll(0, page);
            asked.put("before", page.stream().mapToLong(View.Line::cursor).min().orElseThrow());
        }
    }

    /** The ids of what came from somebody, oldest first. */
    public List<String> received(String from) {
        return history(from).stream()
                .filter(l -> l.state().equals("received"))
                .map(View.Line::id)
                .toList();
    }

    /** How many messages wait. */
    public int waiting() {
        return call("outbox", Map.of(), View.Outbox.class).waiting().size();
    }

    /** Pairs by code: this node shows it, the other types it. Returns the words both saw. */
    public String pairWith(RealNode other) {
        return pairWith(other, "127.0.0.1");
    }

    /**
     * Pairs by code.
     *
     * @param here an address of this node where the other one reaches it
     */
    public String pairWith(RealNode other, String here) {
        View.PairingOpen shown =
                call("pair.open", Map.of("listen", here + ":0"), View.PairingOpen.class);
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

    /** Both say that the other may carry, and wait until both know. */
    public void trust(RealNode other) throws InterruptedException {
        call("trust", Map.of("name", other.name, "on", true), View.Contact.class);
        other.call("trust", Map.of("name", name, "on", true), View.Contact.class);
        for (int i = 0; i < 600; i++) {
            if (contact(other).trustsYou() && other.contact(this).trustsYou()) return;
            Thread.sleep(50);
        }
        throw new AssertionError(name + " does not hear of trust: " + contact(other));
    }

    /** What this node says about another one. */
    public View.Contact contact(RealNode other) {
        return call("contact", Map.of("name", other.name), View.ContactDetail.class).contact();
    }

    /** How many boxes it keeps for others. */
    public long boxes() {
        return call("relay.status", Map.of(), View.Relay.class).boxes();
    }

    /** Waits until a message is so far or further. */
    public View.Sent await(String id, String state, int seconds) {
        return call(
                "await",
                Map.of("id", id, "state", state, "timeout_ms", seconds * 1_000L),
                View.Sent.class);
    }

    /** Texts that came from somebody, oldest first. */
    public List<String> texts(RealNode from) {
        return history(from.name).stream()
                .filter(l -> l.state().equals("received"))
                .map(View.Line::text)
                .toList();
    }

    /** Waits until the outbox is empty. */
    public void awaitDelivered(int seconds) throws InterruptedException {
        for (int i = 0; i < seconds * 10; i++) {
            if (waiting() == 0) return;
            Thread.sleep(100);
        }
        throw new AssertionError(
                name + " still waits: " + call("outbox", Map.of(), View.Outbox.class));
    }

    /** How many links it has; -1 when the status comes without what only the core knows. */
    public int links() {
        return status().get("links") instanceof Number now ? now.intValue() : -1;
    }

    /** Waits until it has so many links. */
    public void awaitLinks(int count) throws InterruptedException {
        for (int i = 0; i < 1_200; i++) {
            if (links() == count) return;
            Thread.sleep(50);
        }
        throw new AssertionError(name + " has no " + count + " links: " + status());
    }

    /** The port at which it listens, at its first address. */
    public String port() {
        if (!(status().get("listening") instanceof List<?> all)) throw new AssertionError(name);
        String at = String.valueOf(all.getFirst());
        return at.substring(at.lastIndexOf(':') + 1);
    }

    /** Starts it at another port than this; once in ten thousand times any port is the same. */
    public void startElsewhere(String before) throws IOException, InterruptedException {
        start();
        while (port().equals(before)) {
            stop();
            start();
        }
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        Process now = process;
        if (now == null) return;
        now.destroyForcibly();
        if (!now.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("cannot be killed");
        disconnect();
    }

    /** Stops as a user would. */
    public void stop() throws InterruptedException {
        Process now = process;
        if (now == null) return;
        call("stop", Map.of(), View.Done.class);
        if (!now.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("does not stop");
        disconnect();
    }

    /** The process of the daemon. */
    public long pid() {
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
