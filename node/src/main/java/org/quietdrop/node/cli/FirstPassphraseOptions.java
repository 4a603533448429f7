package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;

/** The passphrase of a home that is being made; without an option the terminal is asked twice. */
final class FirstPassphraseOptions {
    @Option(
            names = "--no-passphrase",
            description =
                    "Encrypt with a key that lies beside the data: whoever has the disk reads it.")
    private boolean none;

    @Mixin private final PassphraseOptions options = new PassphraseOptions();

    /** What was given or typed; empty: the home is to have none. */
    Optional<Passphrase> chosen(Face face) {
        Optional<Passphrase> given = options.given(face.around().in());
        if (none && given.isPresent()) {
            given.get().close();
            throw new UserError(
                    UserError.Exit.USAGE, "a passphrase and --no-passphrase exclude each other");
        }
        if (none || given.isPresent()) return given;
        face.remark("a passphrase protects everything on this disk; there is no way to reset it");
        return Optional.of(
                NewPassphraseOptions.asked(face, "Passphrase: ", InitCommand::noTerminal));
    }

    /** What is said of a home without one. */
    static void warn(Face face) {
        face.remark("without a passphrase, whoever has this disk can read everything");
    }
}
