package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Our store keeping a diary, forgetting all the time.
 *
 * @param index where the index of a disk is
 * @param steps how many steps of compaction between two batches, 0 for none
 * @param budget of each of them, in bytes
 */
record StoreSubject(SecretKey key, Function<MemoryDisk, IndexPlace> index, int steps, int budget)
        implements CrashHarness.Subject {
    /** One batch an hour; a pass every five hours, and room for little more than what counts. */
    static final SweepPolicy POLICY = new SweepPolicy(Duration.ofHours(5), Duration.ZERO, 2, 4);

    static Instant hour(int n) {
        return Instant.EPOCH.plus(Duration.ofHours(n + 1000L));
    }

    @Override
    public CrashHarness.Running open(MemoryDisk disk) {
        return running(
                Store.open(
                        disk,
                        index.apply(disk),
                        key,
                        new SeededRandom(disk.mutations()),
                        Diary.SEGMENT),
                steps,
                budget);
    }

    /** A store that is open already, wherever it lies. */
    static CrashHarness.Running running(Store store, int steps, int budget) {
        return new Running(store, steps, budget);
    }

    private record Running(Store store, int steps, int budget) implements CrashHarness.Running {
        @Override
        public void commit(int n) {
            try (Transaction t = store.begin()) {
                Diary.write(t, n);
                t.commit();
            }
        }

        @Override
        public void between(int n) {
            for (int i = 0; i < steps; i++) {
                store.compact(hour(n), POLICY, budget);
            }
        }

        @Override
        public int check() {
            assertFalse(store.report().damaged(), () -> store.report().toString());
            Diary.check(store, "check");
            return Diary.count(store);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
