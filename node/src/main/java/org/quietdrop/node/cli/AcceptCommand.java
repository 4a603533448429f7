package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code accept}: yes to somebody's invitation, or to an introduction. */
@Command(
        name = "accept",
        description = {
            "Accept an invitation, or an introduction by its ID. You can write at once.",
            "Other users of this machine can read arguments: give the text with - instead."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop accept - --as alice      (paste it, then Enter and Ctrl-D)",
            "  quietdrop accept - < invitation.txt",
            "  quietdrop accept 1a2b3c4d"
        })
final class AcceptCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(
            index = "0",
            paramLabel = "URI|ID|-",
            description = "The invitation, the ID of an introduction, or - for standard input.")
    private String said = "";

    @Option(names = "--as", paramLabel = "PETNAME", description = "What to call the contact.")
    private @Nullable String petname;

    AcceptCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("invitation", TextArgument.word(said, face.around().in()));
        params.put("as", petname);
        View.Contact contact;
        try (ControlClient client = face.connect()) {
            contact = client.call("accept", params, View.Contact.class);
        }
        face.give(contact);
        MeetingWords.accepted(contact).forEach(face::say);
        return 0;
    }
}
