package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code contacts}: everybody one can write to. */
@Command(
        name = "contacts",
        description = "Show all contacts; names in (parentheses) are not verified.",
        footer = {"", "Example:", "  quietdrop contacts --json"})
final class ContactsCommand implements Callable<Integer> {
    private final Face face;

    @Option(names = "--names", description = "Names alone, as they are typed, one a line.")
    private boolean names;

    ContactsCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        Display display = new Display(face.around().zone());
        try (ControlClient client = face.connect()) {
            View.Contacts all = client.call("contacts", Map.of(), View.Contacts.class);
            for (View.Contact contact : all.contacts()) {
                face.give(contact);
                face.say(names ? TerminalText.clean(contact.name()) : display.contact(contact));
            }
            if (!names && all.contacts().isEmpty()) {
                face.say("no contacts yet; make one with: quietdrop pair");
            }
        }
        return 0;
    }
}
