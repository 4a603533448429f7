package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.index.IndexKey;
import org.quietdrop.store.index.Slot;
import org.quietdrop.store.index.SlotSorter;
import org.quietdrop.store.journal.Journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A journal with more records than memory makes the same index and ledger as one with few. */
final class ReplayTest {
    private static final Bytes GROUP = Bytes.of(new byte[] {'r'});

    @TempDir private Path folder;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));

    /** What a replay came to. */
    private record Made(TreeMap<IndexKey, Slot> slots, String ledger) {}

    private Made replay(MemoryDisk disk, Optional<Path> name, int memory) throws Exception {
        try (Journal journal = Journal.open(disk, key, new SeededRandom(2), Diary.SEGMENT);
                Blinding blinding = new Blinding(key);
                SlotSorter sorter = new SlotSorter(name, memory, new SeededRandom(4))) {
            Replay replay = new Replay(blinding, journal, sorter);
            var _ = journal.replay(Optional.empty(), replay);
            if (name.isPresent()) {
                check(runs());
            }
            TreeMap<IndexKey, Slot> slots = new TreeMap<>();
            IndexKey before = IndexKey.take(new byte[IndexKey.LENGTH]);
            for (var all = replay.sorted(); all.hasNext(); ) {
                Map.Entry<IndexKey, Slot> next = all.next();
                assertTrue(before.compareTo(next.getKey()) < 0, "not by their keys");
                before = next.getKey();
                slots.put(next.getKey(), next.getValue());
            }
            return new Made(slots, replay.ledger().toString());
        }
    }

    private List<Path> runs() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void check(List<Path> runs) throws IOException {
        assertTrue(runs.size() > 5, "it had room: " + runs);
        for (Path run : runs) {
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(run)));
        }
    }

    @Test
    void inLittleMemoryItIsTheSame() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        MemoryDisk disk = new MemoryDisk();
        try (Store store =
                Store.open(
                        disk, new IndexPlace.InHeap(), key, new SeededRandom(3), Diary.SEGMENT)) {
            for (int i = 0; i < 600; i++) {
                try (Transaction t = store.begin()) {
                    for (int k = random.nextInt(4); k >= 0; k--) {
                        Table table = random.nextBoolean() ? Table.HISTORY : Table.OUTBOX;
                        Key at = new Key(table, GROUP, random.nextInt(150));
                        if (random.nextInt(3) == 0) {
                            t.delete(at);
                        } else {
                            t.put(at, new byte[random.nextInt(200)]);
                        }
                    }
                    t.commit();
                }
                store.compact(StoreSubject.hour(i / 50), StoreSubject.POLICY, 1500);
            }
        }
        Made all = replay(disk.killed(), Optional.empty(), SlotSorter.MEMORY);
        Made runs = replay(disk.killed(), Optional.of(folder.resolve("index.db")), 10_000);
        assertEquals(all.slots(), runs.slots());
        assertEquals(all.ledger(), runs.ledger());
        assertEquals(List.of(), runs(), "runs are left");
    }

    /** What a process left that was killed while it sorted goes at the next start. */
    @Test
    void runsOfAKilledProcessGo() throws Exception {
        Path left = Files.write(folder.resolve("index.db.run3"), new byte[100]);
        IndexPlace place = new IndexPlace.InFile(folder.resolve("index.db"));
        MemoryDisk disk = new MemoryDisk();
        Store.open(disk, place, key, new SeededRandom(3)).close();
        assertTrue(Files.notExists(left));
        Files.write(left, new byte[100]);
        Store.open(disk, place, key, new SeededRandom(3)).close();
        assertTrue(Files.notExists(left));
    }
}
