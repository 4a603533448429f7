package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code outbox}: what waits here, and for what. */
@Command(
        name = "outbox",
        description = "Show the messages that wait here to be delivered.",
        footer = {"", "Example:", "  quietdrop outbox"})
final class OutboxCommand implements Callable<Integer> {
    private final Face face;

    OutboxCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        Display display = new Display(face.around().zone());
        try (ControlClient client = face.connect()) {
            View.Outbox outbox = client.call("outbox", Map.of(), View.Outbox.class);
            for (View.Waiting waiting : outbox.waiting()) {
                face.give(waiting);
                face.say(display.waiting(waiting));
            }
            if (outbox.waiting().isEmpty()) face.say("nothing is waiting");
        }
        return 0;
    }
}
