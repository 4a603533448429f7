package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.tests.process.RealNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The date of a machine is set by a day, either way, while its node runs: links stay or come back,
 * mail from before and after arrives. The library faketime tells the node the date; what it counts
 * evenly stays as it is. Needs root on Linux and the package faketime: {@code mvn -Pnetns -pl tests
 * -am test}.
 */
@Tag("netns")
@Timeout(400)
final class ClockLanTest {
    /** The library looks at its file so often. */
    private static final Duration NOTICED = Duration.ofSeconds(2);

    @TempDir private Path folder;

    private static Optional<Path> library() throws IOException {
        try (Stream<Path> machines = Files.list(Path.of("/usr/lib"))) {
            return machines.map(one -> one.resolve("faketime/libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        }
    }

    @Test
    void aDayEitherWay() throws Exception {
        Optional<Path> library = library();
        if (library.isEmpty()) {
            System.out.println("SKIPPED: the package faketime is not installed: no clock was set");
        }
        assumeTrue(library.isPresent(), "the package faketime is not installed");
        Path file = folder.resolve("date");
        set(file, Duration.ZERO);
        Map<String, String> environment =
                Map.of(
                        "LD_PRELOAD", library.get().toString(),
                        "FAKETIME_TIMESTAMP_FILE", file.toString(),
                        "FAKETIME_CACHE_DURATION", "1",
                        "DONT_FAKE_MONOTONIC", "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                        // With it every wait that has an end ends at once, over and over.
                        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
        try (Lan lan = Lan.up("2")) {
            RealNode one = lan.node(folder, "Node1", 1, environment).start();
            RealNode two = lan.node(folder, "Node2", 2);
            Neighbours pair = Neighbours.paired(lan, one, 1, two);
            pair.again("pairing");
            for (Duration step : List.of(Duration.ofDays(-1), Duration.ofDays(1))) {
                String before = one.send(two.name, "before the clock is set");
                set(file, step);
                Thread.sleep(NOTICED);
                assertSet(one, two, step);
                String now = "the clock is " + step.toHours() + " h ahead";
                pair.again(now);
                whileAway(pair, file, step, now);
                one.await(before, "delivered", 5);
            }
        }
    }

    /**
     * The clock is set while the other one is away, there and back: it is found again, with mail.
     */
    private static void whileAway(Neighbours pair, Path file, Duration step, String now)
            throws Exception {
        pair.other().stop();
        pair.one().send(pair.other().name, "while you are away");
        set(file, step.negated());
        Thread.sleep(NOTICED);
        set(file, step);
        Thread.sleep(NOTICED);
        pair.other().start();
        pair.again(now + " and the other one came back");
        pair.one().awaitDelivered(30);
    }

    /** The node has noticed: what it keeps now is of that date. */
    private static void assertSet(RealNode one, RealNode two, Duration step) {
        one.send(two.name, "what time is it?");
        Instant said = Instant.parse(one.history(two.name).getLast().time());
        Duration off = Duration.between(Instant.now().plus(step), said).abs();
        assertTrue(off.compareTo(Duration.ofMinutes(1)) < 0, "the clock was not set: " + said);
    }

    private static void set(Path file, Duration ahead) throws IOException {
        Path next = file.resolveSibling("next");
        long seconds = ahead.toSeconds();
        Files.writeString(next, (seconds < 0 ? "" : "+") + seconds + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
