package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code stop}: ends the node and waits until its process is gone. */
@Command(
        name = "stop",
        description = "Stop the node; returns when it has ended.",
        footer = {"", "Example:", "  quietdrop stop"})
final class StopCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Face face;

    StopCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            long pid = client.pid();
            var _ = client.call("stop", Map.of(), View.Done.class);
            awaitEnd(pid);
        }
        face.say("stopped");
        face.give(Map.of("state", "stopped"));
        return 0;
    }

    /** The socket goes first; a new node can start only when the process has let go of the home. */
    static void awaitEnd(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) return;
        try {
            ProcessHandle ended = process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (!ended.isAlive()) return;
        } catch (ExecutionException | TimeoutException e) {
            // Said below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UserError(
                UserError.Exit.FAILED,
                "the node was told to stop but process " + pid + " is still there");
    }
}
