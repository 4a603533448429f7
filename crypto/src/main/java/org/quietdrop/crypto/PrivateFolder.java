package org.quietdrop.crypto;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A folder of 0700 with a random name, for the moment in which a library is loaded. A lock inside
 * says that its process lives; folders of killed processes are swept by the next one. On Windows a
 * loaded library cannot be deleted: there the sweep is what removes it.
 */
final class PrivateFolder implements AutoCloseable {
    static final String PREFIX = "quietdrop-native-";
    private static final String LOCK = "lock";
    private static final int ATTEMPTS = 3;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final FileChannel lock;

    private PrivateFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Sweeps what killed processes left in {@code parent}, then makes a folder of our own there.
     */
    static PrivateFolder create(Path parent) throws IOException {
        sweep(parent);
        for (int i = 0; i < ATTEMPTS; i++) {
            Path path = Files.createTempDirectory(parent, PREFIX, mode("rwx------"));
            FileChannel channel = open(path.resolve(LOCK));
            try {
                if (channel.tryLock() != null && Files.exists(path.resolve(LOCK))) {
                    return new PrivateFolder(path, channel);
                }
            } catch (IOException e) {
                channel.close();
                deleteAll(path);
                throw e;
            }
            // Another process is sweeping this folder just now: it may have it.
            channel.close();
        }
        throw new IOException("no private folder could be locked");
    }

    /** Makes a missing folder, and those above it, for this user alone. */
    static void makeParent(Path folder) throws IOException {
        Files.createDirectories(folder, mode("rwx------"));
    }

    Path path() {
        return path;
    }

    /** Writes a new file of 0600 and gives its path. */
    Path write(String name, byte[] content) throws IOException {
        Path file = path.resolve(name);
        try (FileChannel channel = open(file)) {
            java.nio.ByteBuffer rest = java.nio.ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
        return file;
    }

    /** Removes the folder; what cannot be removed yet is left to a later sweep. */
    @Override
    public void close() throws IOException {
        deleteAllButLock(path);
        lock.close();
        deleteIfEmptyOfOthers(path);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                mode("rw-------"));
    }

    private static FileAttribute<?>[] mode(String text) {
        if (!POSIX) {
            return new FileAttribute<?>[0];
        }
        Set<java.nio.file.attribute.PosixFilePermission> permissions =
                PosixFilePermissions.fromString(text);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    /** Removes folders whose process is gone; those that are locked, or not ours, stay. */
    static void sweep(Path parent) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : found) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    sweepOne(folder);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // Tidiness only: a folder that cannot be listed is no reason to fail.
            return;
        }
    }

    private static void sweepOne(Path folder) {
        try (FileChannel channel =
                        FileChannel.open(
                                folder.resolve(LOCK),
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS);
                FileLock held = channel.tryLock()) {
            if (held == null) {
                return;
            }
            deleteAllButLock(folder);
            deleteIfEmptyOfOthers(folder);
        } catch (IOException | OverlappingFileLockException e) {
            // Somebody else's, or of this very process: not ours to tidy.
            return;
        }
    }

    private static List<Path> inside(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            found.forEach(files::add);
        }
        return files;
    }

    private static void deleteAllButLock(Path folder) throws IOException {
        for (Path file : inside(folder)) {
            if (!file.endsWith(LOCK)) {
                deleteQuietly(file);
            }
        }
    }

    /** The lock goes last, and only when nothing else is left: a later sweep looks for it. */
    private static void deleteIfEmptyOfOthers(Path folder) throws IOException {
        if (inside(folder).size() <= 1) {
            deleteQuietly(folder.resolve(LOCK));
            deleteQuietly(folder);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        deleteAllButLock(folder);
        deleteIfEmptyOfOthers(folder);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A library in use on Windows: the next start sweeps it.
            return;
        }
    }
}
