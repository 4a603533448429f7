package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code decline}: no to an introduction. */
@Command(
        name = "decline",
        description = "Say no to an introduction. Nobody is told.",
        footer = {"", "Example:", "  quietdrop decline 1a2b3c4d"})
final class DeclineCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "ID", description = "See: quietdrop invite --list")
    private String id = "";

    DeclineCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            var _ = client.call("decline", Map.of("id", id), View.Done.class);
        }
        face.give(Map.of("declined", id));
        face.say(MeetingWords.DECLINED);
        return 0;
    }
}
