package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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

    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "A message id, or the first six digits or more of one.")
    private String id = "";

    DeleteCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            Map<String, String> params = Map.of("id", id);
            View.Changed changed = client.call("delete", params, View.Changed.class);
            face.give(changed);
            face.say(ChangeWords.deleted(changed));
        }
        return 0;
    }
}
