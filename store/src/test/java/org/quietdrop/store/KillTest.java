package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@code kill -9} of real processes that write, forget, end and begin: what was acknowledged is
 * there, nothing else but the batch under way, and each start stays within its time limit.
 */
final class KillTest {
    /** The longest that a start of a small store may take, in milliseconds. */
    private static final long LIMIT = 30_000;

    /** Then a home has grown enough, and the next one begins. */
    private static final int KILLS_A_HOME = 50;

    private static final String END = "end";

    @TempDir private Path folder;

    /** Two kills out of three come after an acknowledgement, the third while it starts. */
    @Test
    void twentyKills() throws Exception {
        long seed = Long.getLong("quietdrop.seed", System.nanoTime());
        Outcome outcome = attack(folder, "store", 20, seed);
        System.out.println("Kills: " + outcome);
        assertTrue(outcome.lost().isEmpty(), outcome.toString());
    }

    /**
     * What came of it.
     *
     * @param acknowledged how many batches were, in all lives
     * @param slowest start in milliseconds
     * @param lost what was not as promised
     */
    record Outcome(int kills, long acknowledged, long slowest, List<String> lost, long seed) {}

    /** Kills so many processes; after a loss it goes on with a new home. */
    static Outcome attack(Path folder, String subject, int kills, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> lost = new ArrayList<>();
        long acknowledged = 0;
        long slowest = 0;
        int before = 0;
        Path home = folder;
        for (int kill = 0; kill < kills; kill++) {
            if (kill % KILLS_A_HOME == 0 || before < 0) {
                home = Files.createTempDirectory(folder, "home");
                before = 0;
            }
            Life life = Life.live(home, subject, random, kill % 3 == 2);
            slowest = Math.max(slowest, life.opening);
            acknowledged += life.acknowledged;
            String wrong = life.judge(before);
            if (wrong.isEmpty()) {
                before = life.newest(before);
            } else {
                lost.add("kill " + kill + ", seed " + seed + ": " + wrong);
                before = -1;
            }
        }
        return new Outcome(kills, acknowledged, slowest, lost, seed);
    }

    /** One process from its start to its kill, and what it said. */
    private static final class Life {
        int found = -1;
        int done = -1;
        int acknowledged;
        long opening;
        String lost = "";
        boolean over;

        static Life live(Path home, String subject, SplittableRandom random, boolean early)
                throws IOException, InterruptedException {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xshare:auto",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    KilledProcess.class.getName(),
                                    home.toString(),
                                    subject)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                return new Life(process, random, early);
            } finally {
                process.destroyForcibly();
                process.waitFor();
            }
        }

        private Life(Process process, SplittableRandom random, boolean early)
                throws InterruptedException {
            BlockingQueue<String> said = new LinkedBlockingQueue<>();
            Thread reader = Thread.ofVirtual().start(() -> read(process, said));
            long wait = TimeUnit.SECONDS.toMillis(120);
            int acks = early ? 0 : random.nextInt(1, 30);
            while (!over && acknowledged < acks && hear(said, wait)) {
                wait = 2 * LIMIT;
            }
            if (early && hear(said, wait)) { // it has begun
                Thread.sleep(random.nextInt(250));
            } else if (!over) {
                Thread.sleep(0, random.nextInt(999_999));
            }
            // Not by the process itself: that closes its pipe, and with it what was said before.
            boolean _ = process.toHandle().destroyForcibly();
            process.waitFor();
            reader.join();
            while (!over && hear(said, wait)) {
                // what it said before it died
            }
        }

        private static void read(Process process, BlockingQueue<String> into) {
            try (var lines = process.inputReader()) {
                lines.lines().forEach(into::add);
            } catch (IOException | java.io.UncheckedIOException e) {
                // it is dead
            } finally {
                into.add(END);
            }
        }

        /** Takes the next line; false if it took too long. */
        private boolean hear(BlockingQueue<String> said, long wait) throws InterruptedException {
            String line = said.poll(wait, TimeUnit.MILLISECONDS);
            if (line == null) {
                lost = "nothing heard for " + wait + " ms";
                over = true;
                return false;
            }
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "found" -> {
                    found = Integer.parseInt(words[1]);
                    opening = Long.parseLong(words[2]);
                }
                case "done" -> {
                    done = Integer.parseInt(words[1]);
                    acknowledged++;
                }
                case END -> over = true;
                case "begun" -> {}
                default -> lost += line + "\n";
            }
            return true;
        }

        /** The newest batch that was acknowledged, or may have been written before that. */
        int newest(int before) {
            return Math.max(before, Math.max(found, done));
        }

        /** What is wrong, empty if nothing. */
        String judge(int before) {
            if (!lost.isEmpty()) return lost;
            if (opening > LIMIT) return "opened after " + opening + " ms";
            if (found >= 0 && found != before && found != before + 1) {
                return before + " acknowledged, " + found + " found";
            }
            return "";
        }
    }
}
