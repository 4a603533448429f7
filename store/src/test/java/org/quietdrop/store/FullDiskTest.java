package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.file.Path;
import java.util.Set;

/** A full disk changes nothing, keeps the store readable, and is over when there is room again. */
final class FullDiskTest {
    @TempDir private Path folder;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));

    private Store open(MemoryDisk disk, IndexPlace index) {
        return Store.open(disk, index, key, new SeededRandom(3), Diary.SEGMENT);
    }

    @Test
    void fullReadableWritableAgain() {
        MemoryDisk disk = new MemoryDisk();
        disk.capacity(40_000);
        Store store = open(disk, new IndexPlace.InHeap());
        int written = fill(store);
        assertTrue(written > 10, "only " + written);
        assertEquals(written, Diary.count(store));
        Diary.check(store, "full");
        assertFalse(store.report().damaged());

        Transaction t = store.begin();
        Diary.write(t, written + 1);
        assertThrows(StoreFailure.Full.class, t::commit);
        disk.capacity(80_000);
        t.commit(); // the same transaction, once there is room
        Diary.check(store, "room again");
        MemoryDisk killed = disk.killed();
        store.close();
        for (MemoryDisk left : new MemoryDisk[] {disk, killed}) {
            try (Store again = open(left, new IndexPlace.InHeap())) {
                assertEquals(written + 1, Diary.count(again));
                Diary.check(again, "reopened");
                assertFalse(again.report().damaged());
            }
        }
    }

    private static int fill(Store store) {
        int n = 0;
        while (true) {
            try (Transaction t = store.begin()) {
                Diary.write(t, n + 1);
                t.commit();
                n++;
            } catch (StoreFailure.Full e) {
                return n;
            }
        }
    }

    @Test
    void tooFullToBegin() {
        MemoryDisk disk = new MemoryDisk();
        disk.capacity(1000);
        assertThrows(StoreFailure.Full.class, () -> open(disk, new IndexPlace.InHeap()));
        disk.capacity(100_000);
        try (Store store = open(disk, new IndexPlace.InHeap())) {
            assertEquals(0, Diary.count(store));
        }
    }

    /** Near the end of the disk only deletions are taken, so that one can make room. */
    @Test
    void deletionsGoOn() {
        MemoryDisk disk = new MemoryDisk();
        disk.capacity(Store.RESERVE + 100_000);
        Key outbox = Key.of(Table.OUTBOX, Bytes.of(new byte[] {1}));
        Key more = Key.of(Table.OUTBOX, Bytes.of(new byte[] {2}));
        try (Store store = open(disk, new IndexPlace.InFile(folder.resolve("i.db")))) {
            try (Transaction t = store.begin()) {
                t.put(outbox, new byte[100]);
                t.commit();
            }
            disk.capacity(Store.RESERVE);
            try (Transaction t = store.begin()) {
                t.put(more, new byte[100]);
                assertThrows(StoreFailure.Full.class, t::commit);
                t.rollback();
            }
            try (Transaction t = store.begin()) {
                assertArrayEquals(new byte[100], t.get(outbox).orElseThrow());
                assertFalse(t.has(more));
                t.delete(outbox);
                t.commit();
            }
            try (Transaction t = store.begin()) {
                assertFalse(t.has(outbox));
            }
        }
    }

    /**
     * Others have taken the last byte: the reserve is given free, so that what makes room and word
     * of what arrived are still taken; nothing else is. When there is room again, all goes on,
     * without opening it anew, and the reserve is held again.
     */
    @Test
    void onADiskThatOthersFilledTheReserveIsReleased() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        disk.capacity(64 << 20);
        int written = 400;
        try (Store store = open(disk, new IndexPlace.InFile(folder.resolve("r.db")))) {
            assertEquals(Reserve.BYTES, disk.bytes(Reserve.NAME).length);
            for (int n = 1; n <= written; n++) {
                try (Transaction t = store.begin()) {
                    Diary.write(t, n);
                    t.commit();
                }
            }
            disk.capacity(disk.used());
            Key more = Diary.line(Table.HISTORY, written + 1);
            try (Transaction t = store.begin()) {
                t.put(more, new byte[100]);
                assertThrows(StoreFailure.Full.class, t::commit);
            }
            assertTrue(disk.exists(Reserve.NAME), "not for this");
            try (Transaction t = store.begin()) { // it arrived: told, and waiting no more
                t.delete(Diary.line(Table.OUTBOX, written));
                t.put(Diary.line(Table.HISTORY, written), new byte[200]);
                t.commit();
            }
            assertFalse(disk.exists(Reserve.NAME));
            for (int n = 1; n <= written - 10; n++) {
                try (Transaction t = store.begin()) {
                    t.delete(Diary.line(Table.HISTORY, n));
                    t.commit();
                }
            }
            long before = disk.used();
            store.forgetSoon();
            steps(store);
            assertTrue(disk.used() < before - 200_000, before + " to " + disk.used());
            try (Transaction t = store.begin()) {
                t.put(more, new byte[100]);
                assertThrows(StoreFailure.Full.class, t::commit);
            }
            disk.capacity(64 << 20);
            boolean _ = store.compact(StoreSubject.hour(1), SweepPolicy.STANDARD, 1000);
            assertTrue(disk.exists(Reserve.NAME));
            try (Transaction t = store.begin()) {
                t.put(more, new byte[100]);
                t.commit();
            }
            try (Transaction t = store.begin()) {
                assertEquals(11, t.all(Table.HISTORY).size());
                assertEquals(2, t.all(Table.OUTBOX).size());
            }
        }
    }

    /** When nothing fits any more, one deletes, the store compacts, and there is room again. */
    @Test
    void deletingAndCompactingMakesRoom() {
        MemoryDisk disk = new MemoryDisk();
        disk.capacity(Store.RESERVE + 200_000);
        try (Store store = open(disk, new IndexPlace.InFile(folder.resolve("full.db")))) {
            int written = fill(store);
            assertTrue(written > 50, "only " + written);
            long full = disk.used();
            for (int n = 1; n <= written - 6; n++) {
                try (Transaction t = store.begin()) {
                    t.delete(Diary.line(Table.HISTORY, n));
                    t.commit();
                }
            }
            store.forgetSoon();
            steps(store);
            assertTrue(disk.used() < full / 3, disk.used() + " bytes used of " + full);
            Set<Integer> left = Diary.readable(store);
            assertEquals(6, left.size(), left.toString());
            assertTrue(left.contains(written), left.toString());
            try (Transaction t = store.begin()) {
                t.put(Diary.line(Table.HISTORY, written + 1), Diary.line(written + 1));
                t.commit();
            }
            assertEquals(7, Diary.readable(store).size());
        }
    }

    private static void steps(Store store) {
        int steps = 0;
        while (store.compact(StoreSubject.hour(1), SweepPolicy.STANDARD, 1000)) {
            assertTrue(++steps < 10_000, "it never ends");
        }
    }

    /** Compaction on a disk with any amount of room loses nothing, and ends when there is room. */
    @Test
    void compactionWithAnyAmountOfRoom() {
        for (int room = 0; room < 14_000; room += 500) {
            String where = "room " + room;
            MemoryDisk disk = new MemoryDisk();
            int written = 24;
            try (Store store = open(disk, new IndexPlace.InHeap())) {
                for (int n = 1; n <= written; n++) {
                    try (Transaction t = store.begin()) {
                        Diary.write(t, n);
                        t.commit();
                    }
                }
                disk.capacity(disk.used() + room);
                store.forgetSoon();
                steps(store);
                Diary.check(store, where);
                MemoryDisk left = disk.killed();
                left.capacity(Long.MAX_VALUE);
                try (Store again = open(left, new IndexPlace.InHeap())) {
                    assertFalse(again.report().damaged(), where);
                    Diary.check(again, where);
                    assertEquals(written, Diary.count(again), where);
                }
                disk.capacity(Long.MAX_VALUE);
                store.forgetSoon();
                steps(store);
                assertEquals(StoreSubject.hour(1), store.forgottenUntil(), where);
                Diary.check(store, where);
                assertEquals(written, Diary.count(store), where);
            }
        }
    }

    /**
     * With an index file the last MiBs are left alone: the step is refused, and nothing changes.
     */
    @Test
    void withoutRoomForTheIndexCompactionWaits() {
        MemoryDisk disk = new MemoryDisk();
        disk.capacity(Store.RESERVE + 500_000); // too little to hold the reserve
        try (Store store = open(disk, new IndexPlace.InFile(folder.resolve("i.db")))) {
            for (int n = 1; n <= 20; n++) {
                try (Transaction t = store.begin()) {
                    Diary.write(t, n);
                    t.commit();
                }
            }
            long seq = store.sequence();
            disk.capacity(disk.used() + 100_000);
            store.forgetSoon();
            steps(store);
            assertEquals(seq, store.sequence());
            disk.capacity(Long.MAX_VALUE);
            steps(store);
            assertTrue(store.sequence() > seq);
            assertEquals(StoreSubject.hour(1), store.forgottenUntil());
            Diary.check(store, "room again");
        }
    }
}
