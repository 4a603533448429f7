package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.quietdrop.store.disk.MemoryDisk;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Stops a store at every change of the disk, by a kill and by power cuts, and judges what is left:
 * every acknowledged batch is there, at most the one under way as well, nothing else, and opening
 * stays within a work limit. It knows nothing of the store, so that it can be pointed at others.
 */
final class CrashHarness {
    private static final int REOPEN_EVERY = 25;

    private final Subject subject;
    private final int batches;
    private final int cutsEach;
    private @Nullable Throwable stopped;

    /**
     * @param cutsEach power cuts tried at each point, besides the kill
     */
    CrashHarness(Subject subject, int batches, int cutsEach) {
        this.subject = subject;
        this.batches = batches;
        this.cutsEach = cutsEach;
    }

    /** A kind of store under attack. */
    interface Subject {
        Running open(MemoryDisk disk) throws Exception;
    }

    /** A store that is open. */
    interface Running {
        /** Makes batch n durable. */
        void commit(int n) throws Exception;

        /** Whatever the store does between batches. */
        void between(int n) throws Exception;

        /** Reads everything; the number of batches, or an exception if it is not what they make. */
        int check() throws Exception;

        void close() throws Exception;
    }

    /**
     * What came of it.
     *
     * @param points how many changes of the disk there were, each of them a point to stop at
     * @param judged how many disks were judged
     */
    record Outcome(long points, int judged, List<String> failures) {}

    private int run(MemoryDisk disk) {
        int acknowledged = 0;
        try {
            while (acknowledged < batches) {
                Running running = subject.open(disk);
                do {
                    running.commit(acknowledged + 1);
                    acknowledged++;
                    running.between(acknowledged);
                } while (acknowledged % REOPEN_EVERY != 0 && acknowledged < batches);
                running.close();
            }
        } catch (Exception | Error e) {
            stopped = e; // the power went
        }
        return acknowledged;
    }

    /** Judges what is left when nothing at all went wrong. */
    List<String> control() {
        MemoryDisk disk = new MemoryDisk();
        List<String> failures = new ArrayList<>();
        judge(disk, run(disk), "no fault", failures);
        return failures;
    }

    /** Stops at every {@code stride}-th point. */
    Outcome attack(int stride) throws Exception {
        MemoryDisk whole = new MemoryDisk();
        int all = run(whole);
        if (all != batches) {
            throw new AssertionError("only " + all + " batches without any fault", stopped);
        }
        List<String> failures = new ArrayList<>();
        int judged = 0;
        for (long point = 0; point < whole.mutations(); point += stride) {
            MemoryDisk disk = new MemoryDisk();
            disk.powerOffAfter(point);
            int acknowledged = run(disk);
            judge(disk.killed(), acknowledged, "kill at " + point, failures);
            for (int cut = 0; cut < cutsEach; cut++) {
                long seed = point * cutsEach + cut;
                MemoryDisk left = disk.crash(new SplittableRandom(seed));
                String where = "power cut at " + point + ", seed " + seed;
                judge(crashDuringRecovery(left, seed), acknowledged, where, failures);
            }
            judged += 1 + cutsEach;
        }
        return new Outcome((whole.mutations() + stride - 1) / stride, judged, failures);
    }

    /** Every other time the power goes once more while the store recovers. */
    private MemoryDisk crashDuringRecovery(MemoryDisk left, long seed) {
        if (seed % 2 == 0) {
            return left;
        }
        left.powerOffAfter(seed % 7);
        try {
            subject.open(left).close();
        } catch (Exception | Error e) {
            // the power went again
        }
        return left.crash(new SplittableRandom(-seed));
    }

    private void judge(MemoryDisk left, int acknowledged, String where, List<String> failures) {
        try {
            left.limitWork((6L << 20) + 16 * size(left));
            Running running = subject.open(left);
            int count = running.check();
            if (count != acknowledged && count != acknowledged + 1) {
                throw new AssertionError(acknowledged + " acknowledged, " + count + " found");
            }
            running.commit(count + 1);
            running.between(count + 1);
            same(count + 1, running.check());
            running.close();
            running = subject.open(left);
            same(count + 1, running.check());
            running.close();
        } catch (Exception | Error e) {
            failures.add(where + ", " + acknowledged + " acknowledged: " + e);
        }
    }

    private static long size(MemoryDisk disk) throws Exception {
        long sum = 0;
        for (String name : disk.list()) {
            sum += disk.bytes(name).length;
        }
        return sum;
    }

    private static void same(int expected, int found) {
        if (expected != found) {
            throw new AssertionError(expected + " expected, " + found + " found");
        }
    }
}
