package org.quietdrop.tests.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** One run of the command line in a process of its own, and what came of it. */
public record CommandRun(int exit, String out, String err) {
    /** Runs {@code quietdrop --home HOME ARGS} with this on its standard input. */
    public static CommandRun of(Path home, String input, String... args)
            throws IOException, InterruptedException {
        return of(home, input.getBytes(StandardCharsets.UTF_8), args);
    }

    /** The same with any bytes. */
    public static CommandRun of(Path home, byte[] input, String... args)
            throws IOException, InterruptedException {
        try (RunningCommand running = RunningCommand.start(home, input, List.of(args))) {
            return running.end();
        }
    }

    /** The same, or a failed test that shows what it said. */
    public CommandRun ok() {
        return ended(0);
    }

    /** The same, or a failed test when it ended in another way. */
    public CommandRun ended(int with) {
        if (exit != with) throw new AssertionError("not exit " + with + ": " + this);
        for (String line : err.lines().toList()) {
            if (!line.startsWith("quietdrop: ") && !line.startsWith("{")) {
                throw new AssertionError("a line on stderr that is not ours: " + line);
            }
        }
        return this;
    }

    /** The same, or a failed test when its error does not say that. */
    public CommandRun says(String... all) {
        for (String one : all) {
            if (!(out + err).contains(one))
                throw new AssertionError("no \"" + one + "\" in " + this);
        }
        return this;
    }
}
