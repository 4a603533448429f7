package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.FaultDisk.Fault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The long proof: every point to stop at, every fault, five hundred kills; one line of totals. */
@Tag("crash")
final class CrashProofTest {
    private static final int KILLS = 500;
    private static final int MAPDB_KILLS = 100;

    @TempDir private Path folder;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));
    private final List<String> failures = new ArrayList<>();
    private long points;
    private long judged;

    private void stop(IndexPlace index, int steps, int budget, int batches, int cuts)
            throws Exception {
        CrashHarness.Outcome outcome =
                new CrashHarness(new StoreSubject(key, _ -> index, steps, budget), batches, cuts)
                        .attack(1);
        points += outcome.points();
        judged += outcome.judged();
        failures.addAll(outcome.failures());
    }

    @Test
    void everythingAcknowledgedIsThereAndNothingElse() throws Exception {
        IndexPlace heap = new IndexPlace.InHeap();
        stop(heap, 0, 0, 100, 4);
        stop(heap, 3, 1, 70, 5);
        stop(heap, 1, 100_000, 150, 4);
        stop(new IndexPlace.InFile(folder.resolve("index.db")), 3, 2000, 60, 1);
        int faults = 0;
        for (Fault fault : Fault.values()) {
            faults += new FaultTest().attack(fault, 1).tried();
        }
        long seed = Long.getLong("quietdrop.seed", System.nanoTime());
        Path ours = Files.createDirectory(folder.resolve("ours"));
        KillTest.Outcome kills =
                KillTest.attack(ours, "store", Integer.getInteger("quietdrop.kills", KILLS), seed);
        failures.addAll(kills.lost());
        CrashHarness.Outcome mapDb = new CrashHarness(new MapDbSubject(), 30, 0).attack(1);
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        KillTest.Outcome mapDbKills = KillTest.attack(theirs, "mapdb", MAPDB_KILLS, seed);
        System.out.printf(
                Locale.ROOT,
                "crash: %d points to stop at, %d disks judged; %d faults injected; %d kill -9,"
                        + " %d batches acknowledged, slowest start %d ms: %d failures."
                        + " MapDB's transactions: %d of %d disks and %d of %d kills lost something."
                        + " Seed %d%n",
                points,
                judged,
                faults,
                kills.kills(),
                kills.acknowledged(),
                kills.slowest(),
                failures.size(),
                mapDb.failures().size(),
                mapDb.judged(),
                mapDbKills.lost().size(),
                mapDbKills.kills(),
                seed);
        mapDbKills.lost().stream().limit(2).forEach(System.out::println);
        assertEquals(List.of(), failures);
        assertTrue(points >= 1_000, "only " + points);
        assertTrue(mapDb.failures().size() >= 10, "the harness cannot tell");
    }
}
