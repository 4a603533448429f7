package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code relay}: what this node keeps for friends; its verbs are {@link Show} and {@link Drop}. */
@Command(
        name = "relay",
        description = "Show what this node keeps for friends, or drop it.",
        footer = {"", "Examples:", "  quietdrop relay status", "  quietdrop relay drop"})
final class RelayCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new UserError(
                UserError.Exit.USAGE,
                "what about relays?",
                "use: quietdrop relay status, or: quietdrop relay drop");
    }

    private static View.Relay status(ControlClient client) {
        return client.call("relay.status", Map.of(), View.Relay.class);
    }

    /** {@code relay status}. */
    @Command(
            name = "status",
            description = "Show how much is kept for friends, in counts and bytes, never in names.",
            footer = {"", "Example:", "  quietdrop relay status --json"})
    static final class Show implements Callable<Integer> {
        private final Face face;

        Show(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            View.Relay relay;
            try (ControlClient client = face.connect()) {
                relay = status(client);
            }
            face.give(relay);
            RelayWords.lines(relay, new Display(face.around().zone())).forEach(face::say);
            return 0;
        }
    }

    /** {@code relay drop}. */
    @Command(
            name = "drop",
            description = {
                "Drop all that is kept for friends; it asks first.",
                "Whoever left it is told, and still has the message."
            },
            footer = {"", "Example:", "  quietdrop relay drop --yes"})
    static final class Drop implements Callable<Integer> {
        private final Face face;

        @Mixin private final YesOption yes = new YesOption();

        Drop(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            yes.refuseUnasked(face, "relay drop", "quietdrop relay drop --yes");
            try (ControlClient client = face.connect()) {
                View.Relay before = status(client);
                if (before.boxes() == 0) {
                    face.give(before);
                    face.say("nothing is kept for friends");
                    return 0;
                }
                if (!yes.agreed(face, RelayWords.question(before))) {
                    face.say("nothing was dropped");
                    return UserError.Exit.FAILED.code();
                }
                face.give(client.call("relay.drop", Map.of(), View.Relay.class));
                face.say(RelayWords.dropped(before));
            }
            return 0;
        }
    }
}
