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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code send}: hands a message to the node. With {@code --wait} the id is printed for scripts also
 * when the time runs out, as the message stays where it is.
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
            "  quietdrop send bob - --wait delivered --timeout 5s <note.txt",
            "  quietdrop send bob - --wait carried --days 2 <note.txt"
        })
final class SendCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LONGEST_LIFE = 30;
    private static final Set<String> STATES = Set.of("queued", "carried", "delivered", "read");

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
            description =
                    "queued (kept here), carried (kept by a friend, too), delivered or read"
                            + " (default: ${DEFAULT-VALUE}).")
    private String wait = "queued";

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long to keep trying, 1 to 30 days (default: 7).")
    private @Nullable Integer days;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for that state (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(30);

    SendCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        check();
        String message = TextArgument.message(text, face.around().in());
        try (ControlClient client = face.connect()) {
            Map<String, @Nullable Object> params = new LinkedHashMap<>();
            params.put("to", name);
            params.put("text", message);
            params.put("days", days);
            View.Sent queued = client.call("send", params, View.Sent.class);
            show(wait.equals("queued") ? queued : awaited(client, queued));
        }
        return 0;
    }

    private void check() {
        if (!STATES.contains(wait)) {
            throw new UserError(
                    UserError.Exit.USAGE, "--wait is queued, carried, delivered or read");
        }
        if (timeout.compareTo(LONGEST) > 0) {
            throw new UserError(UserError.Exit.USAGE, "a timeout is at most 1d");
        }
        if (days != null && (days < 1 || days > LONGEST_LIFE)) {
            throw new UserError(UserError.Exit.USAGE, "--days is a number from 1 to 30");
        }
    }

    private View.Sent awaited(ControlClient client, View.Sent queued) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("id", queued.id());
        params.put("state", wait);
        params.put("timeout_ms", timeout.toMillis());
        try {
            return client.call("await", params, View.Sent.class);
        } catch (UserError e) {
            if (e.exit() != UserError.Exit.NOT_DELIVERED) throw e;
            throw late(client, queued, e);
        }
    }

    /** Why it is not there yet: as the outbox says it, if the message still waits. */
    private UserError late(ControlClient client, View.Sent queued, UserError asTold) {
        View.Waiting waiting =
                client.call("outbox", Map.of(), View.Outbox.class).waiting().stream()
                        .filter(w -> w.id().equals(queued.id()))
                        .findFirst()
                        .orElse(null);
        if (waiting == null) {
            face.give(now(client, queued));
            return asTold;
        }
        List<String> by = waiting.carriers();
        face.give(
                new View.Sent(queued.id(), waiting.state(), queued.to(), by.isEmpty() ? null : by));
        return new UserError(
                UserError.Exit.NOT_DELIVERED,
                "not %s within %s: %s"
                        .formatted(wait, ShortDuration.format(timeout), waiting.reason()),
                "kept here%s, and tried at every new connection. See: quietdrop why %s"
                        .formatted(
                                by.isEmpty() ? "" : " and by " + Display.names(by),
                                queued.id().substring(0, Math.min(6, queued.id().length()))));
    }

    /** Every message that is on its way has come as far as the queue: that is answered at once. */
    private static View.Sent now(ControlClient client, View.Sent queued) {
        Map<String, Object> params = Map.of("id", queued.id(), "state", "queued", "timeout_ms", 0);
        try {
            return client.call("await", params, View.Sent.class);
        } catch (UserError e) {
            return queued;
        }
    }

    private void show(View.Sent sent) {
        face.give(sent);
        String how =
                switch (sent.state()) {
                    case "queued" -> "queued for";
                    case "carried" -> Display.carried(sent.carriers()) + " for";
                    case "delivered" -> "delivered to";
                    case "read" -> "read by";
                    default -> TerminalText.clean(sent.state()) + " for";
                };
        face.say(how + " " + TerminalText.clean(sent.to()) + " (" + Display.id(sent.id()) + ")");
    }
}
