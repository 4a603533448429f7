package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code recall}: takes a message back that has not left this disk. */
@Command(
        name = "recall",
        description = {
            "Take a message back that has not left yet.",
            "What was sent or lies with a friend cannot be taken back."
        },
        footer = {"", "Example:", "  quietdrop recall 3f9a21"})
final class RecallCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final MessageId id = new MessageId();

    RecallCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            View.Sent recalled = client.call("recall", Map.of("id", id.text()), View.Sent.class);
            face.give(recalled);
            face.say(words(recalled));
        }
        return 0;
    }

    /** What was taken back from whom. */
    static String words(View.Sent recalled) {
        return "recalled: %s does not get it (%s)"
                .formatted(TerminalText.clean(recalled.to()), Display.id(recalled.id()));
    }
}
