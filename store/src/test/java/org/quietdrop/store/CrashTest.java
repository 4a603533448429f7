package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Power cuts and kills at every single change of the disk: every acknowledged batch is there
 * afterwards, at most the one under way as well, and nothing else; also while the store forgets.
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

    private static void survives(CrashHarness.Subject subject, int batches, int cuts, int least)
            throws Exception {
        survives(new CrashHarness(subject, batches, cuts).attack(1), least);
    }

    private static void survives(CrashHarness.Outcome outcome, int least) {
        System.out.println(outcome.points() + " crash points, " + outcome.judged() + " judged");
        assertEquals(List.of(), outcome.failures());
        assertTrue(outcome.points() >= least, "only " + outcome.points() + " points");
    }

    @Test
    void everyPowerCutAndEveryKill() throws Exception {
        survives(heap(0, 0), 60, 1, 150);
    }

    @Test
    void everyPowerCutAndEveryKillWhileForgetting() throws Exception {
        survives(heap(2, 3000), 32, 2, 200);
    }

    /** With an index file that is renewed, and left behind in any state. */
    @Test
    void killsWhileTheIndexIsRenewed() throws Exception {
        survives(new CrashHarness(file(4, 3000), 30, 0).attack(23), 20);
    }

    @Test
    @Tag("slow")
    void aThousandPoints() throws Exception {
        survives(heap(3, 1), 70, 5, 500);
        survives(heap(1, 100_000), 150, 4, 1000);
        survives(new CrashHarness(file(3, 2000), 60, 1).attack(1), 200);
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
