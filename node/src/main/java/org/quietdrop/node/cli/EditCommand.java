package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code edit}: other words for a message that was written here. */
@Command(
        name = "edit",
        description = {
            "Put other words in the place of a message of yours.",
            "Words that were sent already may have been read; the other side sees that it is an"
                    + " edit."
        },
        footer = {"", "Example:", "  echo 'meet at eight' | quietdrop edit 3f9a21 -"})
final class EditCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final MessageId id = new MessageId();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The new words; - or nothing: from standard input, at most 3,800 bytes.")
    private @Nullable String text;

    EditCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        String words = TextArgument.message(text, face.around().in());
        try (ControlClient client = face.connect()) {
            Map<String, String> params = Map.of("id", id.text(), "text", words);
            View.Changed changed = client.call("edit", params, View.Changed.class);
            face.give(changed);
            face.say(ChangeWords.edited(changed));
        }
        return 0;
    }
}
