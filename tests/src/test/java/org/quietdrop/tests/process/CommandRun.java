package org.quietdrop.tests.process;

import org.quietdrop.node.daemon.JavaCommand;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of the command line in a process of its own, and what came of it. */
record CommandRun(int exit, String out, String err) {
    private static final int SECONDS = 60;

    /** Runs {@code quietdrop --home HOME ARGS} with this on its standard input. */
    static CommandRun of(Path home, String input, String... args)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(args));
        Path out = Files.createTempFile("quietdrop-out", ".txt");
        Path err = Files.createTempFile("quietdrop-err", ".txt");
        try {
            Process process =
                    JavaCommand.of(List.of(), all)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It did not want to read: its exit code tells why.
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + String.join(" ", args));
            }
            return new CommandRun(
                    process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** The same, or a failed test that shows what it said. */
    CommandRun ok() {
        if (exit != 0) throw new AssertionError(this);
        return this;
    }
}
