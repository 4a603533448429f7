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
import java.util.function.Predicate;

/** A command line that runs in a process of its own and can be read while it does. */
public final class RunningCommand implements AutoCloseable {
    private static final int SECONDS = 60;

    private final Process process;
    private final List<String> args;
    private final Path out;
    private final Path err;

    private RunningCommand(Process process, List<String> args, Path out, Path err) {
        this.process = process;
        this.args = args;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code quietdrop --home HOME ARGS} with these bytes on its standard input. */
    static RunningCommand start(Path home, byte[] input, List<String> args) throws IOException {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(args);
        Path out = Files.createTempFile("quietdrop-out", ".txt");
        Path err = Files.createTempFile("quietdrop-err", ".txt");
        ProcessBuilder builder =
                JavaCommand.of(List.of(), all)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        // As the launcher starts what is not the daemon.
        builder.command().add(1, "-XX:TieredStopAtLevel=1");
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // It did not want to read: its exit code tells why.
        }
        return new RunningCommand(process, List.copyOf(args), out, err);
    }

    /** Starts {@code quietdrop --home HOME ARGS} with nothing on its standard input. */
    public static RunningCommand start(Path home, String... args) throws IOException {
        return start(home, new byte[0], List.of(args));
    }

    /** Waits for a line on its standard output. */
    public String line(Predicate<String> wanted) throws IOException, InterruptedException {
        for (int i = 0; i < SECONDS * 20; i++) {
            boolean alive = process.isAlive();
            // The last line may be written by half.
            for (String line : written().split("\n", -1)) {
                if (wanted.test(line)) return line;
            }
            if (!alive) throw new AssertionError("ended without that line: " + end());
            Thread.sleep(50);
        }
        throw new AssertionError("no such line from " + args + ": " + Files.readString(out));
    }

    /** What it has printed on its standard output so far, whole lines. */
    public String written() throws IOException {
        byte[] written = Files.readAllBytes(out);
        int end = written.length;
        // A letter of several bytes may be there by half.
        while (end > 0 && written[end - 1] != '\n') end--;
        return new String(written, 0, end, StandardCharsets.UTF_8);
    }

    /** Waits until it ends. */
    public CommandRun end() throws IOException, InterruptedException {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            String said = Files.readString(out) + Files.readString(err);
            close();
            throw new AssertionError("still running: " + args + ", said: " + said);
        }
        try {
            return new CommandRun(
                    process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            close();
        }
    }

    /** Ends it as Ctrl-C does. */
    public CommandRun interrupt() throws IOException, InterruptedException {
        process.destroy();
        return end();
    }

    @Override
    public void close() throws IOException {
        // Who has been told to end may still hold what the next one wants.
        var _ = process.destroyForcibly().onExit().join();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
