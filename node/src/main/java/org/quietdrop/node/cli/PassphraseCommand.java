package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code passphrase}: another passphrase for the home, whether its node runs or not. */
@Command(
        name = "passphrase",
        description = {
            "Change the passphrase of this home. The present one is asked for first.",
            "The node goes on as it is, locked or ready."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop passphrase",
            "  quietdrop passphrase --passphrase-file ~/.old --new-passphrase-file ~/.new"
        })
final class PassphraseCommand implements Callable<Integer> {
    private final Face face;

    @Option(
            names = "--none",
            description = "No passphrase from now on: whoever has the disk reads everything.")
    private boolean none;

    @Mixin private final PassphraseOptions present = new PassphraseOptions();
    @Mixin private final NewPassphraseOptions wanted = new NewPassphraseOptions();

    PassphraseCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (Passphrase old = present.present(face, "Present passphrase: ");
                Passphrase chosen = chosen()) {
            Optional<ControlClient> node = face.node();
            if (node.isPresent()) {
                try (ControlClient client = node.get()) {
                    client.passphrase(old.chars(), chosen.chars());
                }
            } else {
                face.programs().safekeeping().passphrase(face.home(), old, chosen);
            }
        }
        if (none) face.remark("without a passphrase, whoever has this disk can read everything");
        face.say(none ? "the passphrase is taken away" : "the passphrase is changed");
        face.say("a copy of this disk that was made before still opens with the one before");
        face.give(Map.of("passphrase", none ? "none" : "changed"));
        return 0;
    }

    private Passphrase chosen() {
        Optional<Passphrase> given = wanted.given(face);
        if (!none) {
            return given.orElseGet(() -> NewPassphraseOptions.asked(face, "New passphrase: "));
        }
        if (given.isEmpty()) return new Passphrase(new char[0]);
        given.get().close();
        throw new UserError(UserError.Exit.USAGE, "a new passphrase and --none exclude each other");
    }
}
