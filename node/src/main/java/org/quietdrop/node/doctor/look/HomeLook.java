package org.quietdrop.node.doctor.look;

import com.sun.security.auth.module.UnixSystem;

import org.quietdrop.node.doctor.HomeFacts;
import org.quietdrop.store.Home;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The folder of the node, as it lies on the disk. */
final class HomeLook {
    private static final int DEEP = 3;
    private static final int MOST = 10_000;
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private HomeLook() {}

    /**
     * All of it.
     *
     * @param needed bytes that the store keeps free
     */
    static HomeFacts of(Home home, long needed) {
        Path root = home.root();
        boolean rights = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        List<String> others = new ArrayList<>();
        Optional<Instant> written = Optional.empty();
        for (Path path : all(root)) {
            if (rights && !mine(path)) others.add(name(root, path));
            Optional<Instant> at = time(path);
            if (at.isPresent() && (written.isEmpty() || at.get().isAfter(written.get()))) {
                written = at;
            }
        }
        String type = "unknown";
        long free = -1;
        long size = 0;
        try {
            FileStore store = Files.getFileStore(root);
            type = store.type();
            rights &= !WITHOUT_RIGHTS.contains(type);
            free = store.getUsableSpace();
            size = store.getTotalSpace();
        } catch (IOException e) {
            // Then it is not known.
        }
        List<String> open = rights ? others : List.of();
        return new HomeFacts(
                root.toString(), home.exists(), open, rights, type, free, size, needed, written);
    }

    /** Made for cameras: every file belongs to who mounted it. */
    private static final Set<String> WITHOUT_RIGHTS =
            Set.of("vfat", "msdos", "exfat", "fuseblk", "ntfs", "ntfs3", "hfs");

    private static List<Path> all(Path root) {
        try (Stream<Path> walk = Files.walk(root, DEEP)) {
            return walk.limit(MOST).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of(root);
        }
    }

    private static boolean mine(Path path) {
        try {
            if (Files.isSymbolicLink(path)) return true;
            Set<PosixFilePermission> may =
                    Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            return owner == (int) new UnixSystem().getUid()
                    && may.stream().noneMatch(OTHERS::contains);
        } catch (IOException | UnsupportedOperationException e) {
            // It went away meanwhile, or it cannot be told.
            return true;
        }
    }

    private static String name(Path root, Path path) {
        return path.equals(root) ? "the folder itself" : root.relativize(path).toString();
    }

    private static Optional<Instant> time(Path path) {
        try {
            return Optional.of(
                    Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
