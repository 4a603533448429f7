package org.quietdrop.store;

import com.sun.security.auth.module.UnixSystem;

import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.RealDisk;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.index.FileIndex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The folder of one node: who may look into it, what lies where, and who holds it. FORMAT.md 1. */
public final class Home {
    private static final Set<PosixFilePermission> FOLDER =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private final Path root;

    private Home(Path root) {
        this.root = root;
    }

    /** A home by its path; looks at nothing yet. */
    public static Home at(Path root) {
        return new Home(root.toAbsolutePath().normalize());
    }

    public Path root() {
        return root;
    }

    /** The file {@code vault}. */
    public Path vault() {
        return root.resolve(Vault.NAME);
    }

    /** The folder of the journal and of the clean mark. */
    public Path journal() {
        return root.resolve("journal");
    }

    /** The MapDB file. */
    public Path index() {
        return root.resolve("index").resolve("index.db");
    }

    /** The folder of the control socket. */
    public Path run() {
        return root.resolve("run");
    }

    /** The settings, nothing secret. */
    public Path config() {
        return root.resolve("config");
    }

    /** The daemon's log. */
    public Path log() {
        return root.resolve("log");
    }

    /** The disk that holds the vault. Only after {@link #prepare}. */
    public Disk vaultDisk() {
        return new RealDisk(root);
    }

    /** The disk for {@link Store#open}. Only after {@link #prepare}. */
    public Disk journalDisk() {
        return new RealDisk(journal());
    }

    /** The place of the index for {@link Store#open}. */
    public IndexPlace indexPlace() {
        return new IndexPlace.InFile(index());
    }

    /**
     * Makes the folders that are missing, for this user only, and takes rights away that others
     * have.
     *
     * @return what was tightened, in words for the user; mostly empty
     * @throws StoreFailure.Refused if the home belongs to somebody else or is no folder
     * @throws StoreFailure.Broken if the disk fails
     */
    public List<String> prepare() {
        List<String> notices = new ArrayList<>();
        try {
            if (!Files.isDirectory(root) && Files.exists(root)) {
                throw new StoreFailure.Refused(root + " is not a folder");
            }
            boolean made = makeFolder(root);
            requireOwner(root);
            if (!made) {
                tighten(root, FOLDER, notices);
            }
            for (Path folder : List.of(journal(), root.resolve("index"), run())) {
                if (!makeFolder(folder)) {
                    tighten(folder, FOLDER, notices);
                }
            }
            List<Path> files = new ArrayList<>(List.of(vault(), config(), log()));
            files.addAll(FileIndex.files(index()));
            for (Path file : files) {
                if (Files.exists(file)) {
                    tighten(file, FILE, notices);
                }
            }
            return notices;
        } catch (IOException e) {
            throw new StoreFailure.Broken("the home " + root + " cannot be prepared", e);
        }
    }

    private static boolean makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return false;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (knowsModes(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        } else {
            Files.createDirectory(folder);
        }
        return true;
    }

    private static boolean knowsModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void requireOwner(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        int owner = (Integer) Files.getAttribute(path, "unix:uid");
        if (owner != (int) new UnixSystem().getUid()) {
            throw new StoreFailure.Refused(path + " belongs to another user");
        }
    }

    /** Takes everybody else's rights to a file away, where the system knows rights. */
    static void onlyOwner(Path file) throws IOException {
        if (knowsModes(file)) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /** Symbolic links are not followed: what they lead to is not ours to change. */
    private static void tighten(Path path, Set<PosixFilePermission> wanted, List<String> notices)
            throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null || (Files.isSymbolicLink(path) && !Files.isDirectory(path))) {
            return;
        }
        Set<PosixFilePermission> found = view.readAttributes().permissions();
        if (wanted.containsAll(found)) {
            return;
        }
        requireOwner(path);
        view.setPermissions(wanted);
        notices.add(
                path
                        + " could be read by others ("
                        + PosixFilePermissions.toString(found)
                        + "); now only by you");
    }

    /**
     * Takes the home for this process, until the lock is closed or the process ends in any way.
     *
     * @throws StoreFailure.InUse if another process (or another part of this one) holds it
     */
    public HomeLock lock() {
        return HomeLock.take(root);
    }

    /** Whether a node was made here. */
    public boolean exists() {
        return Files.exists(vault(), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
