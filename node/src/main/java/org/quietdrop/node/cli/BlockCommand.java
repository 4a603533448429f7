package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code block}: nothing comes from this contact any more, and nobody can tell why. */
@Command(
        name = "block",
        description = {
            "Hear nothing from a contact any more. To them you look like somebody who is away.",
            "Name and history stay here; pair again to unblock."
        },
        footer = {"", "Example:", "  quietdrop block bob"})
final class BlockCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    BlockCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        View.Contact contact;
        try (ControlClient client = face.connect()) {
            contact = client.call("block", Map.of("name", name), View.Contact.class);
        }
        face.give(contact);
        MeetingWords.blocked(contact).forEach(face::say);
        return 0;
    }
}
