package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code trust}: whether a contact may carry for us, and we for them. */
@Command(
        name = "trust",
        description = {
            "Let a contact keep sealed mail for you, and keep it for them.",
            "It counts once both have said so; --off ends it at once."
        },
        footer = {"", "Examples:", "  quietdrop trust carol", "  quietdrop trust carol --off"})
final class TrustCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    @Option(names = "--off", description = "Trust no longer.")
    private boolean off;

    TrustCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        View.Contact contact;
        try (ControlClient client = face.connect()) {
            Map<String, Object> params = Map.of("name", name, "on", !off);
            contact = client.call("trust", params, View.Contact.class);
        }
        face.give(contact);
        List<String> words = off ? TrustWords.withdrawn(contact) : TrustWords.given(contact);
        words.forEach(face::say);
        String doubt = off ? "" : TrustWords.doubt(contact);
        if (!doubt.isEmpty()) face.remark(doubt);
        return 0;
    }
}
