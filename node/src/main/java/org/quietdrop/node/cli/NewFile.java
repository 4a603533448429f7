package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that was not there before and that only this user may read, from its first byte on. */
final class NewFile implements AutoCloseable {
    private final FileChannel channel;
    private final PrintStream out;

    private NewFile(FileChannel channel) {
        this.channel = channel;
        this.out =
                new PrintStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel)),
                        false,
                        StandardCharsets.UTF_8);
    }

    /**
     * Makes it.
     *
     * @throws UserError exit 8 if something is there, 3 if it cannot be made
     */
    static NewFile create(Path path) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] onlyMine =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try {
            return new NewFile(
                    FileChannel.open(
                            path,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            onlyMine));
        } catch (FileAlreadyExistsException e) {
            throw new UserError(
                    UserError.Exit.REFUSED,
                    path + " is there already; nothing was written",
                    "choose another name");
        } catch (IOException e) {
            throw new UserError(
                    UserError.Exit.DAEMON,
                    "cannot make " + path,
                    "is the folder there, and may you write to it?");
        }
    }

    PrintStream out() {
        return out;
    }

    /** Forces all of it to the disk; false: not all could be written. */
    boolean finish() throws IOException {
        out.flush();
        if (out.checkError()) return false;
        channel.force(true);
        return true;
    }

    /** Takes a file away that was made here. */
    static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // It is half of what was wanted, and its owner is told so.
        }
    }

    @Override
    public void close() {
        out.close();
    }
}
