package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.store.Home;
import org.quietdrop.store.Vault;
import org.quietdrop.store.disk.StoreFailure;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code quietdrop daemon --background}: starts a daemon that outlives this command, and waits
 * until it takes commands. The passphrase goes over the control socket, never as an argument.
 */
public final class Background {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(40);
    private static final long MOST_LOG = 1 << 20;

    private final Home home;
    private final PrintStream screen;

    public Background(Path folder, PrintStream screen) {
        this.home = Home.at(folder);
        this.screen = screen;
    }

    /**
     * Starts the daemon.
     *
     * @param options of {@code daemon}, as they would be typed
     * @param passphrase unlocks it; null: it stays locked unless the vault has none. The caller
     *     wipes it
     * @return its process id
     * @throws UserError as the daemon's own; nothing is left running then
     */
    public long start(List<String> options, char @Nullable [] passphrase) {
        if (!home.exists()) throw DaemonProgram.none(home);
        refuseSecond();
        try {
            for (String notice : home.prepare()) screen.println("quietdrop: " + notice);
            boolean open = !Vault.needsPassphrase(home.vaultDisk());
            Process process = spawn(options);
            try {
                awaitAnswer(process, open);
                if (!open && passphrase != null) unlock(passphrase);
                return process.pid();
            } catch (UserError e) {
                end(process);
                throw e;
            }
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        } catch (IOException e) {
            throw new UserError(Exit.DAEMON, "cannot start a process of Java: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(Exit.FAILED, "interrupted");
        }
    }

    private void refuseSecond() {
        try (ControlClient client = ControlClient.connect(home.root(), System.getenv())) {
            throw new UserError(
                    Exit.DAEMON,
                    "a node of this home is running already: process " + client.pid(),
                    "stop it with: quietdrop stop");
        } catch (UserError e) {
            if (e.text().startsWith("a node of this home")) throw e;
        }
    }

    private Process spawn(List<String> options) throws IOException {
        Path log = home.log();
        if (Files.exists(log) && Files.size(log) > MOST_LOG) Files.delete(log);
        if (!Files.exists(log)) Files.createFile(log, Config.onlyMine(log));
        List<String> args =
                new java.util.ArrayList<>(List.of("--home", home.root().toString(), "daemon"));
        args.addAll(options);
        return JavaCommand.of(List.of(DaemonProgram.DETACHED + "=true"), args)
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static File nothing() {
        return new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
    }

    /**
     * @param open whether it unlocks by itself, so that it must get ready and not only answer
     */
    private void awaitAnswer(Process process, boolean open) throws InterruptedException {
        for (long i = PATIENCE.dividedBy(LOOK); i > 0; i--) {
            if (!process.isAlive()) throw new UserError(Exit.of(process.exitValue()), lastWords());
            try (ControlClient client = ControlClient.connect(home.root(), System.getenv())) {
                Object state = client.call("status", Map.of(), Map.class).get("state");
                if (!open || "ready".equals(state)) return;
            } catch (UserError e) {
                // Not yet there.
            }
            Thread.sleep(LOOK);
        }
        throw new UserError(
                Exit.DAEMON,
                "the node did not answer in " + PATIENCE.toSeconds() + " s",
                "see " + home.log());
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(home.log());
            if (!lines.isEmpty()) return lines.getLast().replaceFirst("^quietdrop: ", "");
        } catch (IOException e) {
            // There is nothing to be read.
        }
        return "the node ended without a word";
    }

    private void unlock(char[] passphrase) {
        try (ControlClient client = ControlClient.connect(home.root(), System.getenv())) {
            client.unlock(passphrase);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}
