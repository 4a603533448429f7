package org.quietdrop.node.inspect;

import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a home as anybody sees them who has the disk, also while the node writes there. */
final class DiskFiles {
    private DiskFiles() {}

    /** All of them, by name; links are not followed. */
    static List<DiskReport.FileSeen> of(Path home) {
        List<DiskReport.FileSeen> all = new ArrayList<>();
        for (Path file : paths(home)) {
            try {
                BasicFileAttributes is =
                        Files.readAttributes(
                                file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                String name = home.relativize(file).toString();
                String time =
                        is.lastModifiedTime()
                                .toInstant()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString();
                all.add(new DiskReport.FileSeen(name, is.size(), time));
            } catch (IOException e) {
                // It went meanwhile.
            }
        }
        return all;
    }

    private static List<Path> paths(Path home) {
        try (Stream<Path> walk = Files.walk(home)) {
            return walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UserError(UserError.Exit.DAEMON, "the folder " + home + " cannot be read");
        }
    }

    /** What is to be searched: every file that is there, with its name. */
    record Searched(List<SecretSearch.Finding> found, int files, long bytes) {}

    /** Searches all of them, names included. */
    static Searched search(Path home, SecretSearch search) {
        List<SecretSearch.Finding> found = new ArrayList<>();
        int files = 0;
        long bytes = 0;
        for (Path file : paths(home)) {
            try {
                found.addAll(search.in(home.relativize(file).toString(), file));
                bytes += Files.size(file);
                files++;
            } catch (NoSuchFileException e) {
                // The node has tidied it away.
            } catch (IOException | UncheckedIOException e) {
                throw new UserError(
                        UserError.Exit.DAEMON,
                        "the file " + home.relativize(file) + " cannot be read",
                        "nothing is said of the disk then");
            }
        }
        return new Searched(found, files, bytes);
    }
}
