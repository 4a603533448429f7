package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code contact}: one contact with what belongs to it. */
@Command(
        name = "contact",
        description = "Show one contact: addresses, safety number, what waits.",
        footer = {"", "Example:", "  quietdrop contact bob"})
final class ContactCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    ContactCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            View.ContactDetail detail =
                    client.call("contact", Map.of("name", name), View.ContactDetail.class);
            face.give(detail);
            show(detail);
        }
        return 0;
    }

    private void show(View.ContactDetail detail) {
        face.say(new Display(face.around().zone()).contact(detail.contact()));
        face.say("calls itself:   " + TerminalText.clean(detail.cardName()));
        face.say("safety number:  " + TerminalText.clean(detail.safetyNumber()));
        String at = String.join(", ", detail.addresses());
        face.say("how you met:    " + TerminalText.clean(detail.origin()));
        face.say("addresses:      " + (at.isEmpty() ? "none known" : TerminalText.clean(at)));
        face.say("waiting:        " + detail.waiting());
        face.say("session:        " + TerminalText.clean(detail.session()));
        face.say("id:             " + TerminalText.clean(detail.contact().id()));
    }
}
