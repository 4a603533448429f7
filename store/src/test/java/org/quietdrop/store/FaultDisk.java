package org.quietdrop.store;

import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.DiskFull;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A disk that does one thing wrong, once, at a chosen write or force, and works before and after.
 */
final class FaultDisk implements Disk {
    /** What goes wrong. */
    enum Fault {
        /** Half of a write lands, then the disk is full. */
        SHORT_THEN_FULL,
        /** Half of a write lands, then the disk fails. */
        SHORT_THEN_FAILS,
        /** A force fails; what was written stays visible and is not durable. */
        FORCE_FAILS,
        /** A write is acknowledged and never lands. */
        WRITE_LOST,
        /** A write lands a sector further. */
        WRITE_MISPLACED,
        /** A write lands with one bit changed. */
        BIT_FLIPPED;

        boolean ofWrites() {
            return this != FORCE_FAILS;
        }

        /** Whether nobody is told. */
        boolean silent() {
            return this == WRITE_LOST || this == WRITE_MISPLACED || this == BIT_FLIPPED;
        }
    }

    private static final int SECTOR = 512;

    private final Disk disk;
    private final Fault fault;
    private long left;

    /**
     * @param left how many writes (or forces, for a fault of those) go well before
     */
    FaultDisk(Disk disk, Fault fault, long left) {
        this.disk = disk;
        this.fault = fault;
        this.left = left;
    }

    /** Whether it has happened. */
    boolean happened() {
        return left < 0;
    }

    private boolean now(boolean write) {
        return write == fault.ofWrites() && left >= 0 && left-- == 0;
    }

    private void write(DiskFile file, long at, byte[] bytes) throws IOException {
        int half = bytes.length / 2;
        switch (fault) {
            case SHORT_THEN_FULL -> {
                file.write(at, Arrays.copyOf(bytes, half));
                throw new DiskFull("full in the middle of a write");
            }
            case SHORT_THEN_FAILS -> {
                file.write(at, Arrays.copyOf(bytes, half));
                throw new IOException("failed in the middle of a write");
            }
            case WRITE_LOST -> {
                if (at + bytes.length > file.size()) {
                    file.write(at + bytes.length - 1, new byte[1]);
                }
            }
            case WRITE_MISPLACED -> {
                long room = Math.max(file.size(), at + bytes.length) - at - SECTOR;
                file.write(at + SECTOR, Arrays.copyOf(bytes, Math.clamp(room, 0, bytes.length)));
            }
            case BIT_FLIPPED -> {
                byte[] wrong = bytes.clone();
                wrong[half] ^= 0x10;
                file.write(at, wrong);
            }
            case FORCE_FAILS -> throw new IllegalStateException("not of writes");
        }
    }

    private final class Faulty implements DiskFile {
        private final DiskFile file;

        Faulty(DiskFile file) {
            this.file = file;
        }

        @Override
        public void write(long at, byte[] bytes) throws IOException {
            if (now(true)) {
                FaultDisk.this.write(file, at, bytes);
            } else {
                file.write(at, bytes);
            }
        }

        @Override
        public void force() throws IOException {
            if (now(false)) {
                throw new IOException("the force failed");
            }
            file.force();
        }

        @Override
        public byte[] read(long at, int length) throws IOException {
            return file.read(at, length);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new Faulty(disk.create(name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new Faulty(disk.open(name));
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public boolean exists(String name) throws IOException {
        return disk.exists(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void forceDirectory() throws IOException {
        if (now(false)) {
            throw new IOException("the force failed");
        }
        disk.forceDirectory();
    }

    @Override
    public long freeSpace() throws IOException {
        return disk.freeSpace();
    }
}
