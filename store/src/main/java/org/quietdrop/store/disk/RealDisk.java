package org.quietdrop.store.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of the machine. Files are created with mode 0600 where the system knows modes. */
public final class RealDisk implements Disk {
    private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");
    private static final FileAttribute<?>[] PRIVATE =
            WINDOWS
                    ? new FileAttribute<?>[0]
                    : new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))
                    };

    private final Path folder;

    /** A disk over an existing folder. */
    public RealDisk(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        try {
            return new ChannelFile(
                    FileChannel.open(
                            folder.resolve(name),
                            Set.of(
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.READ,
                                    StandardOpenOption.WRITE),
                            PRIVATE));
        } catch (IOException e) {
            throw sorted(e);
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new ChannelFile(
                FileChannel.open(
                        folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void forceDirectory() throws IOException {
        if (WINDOWS) {
            return; // a folder cannot be opened there; the file system journals names itself
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long freeSpace() throws IOException {
        // Asking for the file store reads the table of all mounts: too much for each commit.
        long free = folder.toFile().getUsableSpace();
        return free > 0 ? free : Files.getFileStore(folder).getUsableSpace();
    }

    /** The JDK has no type for a full disk, only the system's words. */
    private static IOException sorted(IOException e) {
        String text = String.valueOf(e.getMessage());
        boolean full =
                text.contains("No space left")
                        || text.contains("quota exceeded")
                        || text.contains("not enough space");
        if (!full) {
            return e;
        }
        DiskFull failure = new DiskFull(text);
        failure.initCause(e);
        return failure;
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {
        @Override
        public void write(long at, byte[] bytes) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            try {
                while (left.hasRemaining()) {
                    channel.write(left, at + left.position());
                }
            } catch (IOException e) {
                throw sorted(e);
            }
        }

        @Override
        public byte[] read(long at, int length) throws IOException {
            byte[] bytes = new byte[length];
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                if (channel.read(left, at + left.position()) < 0) {
                    throw new EOFException("file ends before " + (at + length));
                }
            }
            return bytes;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw sorted(e);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
