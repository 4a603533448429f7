package org.quietdrop.node.shell;

import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jspecify.annotations.Nullable;
import org.quietdrop.node.cli.Surroundings;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A shell on a dumb terminal between two pipes, in front of a node of paper. */
final class Stage implements AutoCloseable {
    private static final String XTERM = "xterm";
    private static final Pattern STYLE = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\u001b[=>]");
    private static final long PATIENCE_SECONDS = Long.getLong("quietdrop.patience", 60);

    final FakeDesk desk;
    final FakeHousehold household;
    final Terminal terminal;
    private final Path home;
    private Map<String, String> environment = Map.of();
    private Pace pace = new Pace(PATIENCE_SECONDS * 1_000, Pace.USUAL.word(), Pace.USUAL.rest());
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    final SlowScreen line = new SlowScreen(screen);
    private final PipedOutputStream keys = new PipedOutputStream();
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private @Nullable ControlServer server;
    private int read;

    private Stage(Path home, FakeDesk desk, String type, boolean made, boolean running) {
        this.home = home;
        this.desk = desk;
        this.household = new FakeHousehold(made, this::startNode);
        if (running) startNode();
        try {
            terminal =
                    new DumbTerminal(
                            "test",
                            type,
                            new PipedInputStream(keys, 1 << 16),
                            line,
                            StandardCharsets.UTF_8);
            terminal.setSize(Size.of(200, 50));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A shell in front of a node that runs. */
    static Stage open(Path home, FakeDesk desk) {
        return new Stage(home, desk, XTERM, true, true).raise();
    }

    /** The same on a terminal that can do nothing but print. */
    static Stage dumb(Path home, FakeDesk desk) {
        return new Stage(home, desk, Terminal.TYPE_DUMB, true, true).raise();
    }

    /** A shell in front of a node that does not run. */
    static Stage stopped(Path home, FakeDesk desk) {
        return new Stage(home, desk, XTERM, true, false).raise();
    }

    /** A shell in front of a node that runs, on a screen of this size. */
    static Stage sized(Path home, FakeDesk desk, int width, int height) {
        Stage stage = new Stage(home, desk, XTERM, true, true);
        stage.terminal.setSize(Size.of(width, height));
        return stage.raise();
    }

    /** A shell that waits for whatever may come at once, however busy the machine is. */
    static Stage patient(Path home, FakeDesk desk) {
        Stage stage = new Stage(home, desk, XTERM, true, true);
        long millis = PATIENCE_SECONDS * 1_000;
        stage.pace = new Pace(millis, millis, millis);
        return stage.raise();
    }

    /** A shell in front of a node that runs, in this environment. */
    static Stage within(Path home, FakeDesk desk, Map<String, String> environment) {
        Stage stage = new Stage(home, desk, XTERM, true, true);
        stage.environment = environment;
        return stage.raise();
    }

    /** What is on its screen now. */
    Grid grid() {
        Size size = terminal.getSize();
        return Grid.of(size.getColumns(), size.getRows(), raw());
    }

    /** Waits until a row of the screen, or one that has left it, begins so. */
    Stage seeRow(String begin) {
        until(() -> grid().all().stream().anyMatch(r -> r.startsWith(begin)), "row " + begin);
        return this;
    }

    /** A shell where there is no node yet. */
    static Stage empty(Path home, FakeDesk desk) {
        return new Stage(home, desk, XTERM, false, false).raise();
    }

    private Stage raise() {
        People people = new People();
        Seat seat = new TerminalSeat(terminal, new ShellCompleter(people), true, pace);
        Surroundings around =
                new Surroundings(
                        InputStream.nullInputStream(),
                        new PrintStream(screen, true, StandardCharsets.UTF_8),
                        new PrintStream(screen, true, StandardCharsets.UTF_8),
                        environment,
                        ZoneOffset.UTC,
                        _ -> Optional.empty(),
                        () -> true);
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        exit.complete(new Shell(seat, people, household, home, around, pace).run());
                    } catch (Throwable e) {
                        exit.completeExceptionally(e);
                    }
                });
        return this;
    }

    /** The daemon begins to answer. */
    void startNode() {
        server = ControlServer.open(home, Map.of(), desk);
    }

    /** The daemon goes away, as by {@code kill -9}. */
    void killNode() {
        if (server != null) server.close();
    }

    /** Keys as they come from the keyboard. */
    Stage type(String text) {
        try {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Everything shown so far, without what only moves the cursor or styles. */
    String shown() {
        return STYLE.matcher(raw()).replaceAll("");
    }

    /** Everything that went to the terminal. */
    String raw() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    /** Waits until this was shown after what was waited for last. */
    Stage see(String text) {
        until(() -> shown().indexOf(text, read) >= 0, text);
        read = shown().indexOf(text, read) + text.length();
        return this;
    }

    /** Waits until something holds. */
    void until(BooleanSupplier condition, String what) {
        long rounds = TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (rounds-- == 0) throw new AssertionError("not seen: " + what + "\n" + shown());
            try {
                boolean _ =
                        new java.util.concurrent.Semaphore(0).tryAcquire(1, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** How the shell ended. */
    int exit() {
        try {
            return exit.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the shell did not end\n" + shown(), e);
        }
    }

    @Override
    public void close() {
        line.go();
        try {
            keys.close();
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (server != null) server.close();
    }
}
