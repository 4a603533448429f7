package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.CC;
import org.mapdb.DB;
import org.mapdb.DBException;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.mapdb.StoreWAL;
import org.mapdb.volume.Volume;
import org.mapdb.volume.VolumeFactory;
import org.quietdrop.store.disk.MemoryDisk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** MapDB with its own transactions over a disk in memory, keeping the same diary as our store. */
final class MapDbSubject implements CrashHarness.Subject {
    private static final String FILE = "map.db";

    /** All files that MapDB asks for, the write-ahead log too, are on the disk. */
    private static final class Files extends VolumeFactory {
        private final MemoryDisk disk;

        Files(MemoryDisk disk) {
            this.disk = disk;
        }

        @Override
        public Volume makeVolume(
                @Nullable String file,
                boolean readOnly,
                long wait,
                int shift,
                long start,
                boolean fixed) {
            String name = String.valueOf(file);
            try {
                return new DiskVolume(disk.exists(name) ? disk.open(name) : disk.create(name));
            } catch (IOException e) {
                throw new DBException.VolumeIOError(e);
            }
        }

        @Override
        public boolean exists(@Nullable String name) {
            try {
                return disk.exists(String.valueOf(name));
            } catch (IOException e) {
                throw new DBException.VolumeIOError(e);
            }
        }

        @Override
        public boolean handlesReadonly() {
            return false;
        }
    }

    /** What {@code transactionEnable()} makes, over our files. */
    @Override
    public CrashHarness.Running open(MemoryDisk disk) throws Exception {
        boolean there = disk.exists(FILE);
        StoreWAL store =
                new StoreWAL(
                        FILE,
                        new Files(disk),
                        0,
                        true,
                        CC.STORE_DIRECT_CONC_SHIFT,
                        CC.PAGE_SIZE,
                        0,
                        false,
                        false,
                        false,
                        true,
                        false);
        disk.forceDirectory();
        return running(new DB(store, there, true, MapDbSubject.class.getClassLoader(), 0), there);
    }

    /** A file of the machine, with MapDB's transactions as it makes them itself. */
    static CrashHarness.Running open(Path file) {
        boolean there = java.nio.file.Files.exists(file);
        return running(
                DBMaker.fileDB(file.toFile()).fileChannelEnable().transactionEnable().make(),
                there);
    }

    private static CrashHarness.Running running(DB db, boolean there) {
        BTreeMap<Long, byte[]> map =
                db.treeMap("m", Serializer.LONG, Serializer.BYTE_ARRAY)
                        .valuesOutsideNodesEnable()
                        .createOrOpen();
        if (!there) {
            db.commit();
        }
        return new Running(db, map);
    }

    /** Key 0 counts; lines have positive, letters negative keys. */
    private record Running(DB db, BTreeMap<Long, byte[]> map) implements CrashHarness.Running {
        @Override
        public void commit(int n) {
            map.put(0L, ByteBuffer.allocate(4).putInt(n).array());
            map.put((long) n, Diary.line(n));
            map.put((long) -n, Diary.line(-n));
            if (n > 3) {
                map.remove(3L - n);
            }
            db.commit();
        }

        @Override
        public void between(int n) {
            // it has nothing to do
        }

        @Override
        public int check() {
            byte[] count = map.get(0L);
            int n = count == null ? 0 : ByteBuffer.wrap(count).getInt();
            for (long i = 1; i <= n; i++) {
                require(i, Diary.line((int) i));
                if (i > n - 3) {
                    require(-i, Diary.line((int) -i));
                }
            }
            int expected = n == 0 ? 0 : 1 + n + Math.min(n, 3);
            if (map.sizeLong() != expected) {
                throw new AssertionError(map.sizeLong() + " records, not " + expected);
            }
            return n;
        }

        private void require(long key, byte[] value) {
            if (!Arrays.equals(value, map.get(key))) {
                throw new AssertionError("record " + key + " is lost");
            }
        }

        @Override
        public void close() {
            db.close();
        }
    }
}
