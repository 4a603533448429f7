package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;

import picocli.CommandLine.Command;

import java.util.List;
import java.util.Map;
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
            show(client.call("status", Map.of(), Status.class));
            return 0;
        }
    }

    private void show(Status status) {
        if (status.locked()) {
            face.say("locked; open it with: quietdrop unlock");
        } else {
            String name = status.name() == null ? "" : TerminalText.clean(status.name()) + ", ";
            face.say(
                    "ready: %s%s, %d waiting"
                            .formatted(name, count(status.links(), "link"), status.outbox()));
            face.say("listening: " + listening(status.places()));
            if (status.discovery() != null) face.say("network: " + status.multicast());
        }
        face.say("process " + status.pid() + ", version " + TerminalText.clean(status.version()));
        List<String> warnings = status.warnings() == null ? List.of() : status.warnings();
        for (String warning : warnings) face.say("warning: " + TerminalText.clean(warning));
    }

    static String listening(List<String> at) {
        return at.isEmpty() ? "nowhere" : TerminalText.clean(String.join(", ", at));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
