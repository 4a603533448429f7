package org.quietdrop.tests.process;

import org.quietdrop.node.daemon.JavaCommand;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shell on a pseudo-terminal of a given size, by {@code script} of util-linux, with what the
 * terminal's settings were before and after it.
 */
final class Pty implements AutoCloseable {
    private static final Pattern SEQUENCE =
            Pattern.compile(
                    "\u001b\\[[0-9;?]*[@-~]|\u001b\\].*?(\u0007|\u001b\\\\)|\u001b[=>78]|[\r\u0007\b]");
    private static final long PATIENCE_MILLIS = Long.getLong("quietdrop.patience", 60) * 1000;

    private final Path folder;
    private final Process process;
    private final StringBuilder sent = new StringBuilder();
    private int seen;

    private Pty(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Whether this machine has what is needed; says so on stdout when it has not. */
    static boolean available() throws IOException, InterruptedException {
        for (String tool : List.of("script", "stty", "sh")) {
            boolean there =
                    List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
                            .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool)));
            if (there) continue;
            System.out.println("SKIPPED, not passed: no " + tool + ", so no pseudo-terminal");
            return false;
        }
        // In a bare tree the tools may be there and no such terminals.
        Process trial =
                new ProcessBuilder("script", "-qec", "true", "/dev/null")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .start();
        if (trial.waitFor() == 0) return true;
        System.out.println("SKIPPED, not passed: this system gives no pseudo-terminal");
        return false;
    }

    /** Opens the shell of this home; {@code folder} is for what the test wants to know. */
    static Pty open(Path folder, Path home, int columns, int rows) throws IOException {
        Files.createDirectories(folder);
        List<String> java = JavaCommand.of(List.of(), List.of("--home", home.toString())).command();
        StringBuilder program = new StringBuilder();
        for (String word : java) program.append('\'').append(word).append("' ");
        Path script = folder.resolve("session.sh");
        Files.writeString(
                script,
                """
                trap : INT
                stty rows %d cols %d
                tty > '%s/tty'
                stty -a > '%s/before'
                %s
                echo $? > '%s/exit'
                stty -a > '%s/after'
                """
                        .formatted(rows, columns, folder, folder, program, folder, folder));
        ProcessBuilder builder =
                new ProcessBuilder("script", "-qfec", "sh '" + script + "'", "/dev/null")
                        .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Pty pty = new Pty(folder, builder.start());
        Thread.ofVirtual().start(pty::read);
        return pty;
    }

    private void read() {
        byte[] some = new byte[8192];
        InputStream in = process.getInputStream();
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        try {
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                all.write(some, 0, n);
                synchronized (sent) {
                    sent.setLength(0);
                    sent.append(all.toString(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** All that came, sequences included. */
    String raw() {
        synchronized (sent) {
            return sent.toString();
        }
    }

    /** All that came, as text. */
    String shown() {
        return SEQUENCE.matcher(raw()).replaceAll("");
    }

    /** Keys, as they come from a keyboard. */
    Pty type(String keys) {
        try {
            OutputStream out = process.getOutputStream();
            out.write(keys.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits for this text after what was waited for last; line breaks count as blanks. */
    Pty see(String text) throws InterruptedException {
        var _ = find(Pattern.compile(Pattern.quote(text).replaceAll(" +", "\\\\E\\\\s+\\\\Q")));
        return this;
    }

    /** The same for a pattern; its first group. */
    String find(Pattern pattern) throws InterruptedException {
        for (long left = PATIENCE_MILLIS; left > 0; left -= 20) {
            Matcher found = pattern.matcher(shown());
            if (found.find(Math.min(seen, shown().length()))) {
                seen = found.end();
                return String.valueOf(found.group(found.groupCount()));
            }
            Thread.sleep(20);
        }
        throw new AssertionError("not seen: " + pattern + "\n" + shown());
    }

    /** Waits until nothing more comes for half a second. */
    Pty settle() throws InterruptedException {
        int before;
        do {
            before = raw().length();
            Thread.sleep(500);
        } while (raw().length() != before);
        return this;
    }

    /** The window has another size now. */
    void resize(int columns, int rows) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("stty", "-F", said("tty")));
        command.addAll(List.of("rows", String.valueOf(rows), "cols", String.valueOf(columns)));
        Process stty = new ProcessBuilder(command).redirectErrorStream(true).start();
        if (stty.waitFor() != 0) throw new IOException("stty");
    }

    /** Process id of the Java that runs in it. */
    ProcessHandle shell() {
        return process.descendants()
                .filter(p -> p.info().command().orElse("").endsWith("java"))
                .filter(p -> p.parent().flatMap(q -> q.info().command()).orElse("").endsWith("sh"))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the session has ended; the exit code of the shell. */
    int exit() throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the shell did not end\n" + shown());
        }
        return Integer.parseInt(said("exit"));
    }

    /** What the terminal was like {@code before} and {@code after}, size apart. */
    String settings(String when) throws IOException {
        return said(when).replaceAll("rows \\d+; columns \\d+;", "");
    }

    private String said(String file) throws IOException {
        return Files.readString(folder.resolve(file)).strip();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
