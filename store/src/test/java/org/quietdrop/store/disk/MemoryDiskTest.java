package org.quietdrop.store.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The twin in memory behaves as the real disk, and loses what a real disk may lose. */
final class MemoryDiskTest {
    @TempDir private Path folder;

    @Test
    void bothDisksBehaveTheSame() throws Exception {
        for (Disk disk : List.of(new MemoryDisk(), new RealDisk(folder))) {
            try (DiskFile file = disk.create("b")) {
                file.write(3, new byte[] {1, 2});
                assertEquals(5, file.size());
                assertArrayEquals(new byte[] {0, 0, 0, 1, 2}, file.read(0, 5));
                assertThrows(EOFException.class, () -> file.read(4, 2));
                file.truncate(4);
                file.write(5, new byte[] {9});
                assertArrayEquals(new byte[] {1, 0, 9}, file.read(3, 3));
                file.force();
            }
            assertThrows(FileAlreadyExistsException.class, () -> disk.create("b"));
            assertThrows(IOException.class, () -> disk.open("c"));
            disk.create("a").close();
            assertEquals(List.of("a", "b"), disk.list());
            disk.rename("b", "a");
            assertEquals(List.of("a"), disk.list());
            try (DiskFile file = disk.open("a")) {
                assertEquals(6, file.size());
            }
            disk.forceDirectory();
            assertTrue(disk.exists("a"));
            disk.delete("a");
            disk.delete("a");
            assertFalse(disk.exists("a"));
            assertTrue(disk.freeSpace() > 0);
        }
    }

    @Test
    void whatWasForcedStaysAndTheRestMayGo() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        DiskFile file = disk.create("f");
        file.write(0, new byte[2048]);
        file.force();
        disk.forceDirectory();
        byte[] ones = new byte[2048];
        java.util.Arrays.fill(ones, (byte) 1);
        file.write(0, ones);
        disk.create("unforced");
        Set<Integer> kept = new HashSet<>();
        Set<List<String>> names = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            MemoryDisk left = disk.crash(new SplittableRandom(seed));
            byte[] bytes = left.bytes("f");
            assertEquals(2048, bytes.length);
            int sum = 0;
            for (byte b : bytes) {
                sum += b;
            }
            kept.add(sum);
            names.add(left.list());
        }
        assertTrue(kept.contains(0) && kept.contains(2048) && kept.size() > 5, kept.toString());
        assertEquals(Set.of(List.of("f"), List.of("f", "unforced")), names);
        assertArrayEquals(ones, disk.killed().bytes("f"));
        file.force();
        disk.forceDirectory();
        for (long seed = 0; seed < 20; seed++) {
            MemoryDisk left = disk.crash(new SplittableRandom(seed));
            assertArrayEquals(ones, left.bytes("f"));
            assertEquals(List.of("f", "unforced"), left.list());
        }
    }

    @Test
    void afterThePowerIsOffNothingGoes() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        DiskFile file = disk.create("f");
        disk.powerOffAfter(1);
        file.write(0, new byte[1]);
        assertThrows(IOException.class, file::force);
        assertThrows(IOException.class, () -> file.read(0, 1));
        assertThrows(IOException.class, disk::list);
        assertEquals(List.of("f"), disk.killed().list());
    }

    @Test
    void afullDiskTakesNoMore() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        disk.capacity(10);
        DiskFile file = disk.create("f");
        file.write(0, new byte[8]);
        assertThrows(DiskFull.class, () -> file.write(8, new byte[3]));
        assertEquals(8, file.size());
        file.write(4, new byte[6]);
        assertEquals(0, disk.freeSpace());
    }
}
