package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.function.Supplier;

/** Where the passphrase that will hold from now on comes from; without an option it is asked. */
final class NewPassphraseOptions {
    @Option(
            names = "--new-passphrase-file",
            paramLabel = "FILE",
            description = "Read the new passphrase from the first line of FILE.")
    private @Nullable String file;

    @Option(
            names = "--new-passphrase-fd",
            paramLabel = "N",
            description =
                    "Read the new passphrase from file descriptor N; from the next line, if N is the same.")
    private @Nullable Integer descriptor;

    /** What was given; empty when neither option was. */
    Optional<Passphrase> given(Face face) {
        if (file != null && descriptor != null) {
            throw usage("give one of --new-passphrase-file and --new-passphrase-fd");
        }
        return PassphraseOptions.read(file, descriptor, face.around().in());
    }

    /** What the person types, twice the same. */
    static Passphrase asked(Face face, String question) {
        return asked(face, question, NewPassphraseOptions::noTerminal);
    }

    /**
     * The same.
     *
     * @param noTerminal what is said when there is none
     */
    static Passphrase asked(Face face, String question, Supplier<UserError> noTerminal) {
        Prompt prompt = face.around().prompt();
        Passphrase first = prompt.ask(question).orElseThrow(noTerminal);
        try (Passphrase again = prompt.ask("Again: ").orElseThrow(noTerminal)) {
            if (first.chars().length == 0) throw usage("the passphrase is empty");
            if (first.sameAs(again)) return first;
        } catch (UserError e) {
            first.close();
            throw e;
        }
        first.close();
        throw new UserError(UserError.Exit.USAGE, "the two are not the same", "try again");
    }

    private static UserError noTerminal() {
        return new UserError(
                UserError.Exit.USAGE,
                "there is no terminal to ask for a new passphrase",
                "use --new-passphrase-file FILE or --new-passphrase-fd N");
    }

    private static UserError usage(String what) {
        return new UserError(UserError.Exit.USAGE, what);
    }
}
