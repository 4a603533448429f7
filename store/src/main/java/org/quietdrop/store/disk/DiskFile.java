package org.quietdrop.store.disk;

import java.io.IOException;

/** One open file of a {@link Disk}. */
public interface DiskFile extends AutoCloseable {
    /** Writes all bytes at an offset, growing the file if needed. Throws {@link DiskFull}. */
    void write(long at, byte[] bytes) throws IOException;

    /** Reads exactly this many bytes; {@link java.io.EOFException} if the file is shorter. */
    byte[] read(long at, int length) throws IOException;

    /** Length in bytes. */
    long size() throws IOException;

    /** Cuts the file to a length. */
    void truncate(long size) throws IOException;

    /** Makes everything written so far durable. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
