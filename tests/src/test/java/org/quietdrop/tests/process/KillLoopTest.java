package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.UserError;
import org.quietdrop.store.Home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * {@code kill -9} of either side at random moments, while both write or compact: what {@code send}
 * reported as queued arrives exactly once, in order.
 */
final class KillLoopTest {
    @TempDir private Path folder;

    @Test
    void everythingQueuedArrivesOnceInOrder() throws Exception {
        loop(Integer.getInteger("quietdrop.kills", 15));
    }

    @Test
    @Tag("slow")
    void everythingQueuedArrivesOnceInOrderForLong() throws Exception {
        loop(Integer.getInteger("quietdrop.kills.long", 100));
    }

    private void loop(int rounds) throws Exception {
        long seed = Long.getLong("quietdrop.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            Writer fromAlice = new Writer(alice, "Bob", random.split());
            Writer fromBob = new Writer(bob, "Alice", random.split());
            int compacting = 0;
            for (int round = 0; round < rounds; round++) {
                boolean killAlice = random.nextBoolean();
                (killAlice ? fromBob : fromAlice).begin();
                (killAlice ? fromAlice : fromBob).begin();
                Thread.sleep(random.nextInt(20, 1_200));
                RealNode victim = killAlice ? alice : bob;
                victim.kill();
                fromAlice.end();
                fromBob.end();
                victim.start();
                if (round % 3 == 0 && killedWhileCompacting(victim, random)) compacting++;
            }
            // How many of those kills hit is a matter of speed: as many more as it takes.
            for (int more = 0; compacting == 0 && more < 100; more++) {
                fromAlice.begin();
                fromAlice.end();
                alice.kill();
                alice.start();
                if (killedWhileCompacting(alice, random)) compacting++;
            }
            assertTrue(compacting > 0, "never killed in the middle of compaction");
            alice.awaitDelivered(90);
            bob.awaitDelivered(90);
            fromAlice.check(bob, "Alice");
            fromBob.check(alice, "Bob");
            System.out.println(
                    "Kill loop: seed "
                            + seed
                            + ", "
                            + rounds
                            + " kills and "
                            + compacting
                            + " in the middle of compaction, "
                            + (fromAlice.queued.size() + fromBob.queued.size())
                            + " messages queued, all arrived once and in order");
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /**
     * A node that has just begun forgets what the life before left: waits for the first sign of it,
     * and kills it a moment later.
     *
     * @return whether it was not done yet: segments or index files are there twice
     */
    private static boolean killedWhileCompacting(RealNode node, SplittableRandom random)
            throws Exception {
        Path journal = Home.at(node.home).journal();
        List<Path> before = files(journal);
        for (int i = 0; i < 1_500 && files(journal).equals(before); i++) Thread.sleep(1);
        Thread.sleep(random.nextInt(0, 25));
        node.kill();
        boolean midway =
                files(journal).size() > before.size()
                        || files(node.home.resolve("index")).size() > 1;
        node.start();
        return midway;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Writes as fast as it may until told to end or the daemon is gone. */
    private static final class Writer {
        final List<String> queued = Collections.synchronizedList(new ArrayList<>());
        private final RealNode node;
        private final String to;
        private final SplittableRandom random;
        private final AtomicBoolean going = new AtomicBoolean();
        private Thread thread = new Thread(() -> {});

        Writer(RealNode node, String to, SplittableRandom random) {
            this.node = node;
            this.to = to;
            this.random = random;
        }

        void begin() {
            going.set(true);
            thread = new Thread(this::write, "writer");
            thread.start();
        }

        private void write() {
            int many = random.nextInt(1, 12);
            try {
                for (int i = 0; i < many && going.get(); i++) {
                    queued.add(node.send(to, "text " + queued.size()));
                    Thread.sleep(random.nextInt(0, 90));
                }
            } catch (UserError e) {
                // The daemon was killed: what it did not confirm was not promised.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() throws InterruptedException {
            going.set(false);
            thread.join();
        }

        void check(RealNode recipient, String from) {
            List<String> arrived = recipient.received(from);
            assertEquals(
                    arrived.size(), arrived.stream().distinct().count(), "something came twice");
            assertTrue(arrived.containsAll(queued), "something queued never arrived");
            List<String> promised = arrived.stream().filter(queued::contains).toList();
            assertEquals(List.copyOf(queued), promised, "out of order");
        }
    }
}
