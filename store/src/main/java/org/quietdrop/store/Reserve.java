package org.quietdrop.store;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;

import java.io.IOException;

/**
 * Room on the disk that is held while there is enough, and given free when others have filled it:
 * so that what makes room, and word of what arrived, can be written on a full disk. FORMAT.md 5.
 */
final class Reserve {
    static final String NAME = "reserve";

    /** Length in bytes. */
    static final int BYTES = 4 << 20;

    private static final int CHUNK = 1 << 20;

    private final Disk disk;
    private final RandomSource random;
    private boolean held;

    Reserve(Disk disk, RandomSource random) {
        this.disk = disk;
        this.random = random;
    }

    /** Takes it, if that leaves plenty; no harm if it fails. */
    void hold() {
        if (held) {
            return;
        }
        try {
            if (disk.exists(NAME)) {
                try (DiskFile file = disk.open(NAME)) {
                    held = file.size() == BYTES;
                }
            }
            if (!held && disk.freeSpace() >= Store.RESERVE + 2L * BYTES) {
                fill();
                held = true;
            }
        } catch (IOException e) {
            release();
        }
    }

    private void fill() throws IOException {
        disk.delete(NAME);
        byte[] chunk = random.bytes(CHUNK); // zeros could be kept in no room at all
        try (DiskFile file = disk.create(NAME)) {
            for (int at = 0; at < BYTES; at += CHUNK) {
                file.write(at, chunk);
            }
        }
    }

    /** Gives it free. */
    void release() {
        held = false;
        try {
            disk.delete(NAME);
        } catch (IOException e) {
            // then there is no more room than before
        }
    }
}
