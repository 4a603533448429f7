package org.quietdrop.store;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.store.disk.RealDisk;

import java.nio.file.Path;

/**
 * A process that keeps a diary until it is killed: says what it found, how long opening took, and
 * each batch after it was acknowledged.
 */
final class KilledProcess {
    /** Small enough that compaction has something to do, large enough to hold several batches. */
    private static final int SEGMENT = 32 << 10;

    private static final int REOPEN_EVERY = 10;
    private static final int BUDGET = 20_000;

    private KilledProcess() {}

    /**
     * Lives until it is killed, or says what is lost.
     *
     * @param args the folder, and {@code store} or {@code mapdb}
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        boolean ours = args[1].equals("store");
        say("begun");
        long from = System.nanoTime();
        int n = -1;
        while (true) {
            try {
                CrashHarness.Running running =
                        ours ? store(folder) : MapDbSubject.open(folder.resolve("map.db"));
                long millis = (System.nanoTime() - from) / 1_000_000;
                int found = running.check();
                if (n < 0) {
                    say("found " + found + " " + millis);
                } else if (found != n) {
                    throw new AssertionError(n + " committed, " + found + " found");
                }
                n = found;
                do {
                    running.commit(n + 1);
                    n++;
                    say("done " + n);
                    running.between(n);
                } while (n % REOPEN_EVERY != 0);
                running.close();
            } catch (Exception | Error e) {
                say("lost " + e);
                return;
            }
        }
    }

    private static CrashHarness.Running store(Path folder) {
        try (SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32))) {
            Store store =
                    Store.open(
                            new RealDisk(folder),
                            new IndexPlace.InFile(folder.resolve("index.db")),
                            key,
                            new SystemRandom(),
                            SEGMENT);
            return StoreSubject.running(store, 2, BUDGET);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
