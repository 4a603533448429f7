package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * The lock on a home. The file {@code lock} is opened by nobody else: on Linux a process loses its
 * lock when any part of it closes the same file. Who holds it stands in the file {@code pid}.
 */
public final class HomeLock implements AutoCloseable {
    private static final Set<Path> HELD = new HashSet<>();

    private final Path root;
    private final FileChannel channel;
    private boolean closed;

    private HomeLock(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    static HomeLock take(Path home) {
        try {
            Path root = home.toRealPath();
            synchronized (HELD) {
                if (HELD.contains(root)) {
                    throw new StoreFailure.InUse(ProcessHandle.current().pid());
                }
                FileChannel channel =
                        FileChannel.open(
                                root.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel);
                if (lock == null) {
                    channel.close();
                    throw new StoreFailure.InUse(holder(root));
                }
                HELD.add(root);
                Files.writeString(pidFile(root), ProcessHandle.current().pid() + "\n");
                Home.onlyOwner(root.resolve("lock"));
                Home.onlyOwner(pidFile(root));
                return new HomeLock(root, channel);
            }
        } catch (IOException e) {
            throw new StoreFailure.Broken("the home cannot be locked", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Path pidFile(Path root) {
        return root.resolve("pid");
    }

    /** The process that says it holds the home, 0 if that cannot be read. */
    private static long holder(Path root) {
        try {
            return Long.parseLong(Files.readString(pidFile(root)).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** Gives the home free. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                Files.deleteIfExists(pidFile(root));
                channel.close();
            } catch (IOException e) {
                throw new StoreFailure.Broken("the home cannot be given free", e);
            } finally {
                HELD.remove(root);
            }
        }
    }
}
