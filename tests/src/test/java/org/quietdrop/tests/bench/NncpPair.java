package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.quietdrop.tests.process.FreePorts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Two nodes of nncp that know each other: Alice's daemon listens, Bob is away until he calls. Both
 * as {@code nncp-cfgnew} makes them, so with {@code fsync} of each packet and its folder, except
 * {@code nohdr}: without the second file for each packet it is a little faster.
 */
final class NncpPair implements AutoCloseable {
    /** One file a message, made before anything is measured. */
    private final Path messages;

    private final NncpHome alice;
    private final NncpHome bob;
    private final Process daemon;

    NncpPair(Path folder, List<String> texts) throws IOException, InterruptedException {
        messages = Files.createDirectories(folder.resolve("messages"));
        for (int i = 0; i < texts.size(); i++) {
            Files.writeString(messages.resolve("m%04d".formatted(i)), texts.get(i));
        }
        int port = FreePorts.one();
        alice = NncpHome.make(folder.resolve("nncp-alice"));
        bob = NncpHome.make(folder.resolve("nncp-bob"));
        alice.introduce(bob, Optional.empty());
        bob.introduce(alice, Optional.of("127.0.0.1:" + port));
        daemon =
                alice.command("nncp-daemon", "-bind", "127.0.0.1:" + port)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        awaitPort(port);
    }

    private void awaitPort(int port) throws InterruptedException, IOException {
        for (int i = 0; i < 1_000; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!daemon.isAlive()) throw new AssertionError("nncp-daemon ended", e);
                Thread.sleep(10);
            }
        }
        throw new AssertionError("nncp-daemon does not listen");
    }

    /** The version that is installed; empty when there is none, or no {@code /proc}. */
    static Optional<String> version() throws InterruptedException, IOException {
        if (!Files.exists(Path.of("/proc/self/stat"))) return Optional.empty();
        try {
            Process asked = new ProcessBuilder("nncp-file", "-version").start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return asked.waitFor() == 0 ? said.lines().findFirst() : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same program once a message, doing nothing. */
    static Cost bareStarts(int many) throws IOException, InterruptedException {
        String loop = "i=0; while [ $i -lt $1 ]; do nncp-file -version; i=$((i + 1)); done";
        return measured(new ProcessBuilder("sh", "-ec", loop, "sh", Integer.toString(many)));
    }

    /** Until the last packet is in Alice's spool: one call of {@code nncp-file} a message. */
    Cost spool() throws IOException, InterruptedException {
        String loop = "cd \"$2\"; for m in *; do nncp-file -quiet -cfg \"$1\" \"$m\" peer:; done";
        Cost cost =
                measured(
                        new ProcessBuilder(
                                "sh", "-ec", loop, "sh", alice.config(), messages.toString()));
        assertEquals(messages().size(), alice.packets("tx"));
        return cost;
    }

    private static Cost measured(ProcessBuilder shell) throws IOException, InterruptedException {
        shell.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        shell.redirectError(ProcessBuilder.Redirect.INHERIT);
        Stopwatch watch = new Stopwatch(0);
        assertEquals(0, shell.start().waitFor(), "nncp failed");
        return watch.read();
    }

    /**
     * From the start of Bob's call until his folder holds all files and Alice's spool no packet.
     * His tosser runs while packets arrive, again and again: faster than once a second, as {@code
     * -autotoss} does, or once at the end. The second that {@code nncp-call} stays on the line
     * afterwards is not counted.
     */
    Cost handOver() throws IOException, InterruptedException {
        int many = messages().size();
        Stopwatch watch = new Stopwatch(daemon.pid());
        Process call = bob.command("nncp-call", "-onlinedeadline", "1", "peer").start();
        Optional<Process> toss = Optional.empty();
        while (bob.arrived() < many || alice.packets("tx") > 0) {
            if (toss.map(t -> !t.isAlive()).orElse(true) && bob.packets("rx") > 0) {
                toss = Optional.of(bob.command("nncp-toss").start());
            }
            if (watch.wall().compareTo(Duration.ofMinutes(2)) > 0) {
                throw new AssertionError("nncp does not come to an end");
            }
            Thread.sleep(10);
        }
        Duration wall = watch.wall();
        assertTrue(call.waitFor(30, TimeUnit.SECONDS));
        if (toss.isPresent()) assertTrue(toss.get().waitFor(30, TimeUnit.SECONDS));
        Cost cost = watch.cost(wall);
        for (Path message : messages()) {
            assertEquals(-1, Files.mismatch(message, bob.incoming(message.getFileName())));
        }
        return cost;
    }

    private List<Path> messages() throws IOException {
        try (Stream<Path> all = Files.list(messages)) {
            return new ArrayList<>(all.toList());
        }
    }

    @Override
    public void close() throws InterruptedException {
        daemon.destroy();
        daemon.waitFor();
    }
}
