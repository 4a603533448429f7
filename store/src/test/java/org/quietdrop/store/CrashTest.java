package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Power cuts and kills at every single change of the disk: every acknowledged batch is there
 * afterwards, at most the one under way as well, and nothing else.
 */
final class CrashTest {
    private static final int BATCHES = 70;
    private static final int CUTS_EACH = 2;

    @TempDir private Path folder;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));

    private Store open(MemoryDisk disk, IndexPlace index) {
        return Store.open(disk, index, key, new SeededRandom(disk.mutations()), Diary.SEGMENT);
    }

    private Store open(MemoryDisk disk) {
        return open(disk, new IndexPlace.InHeap());
    }

    /** Runs until the end or until the power goes. Returns how many batches were acknowledged. */
    private int run(MemoryDisk disk, IndexPlace index, int batches) {
        int acknowledged = 0;
        try {
            while (acknowledged < batches) {
                Store store = open(disk, index);
                try {
                    do {
                        try (Transaction t = store.begin()) {
                            Diary.write(t, acknowledged + 1);
                            t.commit();
                        }
                        acknowledged++;
                    } while (acknowledged % 25 != 0 && acknowledged < batches);
                } finally {
                    store.close();
                }
            }
        } catch (StoreFailure.Broken e) {
            // the power went
        }
        return acknowledged;
    }

    private void judge(MemoryDisk left, int acknowledged, String where) {
        try (Store store = open(left)) {
            int count = Diary.count(store);
            assertTrue(
                    count == acknowledged || count == acknowledged + 1,
                    () -> where + ": " + acknowledged + " acknowledged, " + count + " found");
            assertFalse(store.report().damaged(), () -> where + ": " + store.report());
            Diary.check(store, where);
            try (Transaction t = store.begin()) {
                Diary.write(t, count + 1);
                t.commit();
            }
            Diary.check(store, where);
        }
        try (Store store = open(left)) {
            assertTrue(store.report().clean(), where);
            Diary.check(store, where);
        }
    }

    @Test
    void everyPowerCutAndEveryKill() {
        MemoryDisk whole = new MemoryDisk();
        assertEquals(BATCHES, run(whole, new IndexPlace.InHeap(), BATCHES));
        long points = whole.mutations();
        assertTrue(points >= 200, "only " + points + " points");
        long judged = 0;
        for (long point = 0; point < points; point++) {
            MemoryDisk disk = new MemoryDisk();
            disk.powerOffAfter(point);
            int acknowledged = run(disk, new IndexPlace.InHeap(), BATCHES);
            judge(disk.killed(), acknowledged, "kill at " + point);
            for (int cut = 0; cut < CUTS_EACH; cut++) {
                long seed = point * CUTS_EACH + cut;
                String where = "power cut at " + point + ", seed " + seed;
                MemoryDisk left = disk.crash(new SplittableRandom(seed));
                judge(crashDuringRecovery(left, seed), acknowledged, where);
                judged++;
            }
        }
        System.out.println(
                points + " crash points, " + judged + " power cuts, " + points + " kills");
    }

    /** Every other time the power goes once more while the store recovers. */
    private MemoryDisk crashDuringRecovery(MemoryDisk left, long seed) {
        if (seed % 2 == 0) {
            return left;
        }
        left.powerOffAfter(seed % 7);
        try (Store store = open(left)) {
            assertFalse(store.report().damaged());
        } catch (StoreFailure.Broken e) {
            // the power went again
        }
        return left.crash(new SplittableRandom(-seed));
    }

    @Test
    void afterAForceThatFailedTheStoreIsClosedToWrites() {
        MemoryDisk disk = new MemoryDisk();
        Store store = open(disk);
        try (Transaction t = store.begin()) {
            Diary.write(t, 1);
            disk.powerOffAfter(1); // the write passes, the force does not
            org.junit.jupiter.api.Assertions.assertThrows(StoreFailure.Broken.class, t::commit);
        }
        org.junit.jupiter.api.Assertions.assertThrows(StoreFailure.Broken.class, store::begin);
        store.close();
        judge(disk.killed(), 0, "failed force");
    }

    /** The index file as a kill leaves it is never believed. */
    @Test
    void killedWithAnIndexFile() throws Exception {
        for (int batches = 1; batches < 60; batches += 7) {
            MemoryDisk disk = new MemoryDisk();
            Path index = folder.resolve("index" + batches);
            Store store = open(disk, new IndexPlace.InFile(index));
            for (int n = 1; n <= batches; n++) {
                try (Transaction t = store.begin()) {
                    Diary.write(t, n);
                    t.commit();
                }
            }
            MemoryDisk left = disk.killed();
            Path found = Files.copy(index, folder.resolve("copy" + batches));
            store.close();
            try (Store again = open(left, new IndexPlace.InFile(found))) {
                assertTrue(again.report().rebuilt());
                assertEquals(batches, Diary.count(again));
                Diary.check(again, "index file after " + batches);
            }
            try (Store again = open(left, new IndexPlace.InFile(found))) {
                assertFalse(again.report().rebuilt());
                Diary.check(again, "index file after " + batches);
            }
        }
    }
}
