package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code unlock}: opens the vault. Without an option it asks for the passphrase. */
@Command(
        name = "unlock",
        description = "Open the vault. Without a passphrase option the terminal is asked.",
        footer = {
            "",
            "Examples:",
            "  quietdrop unlock",
            "  quietdrop unlock --passphrase-file ~/.secret"
        })
final class UnlockCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final PassphraseOptions options = new PassphraseOptions();

    UnlockCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect();
                Passphrase passphrase =
                        options.given(face.around().in())
                                .or(() -> face.around().prompt().ask("Passphrase: "))
                                .orElseThrow(InitCommand::noTerminal)) {
            client.unlock(passphrase.chars());
        }
        face.say("unlocked");
        face.give(Map.of("state", "ready"));
        return 0;
    }
}
