package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code send}: hands a message to the node. */
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
    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The message; - or nothing: from standard input, at most 3,800 bytes.")
    private @Nullable String text;

    @Mixin private final SendOptions options = new SendOptions();

    SendCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        options.check();
        String message = TextArgument.message(text, face.around().in());
        try (ControlClient client = face.connect()) {
            Map<String, @Nullable Object> params = new LinkedHashMap<>();
            params.put("to", name);
            params.put("text", message);
            params.put("days", options.days());
            View.Sent queued = client.call("send", params, View.Sent.class);
            options.finish(face, client, queued);
        }
        return 0;
    }
}
