package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.RealDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Power cuts and kills at changes of the disk: every acknowledged batch is there afterwards, at
 * most the one under way as well, and nothing else; also while the store forgets. Every single
 * change is tried by {@link CrashProofTest}.
 */
final class CrashTest {
    @TempDir private Path folder;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));

    private CrashHarness.Subject heap(int steps, int budget) {
        return new StoreSubject(key, _ -> new IndexPlace.InHeap(), steps, budget);
    }

    /** The index file stays as the crash left it: it follows the disk. */
    private CrashHarness.Subject file(int steps, int budget) {
        Path index = folder.resolve("index.db");
        return new StoreSubject(key, _ -> new IndexPlace.InFile(index), steps, budget);
    }

    private static void survives(CrashHarness.Outcome outcome, int least) {
        System.out.println(outcome.points() + " crash points, " + outcome.judged() + " judged");
        assertEquals(List.of(), outcome.failures());
        assertTrue(outcome.points() >= least, "only " + outcome.points() + " points");
    }

    @Test
    void powerCutsAndKills() throws Exception {
        survives(new CrashHarness(heap(0, 0), 60, 1).attack(2), 150);
    }

    @Test
    void powerCutsAndKillsWhileForgetting() throws Exception {
        survives(new CrashHarness(heap(2, 3000), 32, 2).attack(3), 150);
    }

    /** With an index file that is renewed, and left behind in any state. */
    @Test
    void killsWhileTheIndexIsRenewed() throws Exception {
        survives(new CrashHarness(file(4, 3000), 30, 0).attack(23), 20);
    }

    /** The harness can tell: MapDB's own transactions do not survive even plain kills. */
    @Test
    void theHarnessFailsMapDb() throws Exception {
        CrashHarness harness = new CrashHarness(new MapDbSubject(), 30, 0);
        assertEquals(List.of(), harness.control());
        CrashHarness.Outcome outcome = harness.attack(11);
        List<String> lost =
                outcome.failures().stream().filter(f -> !f.contains(" 0 acknowledged")).toList();
        System.out.println("MapDB: " + lost.size() + " of " + outcome.judged() + " kills, such as");
        lost.stream().limit(3).forEach(System.out::println);
        assertTrue(lost.size() >= 10, "it cannot tell");
    }

    @Test
    void afterAForceThatFailedTheStoreIsClosedToWrites() {
        MemoryDisk disk = new MemoryDisk();
        Store store =
                Store.open(disk, new IndexPlace.InHeap(), key, new SeededRandom(1), Diary.SEGMENT);
        try (Transaction t = store.begin()) {
            Diary.write(t, 1);
            disk.powerOffAfter(1); // the write passes, the force does not
            assertThrows(StoreFailure.Broken.class, t::commit);
        }
        assertThrows(StoreFailure.Broken.class, store::begin);
        assertThrows(
                StoreFailure.Broken.class,
                () -> store.compact(StoreSubject.hour(1), SweepPolicy.STANDARD, 1000));
        store.close();
        try (Store again =
                Store.open(
                        disk.killed(),
                        new IndexPlace.InHeap(),
                        key,
                        new SeededRandom(2),
                        Diary.SEGMENT)) {
            assertTrue(Diary.count(again) <= 1);
            Diary.check(again, "failed force");
        }
    }

    /**
     * Whoever interrupts a thread that stores closes files under it: the store stops, and nothing
     * that was acknowledged is lost. (The node's thread cannot be interrupted.)
     */
    @Test
    void anInterruptStopsTheStoreAndLosesNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        int interrupted = 0;
        int acknowledged = 0;
        for (int round = 0; round < 20; round++) {
            try (Store store = real()) {
                int found = Diary.count(store);
                assertTrue(found == acknowledged || found == acknowledged + 1);
                Diary.check(store, "round " + round);
                assertFalse(store.report().damaged());
                acknowledged = found;
                Thread storing = Thread.currentThread();
                Thread other =
                        Thread.ofVirtual()
                                .start(() -> {
                                    LockSupport.parkNanos(random.nextInt(9_000_000));
                                    storing.interrupt();
                                });
                try {
                    // What comes between two writes, the next one meets.
                    for (boolean last = false; !last; ) {
                        last = !other.isAlive();
                        try (Transaction t = store.begin()) {
                            Diary.write(t, acknowledged + 1);
                            t.commit();
                        }
                        acknowledged++;
                    }
                } catch (StoreFailure.Broken e) {
                    interrupted++;
                } finally {
                    while (other.isAlive()) {
                        Thread.onSpinWait();
                    }
                    boolean _ = Thread.interrupted();
                }
            }
        }
        assertEquals(20, interrupted);
    }

    private Store real() {
        return Store.open(
                new RealDisk(folder),
                new IndexPlace.InFile(folder.resolve("index.db")),
                key,
                new SystemRandom(),
                64 << 10);
    }

    /** The index file as a kill leaves it is never believed. */
    @Test
    void killedWithAnIndexFile() throws Exception {
        for (int batches = 1; batches < 60; batches += 7) {
            MemoryDisk disk = new MemoryDisk();
            Path index = folder.resolve("index" + batches);
            Store store = open(disk, index);
            for (int n = 1; n <= batches; n++) {
                try (Transaction t = store.begin()) {
                    Diary.write(t, n);
                    t.commit();
                }
            }
            MemoryDisk left = disk.killed();
            Path found = Files.copy(index, folder.resolve("copy" + batches));
            store.close();
            try (Store again = open(left, found)) {
                assertTrue(again.report().rebuilt());
                assertEquals(batches, Diary.count(again));
                Diary.check(again, "index file after " + batches);
            }
            try (Store again = open(left, found)) {
                assertFalse(again.report().rebuilt());
                Diary.check(again, "index file after " + batches);
            }
        }
    }

    private Store open(MemoryDisk disk, Path index) {
        return Store.open(
                disk,
                new IndexPlace.InFile(index),
                key,
                new SeededRandom(disk.mutations()),
                Diary.SEGMENT);
    }
}
