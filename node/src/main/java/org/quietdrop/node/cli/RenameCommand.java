package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code rename}: another petname for a contact; only this node knows it. */
@Command(
        name = "rename",
        description = "Call a contact by another name. Only you see it.",
        footer = {"", "Example:", "  quietdrop rename bob bobby"})
final class RenameCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "A", description = "The name now.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "B", description = "The new name.")
    private String to = "";

    RenameCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            View.Contact contact =
                    client.call("rename", Map.of("from", from, "to", to), View.Contact.class);
            face.give(contact);
            face.say(TerminalText.clean(from + " is now called " + contact.name()));
        }
        return 0;
    }
}
