package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code why}: the whole story of one message. */
@Command(
        name = "why",
        description = "Tell what happened to a message, and what an observer could see.",
        footer = {"", "Example:", "  quietdrop why 3f9a21"})
final class WhyCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final MessageId id = new MessageId();

    WhyCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            View.Why why = client.call("why", Map.of("id", id.text()), View.Why.class);
            face.give(why);
            new Display(face.around().zone()).why(why).forEach(face::say);
        }
        return 0;
    }
}
