package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code send}: hands a message to the node. With {@code --wait delivered} the id is printed also
 * when the time runs out, as the message stays queued.
 */
@Command(
        name = "send",
        description = {
            "Send a message.",
            "Text in an argument can be seen by other users of this machine: use - and give it on"
                    + " standard input."
        },
        footer = {
            "",
            "Examples:",
            "  echo 'see you at eight' | quietdrop send bob -",
            "  quietdrop send bob - --wait delivered --timeout 5s <note.txt"
        })
final class SendCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The message; - or nothing: from standard input, at most 3,800 bytes.")
    private @Nullable String text;

    @Option(
            names = "--wait",
            paramLabel = "STATE",
            defaultValue = "queued",
            description = "queued or delivered (default: ${DEFAULT-VALUE}).")
    private String wait = "queued";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for delivery (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(30);

    SendCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (!wait.equals("queued") && !wait.equals("delivered")) {
            throw new UserError(UserError.Exit.USAGE, "--wait is queued or delivered");
        }
        if (timeout.compareTo(LONGEST) > 0) {
            throw new UserError(UserError.Exit.USAGE, "a timeout is at most 1d");
        }
        String message = TextArgument.message(text, face.around().in());
        try (ControlClient client = face.connect()) {
            Map<String, String> params = Map.of("to", name, "text", message);
            View.Sent queued = client.call("send", params, View.Sent.class);
            if (wait.equals("queued")) {
                show(queued);
            } else {
                show(delivered(client, queued));
            }
        }
        return 0;
    }

    private View.Sent delivered(ControlClient client, View.Sent queued) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("id", queued.id());
        params.put("state", "delivered");
        params.put("timeout_ms", timeout.toMillis());
        try {
            return client.call("await", params, View.Sent.class);
        } catch (UserError e) {
            face.give(queued);
            throw e;
        }
    }

    private void show(View.Sent sent) {
        face.give(sent);
        face.say(
                "%s %s (%s)"
                        .formatted(
                                TerminalText.clean(sent.state()),
                                (sent.state().equals("queued") ? "for " : "to ") + name(sent),
                                Display.id(sent.id())));
    }

    private static String name(View.Sent sent) {
        return TerminalText.clean(sent.to());
    }
}
