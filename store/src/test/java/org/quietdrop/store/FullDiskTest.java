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
}
