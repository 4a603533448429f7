package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long a message is tried, and how far one waits for it. With {@code --wait} the id is printed
 * for scripts also when the time runs out, as the message stays where it is.
 */
final class SendOptions {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LONGEST_LIFE = 30;
    private static final Set<String> STATES = Set.of("queued", "carried", "delivered", "read");

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

    /** The lifetime in days; null: the usual one. */
    @Nullable Integer days() {
        return days;
    }

    /** Refuses values that make no sense, before anything is sent. */
    void check() {
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

    /** Waits as long as was asked for, and says how far the message is. */
    void finish(Face face, ControlClient client, View.Sent queued) {
        show(face, wait.equals("queued") ? queued : awaited(face, client, queued));
    }

    private View.Sent awaited(Face face, ControlClient client, View.Sent queued) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("id", queued.id());
        params.put("state", wait);
        params.put("timeout_ms", timeout.toMillis());
        try {
            return client.call("await", params, View.Sent.class);
        } catch (UserError e) {
            if (e.exit() != UserError.Exit.NOT_DELIVERED) throw e;
            throw late(face, client, queued, e);
        }
    }

    /** Why it is not there yet: as the outbox says it, if the message still waits. */
    private UserError late(Face face, ControlClient client, View.Sent queued, UserError asTold) {
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

    private static void show(Face face, View.Sent sent) {
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
