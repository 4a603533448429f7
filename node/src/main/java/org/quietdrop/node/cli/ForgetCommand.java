package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code forget}: removes a contact and everything with it. */
@Command(
        name = "forget",
        description = "Remove a contact with its keys, history and waiting mail. It does not ask.",
        footer = {"", "Example:", "  quietdrop forget bob"})
final class ForgetCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    ForgetCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            var _ = client.call("forget", Map.of("name", name), View.Done.class);
        }
        face.say(
                "forgot "
                        + TerminalText.clean(name)
                        + ": keys, history, waiting mail and addresses are gone");
        face.give(Map.of("forgotten", name));
        return 0;
    }
}
