package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** {@code status}: how the node is. */
@Command(
        name = "status",
        description = "Show whether the node runs, is locked or ready, and where it listens.",
        footer = {"", "Example:", "  quietdrop status --json"})
final class StatusCommand implements Callable<Integer> {
    private final Face face;

    StatusCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            if (face.json()) {
                face.around().out().println(client.raw("status", "{}"));
                return 0;
            }
            Status status = Status.of(client.answer("status"));
            for (String line : status.lines(() -> new Display(face.around().zone()))) {
                face.say(line);
            }
            return 0;
        }
    }
}
