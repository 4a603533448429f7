package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code react}: a sign at a message. */
@Command(
        name = "react",
        description = {
            "Put a sign to a message: one emoji or a short word.",
            "A new one takes the place of the old one."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop react 3f9a21 👍",
            "  quietdrop react 3f9a21 +1",
            "  quietdrop react 3f9a21 --off"
        })
final class ReactCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final MessageId id = new MessageId();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SIGN",
            description = "Up to 32 bytes, without blanks.")
    private @Nullable String sign;

    @Option(names = "--off", description = "Take your sign back.")
    private boolean off;

    ReactCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (off == (sign != null)) {
            throw new UserError(UserError.Exit.USAGE, "react with a sign, or --off");
        }
        try (ControlClient client = face.connect()) {
            Map<String, String> params = Map.of("id", id.text(), "sign", sign == null ? "" : sign);
            View.Changed changed = client.call("react", params, View.Changed.class);
            face.give(changed);
            face.say(ChangeWords.reacted(changed));
        }
        return 0;
    }
}
