package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Standard output, which remembers why it could not be written: that somebody has read enough is no
 * error ({@code | head}), a full disk is.
 */
final class Output extends PrintStream {
    private static final Path SELF = Path.of("/proc/self/fd/1");

    /** Writes, and remembers the first failure. */
    private static final class Remembering extends OutputStream {
        private final OutputStream to;
        private volatile Optional<IOException> failed = Optional.empty();

        Remembering(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                to.write(bytes, from, length);
            } catch (IOException e) {
                if (failed.isEmpty()) failed = Optional.of(e);
                throw e;
            }
        }
    }

    private final Remembering kept;

    private Output(Remembering kept) {
        super(kept, true, StandardCharsets.UTF_8);
        this.kept = kept;
    }

    /** That of this process. */
    static Output standard() {
        return new Output(new Remembering(new FileOutputStream(FileDescriptor.out)));
    }

    /** What is to be said of it; empty: all was written, or nobody wanted to read on. */
    Optional<UserError> trouble() {
        flush();
        if (kept.failed.isEmpty() || readerIsGone(kept.failed.get())) return Optional.empty();
        return Optional.of(
                new UserError(
                        UserError.Exit.DAEMON,
                        "standard output cannot be written",
                        "is the disk full? What was asked for is done, but not all of it was told"));
    }

    /** The words of the system come in many languages; what kind of file it is does not. */
    private static boolean readerIsGone(IOException e) {
        String why = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (why.contains("broken pipe")) return true;
        try {
            String file = Files.readSymbolicLink(SELF).toString();
            return file.startsWith("pipe:") || file.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
