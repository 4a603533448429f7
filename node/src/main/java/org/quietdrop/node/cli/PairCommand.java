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
 * {@code pair}: shows a code, or types one. Never asks; Ctrl-C ends the connection and with it the
 * pairing.
 */
@Command(
        name = "pair",
        description = {
            "Make a contact by a spoken code.",
            "Without CODE one is shown: read it aloud to your friend, who types: quietdrop pair CODE"
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop pair",
            "  quietdrop pair 07-walnut-violin-maple --as bob",
            "  quietdrop pair - --at 192.168.1.17:50123"
        })
final class PairCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CODE",
            description = "The code your friend reads out; - reads it from standard input.")
    private @Nullable String code;

    @Option(
            names = "--at",
            paramLabel = "HOST:PORT",
            description = "Where the code is shown, when the network does not tell.")
    private @Nullable String at;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to wait for the one who types the code.")
    private @Nullable String listen;

    @Option(names = "--as", paramLabel = "PETNAME", description = "What to call the contact.")
    private @Nullable String petname;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "How long to wait, at most 10m (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofMinutes(10);

    PairCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (timeout.isZero() || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new UserError(UserError.Exit.USAGE, "a pairing lasts from 1ms to 10m");
        }
        try (ControlClient client = face.connect()) {
            View.PairingOpen open = code == null ? show(client) : type(client, code);
            for (int after = 0; ; ) {
                View.PairingStep step =
                        client.call(
                                "pair.next",
                                Map.of("pairing", open.pairing(), "after", after),
                                View.PairingStep.class);
                if (step.last()) return end(step);
                tell(step);
                after = step.step();
            }
        }
    }

    private View.PairingOpen show(ControlClient client) {
        if (at != null) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "--at is for the one who types the code",
                    "give the code, too, or use --listen");
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("listen", listen);
        params.put("as", petname);
        params.put("timeout_ms", timeout.toMillis());
        View.PairingOpen open = client.call("pair.open", params, View.PairingOpen.class);
        String shown = TerminalText.clean(String.valueOf(open.code()));
        Map<String, @Nullable Object> first = new LinkedHashMap<>();
        first.put("code", open.code());
        first.put("at", open.at());
        first.put("expires", open.expires());
        face.give(first);
        face.say(
                "Read this aloud to your friend, within %s:   %s"
                        .formatted(ShortDuration.format(timeout), shown));
        if (!open.at().isEmpty()) {
            String places = TerminalText.clean(String.join(" or ", open.at()));
            face.say("If your friend does not find you, add: --at " + places);
        }
        face.say("(waiting; Ctrl-C stops. Eight wrong tries end it.)");
        return open;
    }

    private View.PairingOpen type(ControlClient client, String argument) {
        if (listen != null) {
            throw new UserError(
                    UserError.Exit.USAGE, "--listen is for the one who shows the code", "use --at");
        }
        if (at != null) AddressCommand.check(at);
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("code", TextArgument.word(argument, face.around().in()));
        params.put("at", at);
        params.put("as", petname);
        params.put("timeout_ms", timeout.toMillis());
        return client.call("pair.with", params, View.PairingOpen.class);
    }

    private void tell(View.PairingStep step) {
        String text = step.text() == null ? step.kind() : step.text();
        String left = step.kind().equals("wrong") ? " (tries left: " + step.left() + ")" : "";
        face.say(TerminalText.clean(text) + left);
    }

    private int end(View.PairingStep step) {
        String text = step.text() == null ? step.kind() : step.text();
        if (step.exit() != 0) throw new UserError(UserError.Exit.of(step.exit()), text);
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("contact", step.contact());
        result.put("verified", step.verified());
        result.put("words", step.words());
        result.put("sameKey", step.sameKey());
        result.put("state", step.kind().equals("paired") ? "contact" : step.kind());
        face.give(result);
        if (step.words() != null) {
            face.say(
                    "Do both screens show   %s ?   If not: quietdrop forget %s"
                            .formatted(
                                    TerminalText.clean(step.words()),
                                    TerminalText.clean(String.valueOf(step.contact()))));
        }
        face.say(TerminalText.clean(text));
        return 0;
    }
}
