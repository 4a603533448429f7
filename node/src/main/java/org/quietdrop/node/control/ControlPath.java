package org.quietdrop.node.control;

import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the control socket of a home is: {@code HOME/run/control.sock}, or, when that is too long
 * for a socket address, a folder named by a hash of the home under the runtime directory or,
 * failing that, under the folder for temporary files.
 */
public final class ControlPath {
    /** Most bytes of a socket's path; the smallest limit among our systems is 103. */
    static final int LONGEST = 100;

    private static final String NAME = "control.sock";
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    private ControlPath() {}

    /** Where a node of this home binds its socket; makes the folder, mode 0700. */
    static Path prepare(Path home, Map<String, String> environment) {
        Path real = real(home);
        for (Path socket : candidates(real, environment)) {
            Path folder = folder(socket);
            Path parent = folder.getParent();
            if (parent == null) continue;
            if (parent.equals(real) || Optional.of(parent).equals(runtime(environment))) {
                makePrivate(real, folder);
                return socket;
            }
            if (parent.equals(temporary(real))) {
                makePrivate(real, parent);
                makePrivate(real, folder);
                return socket;
            }
        }
        throw new UserError(
                UserError.Exit.DAEMON,
                "the path of the home is too long for a control socket",
                "choose a shorter one with --home, or set XDG_RUNTIME_DIR");
    }

    /** Where the socket may be, best first; only paths that are short enough. */
    static List<Path> candidates(Path home, Map<String, String> environment) {
        Path real = real(home);
        Path usual = real.resolve("run").resolve(NAME);
        if (fits(usual)) return List.of(usual);
        String hash = hash(real);
        List<Path> sockets = new ArrayList<>();
        runtime(environment)
                .filter(Files::isDirectory)
                .ifPresent(r -> sockets.add(r.resolve("quietdrop-" + hash).resolve(NAME)));
        sockets.add(temporary(real).resolve(hash).resolve(NAME));
        sockets.removeIf(socket -> !fits(socket));
        return sockets;
    }

    static Path folder(Path socket) {
        Path folder = socket.getParent();
        if (folder == null) throw new IllegalArgumentException("socket");
        return folder;
    }

    static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Makes a folder of ours that nobody else may enter; one of somebody else is refused. */
    private static void makePrivate(Path home, Path folder) {
        try {
            if (!posix(folder)) {
                Files.createDirectories(folder);
                return;
            }
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            if (!Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(home))) {
                throw new UserError(
                        UserError.Exit.DAEMON, folder + " belongs to another user of this machine");
            }
            Files.setPosixFilePermissions(folder, PRIVATE);
        } catch (IOException e) {
            throw new UserError(
                    UserError.Exit.DAEMON,
                    "cannot make the folder " + folder + " for the control socket");
        }
    }

    private static Optional<Path> runtime(Map<String, String> environment) {
        // A relative path is to be ignored (XDG Base Directory Specification).
        String set = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return set.startsWith("/") ? Optional.of(Path.of(set)) : Optional.empty();
    }

    private static Path temporary(Path home) {
        return Path.of(System.getProperty("java.io.tmpdir", "/tmp"))
                .resolve("quietdrop-" + user(home));
    }

    private static String user(Path home) {
        try {
            return String.valueOf(Files.getAttribute(home, "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return System.getProperty("user.name", "user");
        }
    }

    private static boolean fits(Path socket) {
        return socket.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    private static Path real(Path home) {
        try {
            return home.toRealPath();
        } catch (IOException e) {
            return home.toAbsolutePath().normalize();
        }
    }

    private static String hash(Path home) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(home.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
