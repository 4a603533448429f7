package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.FreePorts;
import org.quietdrop.tests.process.RealNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Two of our nodes that are contacts, with Bob's daemon stopped. */
final class OwnPair implements AutoCloseable {
    private final Path folder;
    private final RealNode alice;
    private final RealNode bob;
    private List<String> ids = List.of();

    private Cost bobsStart = new Cost(Duration.ZERO, Duration.ZERO);

    OwnPair(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        alice = new RealNode(folder, "Alice", FreePorts.one(), "");
        bob = new RealNode(folder, "Bob", FreePorts.one(), "");
        alice.init().start();
        bob.init().start();
        alice.pairWith(bob);
        bob.stop();
    }

    /** Until the last text is queued: committed, with the journal forced to the disk. */
    Cost spool(List<String> texts) throws IOException, InterruptedException {
        Path lines = Files.write(folder.resolve("texts"), texts);
        Path out = folder.resolve("ids");
        ProcessBuilder client =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // As the launcher starts what is not the daemon.
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xlog:disable",
                        "-XX:-UsePerfData",
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SendLines.class.getName(),
                        alice.home.toString(),
                        "Bob");
        client.redirectInput(lines.toFile()).redirectOutput(out.toFile());
        client.redirectError(ProcessBuilder.Redirect.INHERIT);
        Stopwatch watch = new Stopwatch(alice.pid());
        assertEquals(0, client.start().waitFor(), "the client failed");
        Cost cost = watch.read();
        ids = Files.readAllLines(out);
        assertEquals(texts.size(), ids.stream().distinct().count());
        assertEquals(texts.size(), alice.waiting());
        return cost;
    }

    /** From the start of Bob's daemon until Alice knows that all are delivered. */
    Cost handOver(List<String> texts) throws IOException, InterruptedException {
        Stopwatch watch = new Stopwatch(alice.pid());
        bob.start();
        bobsStart = new Cost(watch.read().wall(), CpuTime.of(bob.pid()));
        // The last is the last: one link, in order. What is not so shows in the outbox.
        View.Sent last =
                alice.call(
                        "await",
                        Map.of("id", ids.getLast(), "state", "delivered", "timeout_ms", 60_000),
                        View.Sent.class);
        assertEquals("delivered", last.state());
        Cost cost = watch.read(bob.pid());
        assertEquals(0, alice.waiting(), "some are not delivered");
        List<View.Line> arrived = bob.history("Alice");
        assertEquals(texts, arrived.stream().map(View.Line::text).toList());
        return cost;
    }

    /** Of what {@link #handOver} took: until Bob's daemon was ready. */
    Cost bobsStart() {
        return bobsStart;
    }

    @Override
    public void close() throws InterruptedException {
        try (alice) {
            bob.close();
        }
    }
}
