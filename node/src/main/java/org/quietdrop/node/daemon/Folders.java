package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a folder needs so that a name in it outlives a power cut. */
final class Folders {
    private Folders() {}

    /** Forces the names in a folder to the medium, where the system can do that. */
    static void force(@Nullable Path folder) {
        if (folder == null) return;
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not everywhere can a folder be opened; the name is there all the same.
        }
    }
}
