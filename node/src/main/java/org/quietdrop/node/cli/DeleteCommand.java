package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code delete}: a message goes here, and the other side is asked to delete it, too. */
@Command(
        name = "delete",
        description = {
            "Delete a message here, and ask the other side to delete it, too.",
            "That is a request: what was sent may have been read, copied or kept. What others wrote"
                    + " is deleted here only."
        },
        footer = {"", "Example:", "  quietdrop delete 3f9a21"})
final class DeleteCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final MessageId id = new MessageId();

    DeleteCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            Map<String, String> params = Map.of("id", id.text());
            View.Changed changed = client.call("delete", params, View.Changed.class);
            face.give(changed);
            face.say(ChangeWords.deleted(changed));
        }
        return 0;
    }
}
