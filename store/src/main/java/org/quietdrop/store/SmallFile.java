package org.quietdrop.store;

import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.DiskFull;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;

/** Files of a few bytes beside the journal, each written whole: the old one or the new one. */
final class SmallFile {
    private SmallFile() {}

    /** What a file of this name is called while it is written. */
    static String draft(String name) {
        return name + ".new";
    }

    /** Writes a file in one step, in place of one before. */
    static void write(Disk disk, String name, byte[] bytes) throws IOException {
        disk.delete(draft(name));
        try (DiskFile file = disk.create(draft(name))) {
            file.write(0, bytes);
            file.force();
        }
        disk.rename(draft(name), name);
        disk.forceDirectory();
    }

    /** Something that is done with such a file. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Does it; what the disk refuses becomes a {@link StoreFailure}. */
    static <T> T run(String what, Work<T> work) {
        try {
            return work.run();
        } catch (DiskFull e) {
            throw new StoreFailure.Full(e);
        } catch (IOException e) {
            throw new StoreFailure.Broken(what + " cannot be read or written", e);
        }
    }
}
