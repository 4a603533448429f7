package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code lock}: closes the vault; the node stays and waits for {@code unlock}. */
@Command(
        name = "lock",
        description = "Close the vault: links end, keys are wiped, the node waits for unlock.",
        footer = {"", "Examples:", "  quietdrop lock", "  quietdrop lock --forget"})
final class LockCommand implements Callable<Integer> {
    private final Face face;

    @Option(
            names = "--forget",
            description = "No keyring opens it any more; see unlock --remember.")
    private boolean forget;

    LockCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            var _ = client.call("lock", Map.of(), View.Done.class);
            if (forget) UnlockCommand.forgotten(face, client);
        }
        face.say("locked");
        face.give(Map.of("state", "locked"));
        return 0;
    }
}
