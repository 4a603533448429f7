package org.quietdrop.store;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Destroys a home, in this order: the vault, and with it the only key to all the rest; then every
 * file that is ours, overwritten and deleted. Needs no passphrase. What is not ours stays.
 * FORMAT.md 10.
 */
public final class Wipe {
    private static final int PIECE = 1 << 20;
    private static final List<String> FOLDERS = List.of("journal", "index", "run");
    private static final List<String> FILES = List.of("config", "config.new", "log", "pid", "lock");

    /** What leads to the store key. */
    private static final List<String> KEYS =
            List.of("vault", "vault.new", "remembered", "remembered.new");

    private final Path root;
    private final RandomSource random;
    private final List<Path> kept = new ArrayList<>();
    private int files;
    private long bytes;

    private Wipe(Path root, RandomSource random) {
        this.root = root;
        this.random = random;
    }

    /**
     * What was destroyed.
     *
     * @param files how many were overwritten and deleted
     * @param bytes how many were overwritten
     * @param kept files of ours that could not be destroyed; empty if all went well
     */
    public record Wiped(int files, long bytes, List<Path> kept) {
        /** Copies the list. */
        public Wiped {
            kept = List.copyOf(kept);
        }
    }

    /** Whether there is something to wipe, also what an interrupted wipe has left. */
    public static boolean possible(Home home) {
        return home.exists()
                || (Files.isDirectory(home.journal(), LinkOption.NOFOLLOW_LINKS)
                        && Files.isRegularFile(home.root().resolve("lock")));
    }

    /**
     * The key alone: from now on nothing of this home opens any more. Also while a process uses it.
     *
     * @throws StoreFailure.Broken if that failed
     */
    public static void key(Home home, RandomSource random) {
        Wipe wipe = new Wipe(home.root(), random);
        wipe.keys();
        if (!wipe.kept.isEmpty()) {
            throw new StoreFailure.Broken(
                    "the vault could not be destroyed", new IOException("wipe"));
        }
    }

    /**
     * All files of the home, the key first. Nothing may have the store open.
     *
     * @param held whether the caller holds the home's lock and its control socket, which stay then
     */
    public static Wiped all(Home home, RandomSource random, boolean held) {
        Wipe wipe = new Wipe(home.root(), random);
        wipe.keys();
        for (String folder : FOLDERS) {
            if (!held || !folder.equals("run")) wipe.folder(home.root().resolve(folder));
        }
        for (String file : FILES) {
            boolean own = file.equals("lock") || file.equals("pid");
            if (!held || !own) wipe.destroy(home.root().resolve(file));
        }
        if (!held) wipe.deleteIfEmpty(home.root());
        return new Wiped(wipe.files, wipe.bytes, wipe.kept);
    }

    private void keys() {
        for (String key : KEYS) destroy(root.resolve(key));
    }

    private void folder(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : inside.toList()) {
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) destroy(file);
            }
        } catch (IOException e) {
            kept.add(folder);
            return;
        }
        deleteIfEmpty(folder);
    }

    private void deleteIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // Somebody else's files; they stay, and so does the folder.
        } catch (IOException e) {
            kept.add(folder);
        }
    }

    /** Overwrites and deletes. Of a link only the link goes; a socket has no bytes. */
    private void destroy(Path file) {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) overwrite(file);
        } catch (IOException e) {
            // It may still be deleted.
        }
        try {
            if (Files.deleteIfExists(file)) files++;
            forceNames(file);
        } catch (NoSuchFileException e) {
            // It is gone.
        } catch (IOException e) {
            kept.add(file);
        }
    }

    /** Random bytes for what is short and holds keys, zeros for the rest. */
    private void overwrite(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            byte[] piece = size <= PIECE ? random.bytes((int) size) : new byte[PIECE];
            for (long at = 0; at < size; at += piece.length) {
                int length = (int) Math.min(piece.length, size - at);
                ByteBuffer left = ByteBuffer.wrap(piece, 0, length);
                while (left.hasRemaining()) {
                    int _ = channel.write(left, at + left.position());
                }
            }
            channel.force(true);
            bytes += size;
        }
    }

    private void forceNames(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder == null || !folder.startsWith(root) || !Files.isDirectory(folder)) return;
        if (System.getProperty("os.name", "").startsWith("Windows")) return;
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
