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

/** {@code reply}: a message that answers another one. */
@Command(
        name = "reply",
        description = {
            "Answer a message: the other side sees which.",
            "Text in an argument can be seen by other users of this machine: use - and give it on"
                    + " standard input."
        },
        footer = {
            "",
            "Examples:",
            "  echo 'yes, at eight' | quietdrop reply 3f9a21 -",
            "  quietdrop reply 3f9a21 - --wait delivered <note.txt"
        })
final class ReplyCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final MessageId id = new MessageId();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The answer; - or nothing: from standard input, at most 3,800 bytes.")
    private @Nullable String text;

    @Mixin private final SendOptions options = new SendOptions();

    ReplyCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        options.check();
        String message = TextArgument.message(text, face.around().in());
        try (ControlClient client = face.connect()) {
            Map<String, @Nullable Object> params = new LinkedHashMap<>();
            params.put("id", id.text());
            params.put("text", message);
            params.put("days", options.days());
            options.finish(face, client, client.call("reply", params, View.Sent.class));
        }
        return 0;
    }
}
