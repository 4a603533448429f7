package org.quietdrop.store.disk;

import java.io.IOException;
import java.util.List;

/**
 * One flat folder of files: the seam between the store and the machine.
 *
 * <p>Crash semantics that everybody above relies on: bytes are durable after {@link
 * DiskFile#force}, names (created, renamed, deleted) after {@link #forceDirectory}; whatever was
 * not forced may be there, missing, or torn after a power cut. A killed process loses nothing that
 * was written.
 *
 * <p>All calls happen on the caller's thread, which is never interrupted: an interrupt would close
 * the channel under the store.
 */
public interface Disk {
    /** The names of all files, sorted. */
    List<String> list() throws IOException;

    /** Whether a file of this name exists. */
    boolean exists(String name) throws IOException;

    /** Creates an empty file that only this user may read; fails if the name is taken. */
    DiskFile create(String name) throws IOException;

    /** Opens an existing file for reading and writing. */
    DiskFile open(String name) throws IOException;

    /** Renames, replacing a file that has the new name, in one step. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; no failure if it is not there. */
    void delete(String name) throws IOException;

    /** Makes all creations, renames and deletions so far durable. */
    void forceDirectory() throws IOException;

    /** Bytes that may still be written, as far as the machine knows. */
    long freeSpace() throws IOException;
}
