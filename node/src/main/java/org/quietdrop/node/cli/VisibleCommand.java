package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code visible}: shows the own name to everybody on the network for a while. */
@Command(
        name = "visible",
        description = {
            "Show your name to everybody on this network for a while, so that somebody finds you in",
            "\"peers\" and you two can pair. Everybody sees it, and the address of this machine."
        },
        footer = {"", "Examples:", "  quietdrop visible 10m", "  quietdrop visible off"})
final class VisibleCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TIME",
            description = "From 10s to 1h, or off. Without: tell whether it is shown.")
    private @Nullable String time;

    VisibleCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        String wanted = time;
        try (ControlClient client = face.connect()) {
            if (wanted == null) {
                tell(client.call("status", Map.of(), Status.class).visible());
            } else if (wanted.equals("off")) {
                face.give(client.call("visible.off", Map.of(), Map.class));
                face.say(NameWords.HIDDEN + " any more");
            } else {
                long seconds = NameWords.time(wanted).toSeconds();
                tell(client.call("visible", Map.of("for_s", seconds), View.Visible.class));
            }
        }
        return 0;
    }

    private void tell(View.@Nullable Visible visible) {
        if (visible == null) {
            face.give(Map.of("visible", false));
            face.say(NameWords.HIDDEN + "; show it for a while with: quietdrop visible 10m");
            return;
        }
        face.give(visible);
        face.say(NameWords.shown(visible, new Display(face.around().zone())));
        face.say("end it sooner with: quietdrop visible off");
    }
}
