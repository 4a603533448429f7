package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code unlock}: opens the vault, by a keyring or a passphrase. */
@Command(
        name = "unlock",
        description = {
            "Open the vault. Without a passphrase option a keyring opens it, if one remembers how;",
            "else the terminal is asked."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop unlock",
            "  quietdrop unlock --passphrase-file ~/.secret",
            "  quietdrop unlock --remember     which keyring: quietdrop config keyring",
            "  quietdrop unlock --forget"
        })
final class UnlockCommand implements Callable<Integer> {
    private final Face face;

    @Option(
            names = "--remember",
            description = {
                "No passphrase at the next start: the system's keyring keeps a random secret.",
                "Any program that runs as you can then open this home."
            })
    private boolean remember;

    @Option(names = "--forget", description = "Forget that again.")
    private boolean forget;

    @Mixin private final PassphraseOptions options = new PassphraseOptions();

    UnlockCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (forget && remember) {
            throw new UserError(UserError.Exit.USAGE, "give one of --remember and --forget");
        }
        Map<String, Object> told = new LinkedHashMap<>();
        try (ControlClient client = face.connect()) {
            if (forget) {
                told.put("forgotten", forgotten(face, client));
            } else {
                open(client, told);
                told.put("state", "ready");
            }
        }
        face.give(told);
        return 0;
    }

    private void open(ControlClient client, Map<String, Object> told) {
        Optional<Passphrase> given = options.given(face.around().in());
        if (given.isEmpty() && !remember && byKeyring(client)) {
            face.say("unlocked");
            return;
        }
        try (Passphrase passphrase =
                given.or(() -> face.around().prompt().ask("Passphrase: "))
                        .orElseThrow(InitCommand::noTerminal)) {
            if (!remember) {
                client.unlock(passphrase.chars());
                face.say("unlocked");
                return;
            }
            String where = client.remember(passphrase.chars());
            face.say("unlocked; " + where + " opens this home from now on (--forget ends that)");
            face.say("safe from: who has this disk alone. Not safe from: root, and any program");
            face.say("that runs as you while you are logged in");
            told.put("remembered", where);
        }
    }

    /** Whether a keyring opened it; says why not if one should have. */
    private boolean byKeyring(ControlClient client) {
        try {
            client.unlockRemembered();
            return true;
        } catch (UserError e) {
            if (e.exit() != UserError.Exit.LOCKED) throw e;
            if (!e.text().equals(NOT_REMEMBERED)) face.remark(e.text());
            return false;
        }
    }

    /** What a node says that was never asked to remember. */
    private static final String NOT_REMEMBERED = "the passphrase is needed";

    /** Forgets, and says so. */
    static boolean forgotten(Face face, ControlClient client) {
        boolean was = client.forgetRemembered();
        face.say(
                was
                        ? "forgotten; the next unlock asks for the passphrase"
                        : "nothing was remembered");
        return was;
    }
}
