package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.FaultDisk.Fault;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.util.Set;
import java.util.SplittableRandom;

/**
 * A disk that does one thing wrong while the store writes, forgets, ends and begins: at every write
 * and every force, each kind of fault. Told failures lose nothing that was acknowledged; silent
 * ones show, and cost what was hit.
 */
final class FaultTest {
    private static final int BATCHES = 24;
    private static final int REOPEN = 12;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));

    /** How far a run came. */
    private record Run(int acknowledged, boolean full, boolean stopped) {}

    private Store open(Disk disk) {
        return Store.open(disk, new IndexPlace.InHeap(), key, new SeededRandom(3), Diary.SEGMENT);
    }

    /**
     * Two lives of twelve batches; a full disk is tried again at once, any other failure ends it.
     */
    private Run run(FaultDisk disk, boolean clean) {
        int acknowledged = 0;
        boolean full = false;
        try {
            while (acknowledged < BATCHES) {
                Store store;
                try {
                    store = open(disk);
                } catch (StoreFailure.Full e) {
                    full = true;
                    store = open(disk);
                }
                do {
                    full |= commit(store, acknowledged + 1);
                    acknowledged++;
                    store.compact(StoreSubject.hour(acknowledged), StoreSubject.POLICY, 1000);
                } while (acknowledged % REOPEN != 0 && acknowledged < BATCHES);
                if (acknowledged < BATCHES || clean) {
                    store.close();
                }
            }
        } catch (StoreFailure.Broken | StoreFailure.Damaged e) {
            return new Run(acknowledged, full, true);
        }
        return new Run(acknowledged, full, false);
    }

    /** Whether it had to be done twice. */
    private static boolean commit(Store store, int n) {
        try (Transaction t = store.begin()) {
            Diary.write(t, n);
            try {
                t.commit();
                return false;
            } catch (StoreFailure.Full e) {
                t.commit();
                return true;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void atEveryFifthWriteOrForce(Fault fault) throws Exception {
        System.out.println(fault + ": " + attack(fault, 5));
    }

    /** What came of one kind of fault. */
    record Outcome(int tried, int shown) {}

    /** At every {@code stride}-th place, with a clean end and with a kill. */
    Outcome attack(Fault fault, int stride) throws Exception {
        int tried = 0;
        int shown = 0;
        for (long at = 0; ; at += stride) {
            for (boolean clean : new boolean[] {false, true}) {
                MemoryDisk disk = new MemoryDisk();
                FaultDisk faulty = new FaultDisk(disk, fault, at);
                Run run = run(faulty, clean);
                if (!faulty.happened()) {
                    assertTrue(tried * stride > 200, "only " + tried);
                    assertTrue(shown > tried / 8, shown + " shown of " + tried);
                    return new Outcome(tried, shown);
                }
                String where = fault + " at " + at + (clean ? ", clean end" : ", killed");
                shown +=
                        fault.silent()
                                ? silent(disk, run, clean, where)
                                : told(disk, run, at, where);
                tried++;
            }
        }
    }

    /** Whether the user of the store saw something of it. */
    private int told(MemoryDisk disk, Run run, long at, String where) {
        boolean full = where.startsWith("SHORT_THEN_FULL");
        assertTrue(!full || !run.stopped(), where + ": a full disk must not stop the store");
        for (MemoryDisk left :
                new MemoryDisk[] {disk.killed(), disk.crash(new SplittableRandom(at))}) {
            try (Store store = open(left)) {
                assertFalse(store.report().damaged(), where + store.report());
                int count = Diary.count(store);
                boolean right = count == run.acknowledged() || count == run.acknowledged() + 1;
                assertTrue(right, where + ": " + run + ", " + count + " found");
                Diary.check(store, where);
                assertFalse(commit(store, count + 1), where);
            }
        }
        return run.stopped() || run.full() ? 1 : 0;
    }

    /** Whether anything was lost; then it must show. */
    private int silent(MemoryDisk disk, Run run, boolean clean, String where) throws Exception {
        try (Store store = open(disk)) {
            Set<Integer> readable = Diary.readable(store); // each of them right
            OpenReport report = store.report();
            int missing = run.acknowledged() - readable.size();
            boolean shows = report.damaged() || report.tornBytes() > 0 || run.stopped();
            boolean onlyTheEnd = !clean && !readable.contains(run.acknowledged()) && missing == 1;
            assertTrue(missing <= 0 || shows || onlyTheEnd, where + ": " + missing + " missing");
            if (clean && !run.stopped() && missing > 0) {
                assertTrue(report.damaged(), where);
            }
            assertTrue(missing <= 4, where + ": " + missing + " missing of " + run);
            return shows ? 1 : 0;
        } catch (StoreFailure.Damaged e) {
            // the only segment there was has lost both headers
            assertEquals(1, disk.list().stream().filter(n -> n.endsWith(".seg")).count(), where);
            return 1;
        }
    }
}
