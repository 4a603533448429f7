package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.mapdb.DBException;
import org.mapdb.DataInput2;
import org.mapdb.volume.Volume;
import org.quietdrop.store.disk.DiskFile;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A MapDB volume over a file of a {@code Disk}: each put is one write, a sync is one force. */
final class DiskVolume extends Volume {
    private final DiskFile file;

    DiskVolume(DiskFile file) {
        this.file = file;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T io(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
    }

    private void write(long at, byte[] bytes) {
        io(() -> {
            file.write(at, bytes);
            return true;
        });
    }

    /** Zeros behind the end: MapDB reads there before it writes there. */
    private ByteBuffer read(long at, int length) {
        return io(() -> {
            int there = (int) Math.max(0, Math.min(length, file.size() - at));
            byte[] bytes = there == 0 ? new byte[0] : file.read(at, there);
            return ByteBuffer.wrap(Arrays.copyOf(bytes, length));
        });
    }

    @Override
    public void ensureAvailable(long size) {
        io(() -> {
            if (size > file.size()) {
                file.write(file.size(), new byte[Math.toIntExact(size - file.size())]);
            }
            return true;
        });
    }

    @Override
    public void truncate(long size) {
        io(() -> {
            file.truncate(size);
            return true;
        });
    }

    @Override
    public void putLong(long at, long value) {
        write(at, ByteBuffer.allocate(8).putLong(value).array());
    }

    @Override
    public void putInt(long at, int value) {
        write(at, ByteBuffer.allocate(4).putInt(value).array());
    }

    @Override
    public void putByte(long at, byte value) {
        write(at, new byte[] {value});
    }

    @Override
    public void putData(long at, byte[] from, int offset, int length) {
        putData(at, ByteBuffer.wrap(from, offset, length));
    }

    @Override
    public void putData(long at, ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        write(at, bytes);
    }

    @Override
    public long getLong(long at) {
        return read(at, 8).getLong();
    }

    @Override
    public int getInt(long at) {
        return read(at, 4).getInt();
    }

    @Override
    public byte getByte(long at) {
        return read(at, 1).get();
    }

    @Override
    public DataInput2 getDataInput(long at, int length) {
        return new DataInput2.ByteArray(read(at, length).array());
    }

    @Override
    public void getData(long at, byte[] to, int offset, int length) {
        read(at, length).get(to, offset, length);
    }

    @Override
    public void close() {
        // the file has nothing to let go of
    }

    @Override
    public void sync() {
        io(() -> {
            file.force();
            return true;
        });
    }

    @Override
    public int sliceSize() {
        return -1;
    }

    @Override
    public boolean isSliced() {
        return false;
    }

    @Override
    public long length() {
        return io(file::size);
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public @Nullable File getFile() {
        return null;
    }

    @Override
    public boolean getFileLocked() {
        return false;
    }

    @Override
    public void clear(long from, long to) {
        write(from, new byte[Math.toIntExact(to - from)]);
    }
}
