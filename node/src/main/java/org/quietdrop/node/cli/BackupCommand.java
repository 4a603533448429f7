package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code backup}: a home in one sealed file; its verbs are {@link Create} and {@link Restore}. */
@Command(
        name = "backup",
        description =
                "Keep contacts, messages and settings in one sealed file, or bring them back.",
        footer = {
            "",
            "Examples:",
            "  quietdrop backup create ~/quietdrop.backup",
            "  quietdrop backup restore ~/quietdrop.backup --home ~/again"
        })
final class BackupCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new UserError(
                UserError.Exit.USAGE,
                "what about backups?",
                "use: quietdrop backup create FILE, or: quietdrop backup restore FILE");
    }

    private static String counts(long contacts, long messages, long waiting) {
        return "%,d contact%s, %,d message%s, %,d of them waiting"
                .formatted(
                        contacts,
                        contacts == 1 ? "" : "s",
                        messages,
                        messages == 1 ? "" : "s",
                        waiting);
    }

    /** {@code backup create}. */
    @Command(
            name = "create",
            description = {
                "Write a backup: your identity, contacts, messages and settings.",
                "It has a passphrase of its own, asked twice; that of this home is asked first."
            },
            footer = {
                "",
                "Examples:",
                "  quietdrop backup create ~/quietdrop.backup",
                "  quietdrop backup create /media/usb/qd --passphrase-file ~/.home --new-passphrase-file ~/.usb"
            })
    static final class Create implements Callable<Integer> {
        private final Face face;

        @Parameters(index = "0", paramLabel = "FILE", description = "A file that is not there yet.")
        private Path file = Path.of("");

        @Mixin private final PassphraseOptions present = new PassphraseOptions();
        @Mixin private final NewPassphraseOptions wanted = new NewPassphraseOptions();

        Create(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            View.BackedUp made;
            try (Passphrase home = present.present(face, "Passphrase of this home: ");
                    Passphrase own =
                            wanted.given(face)
                                    .orElseGet(() ->
                                            NewPassphraseOptions.asked(
                                                    face, "Passphrase of the backup: "))) {
                made = make(file.toAbsolutePath().normalize(), home, own);
            }
            face.say(
                    "%s: %s, your identity and settings"
                            .formatted(
                                    TerminalText.clean(made.file()),
                                    counts(made.contacts(), made.messages(), made.waiting())));
            face.say(
                    "It brings all of that back into a new home, and sends what waits anew, once. Its passphrase is its own; nobody can reset it.");
            face.say(
                    "It cannot bring back what comes from now on, contacts you pair with from now on, pairings under way, or mail you keep for friends.");
            face.say(
                    "Whoever has it and its passphrase is you. One identity lives in one home: restoring it elsewhere ends this one.");
            face.give(made);
            return 0;
        }

        private View.BackedUp make(Path to, Passphrase home, Passphrase own) {
            Optional<ControlClient> node = face.node();
            if (node.isEmpty()) {
                return face.programs().safekeeping().backup(face.home(), home, to, own);
            }
            try (ControlClient client = node.get()) {
                return client.backup(to, home.chars(), own.chars());
            }
        }
    }

    /** {@code backup restore}. */
    @Command(
            name = "restore",
            description = {
                "Make a home from a backup, where there is none.",
                "The passphrase of the backup is asked first, then one for the new home."
            },
            footer = {
                "",
                "Example:",
                "  quietdrop backup restore ~/quietdrop.backup --home ~/again"
            })
    static final class Restore implements Callable<Integer> {
        private final Face face;

        @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
        private Path file = Path.of("");

        @Option(
                names = "--no-passphrase",
                description = "No passphrase for the new home: whoever has the disk reads it.")
        private boolean none;

        @Mixin private final PassphraseOptions old = new PassphraseOptions();
        @Mixin private final NewPassphraseOptions wanted = new NewPassphraseOptions();

        Restore(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            View.Restored made;
            try (Passphrase backup = backup()) {
                Optional<Passphrase> home = home();
                try {
                    Path from = file.toAbsolutePath().normalize();
                    made = face.programs().safekeeping().restore(face.home(), from, backup, home);
                } finally {
                    home.ifPresent(Passphrase::close);
                }
            }
            if (none) FirstPassphraseOptions.warn(face);
            face.say(
                    "made a node for %s in %s: %s"
                            .formatted(
                                    TerminalText.clean(made.name()),
                                    made.home(),
                                    counts(made.contacts(), made.messages(), made.waiting())));
            face.say(
                    "With each contact a new session is made when you meet, before anything is sent or read; it is told of the restore.");
            face.say(
                    "What came after %s is not in it, here a gap in the numbers shows it; who paired with you since must pair again."
                            .formatted(made.made()));
            face.say(
                    "One identity lives in one home: contacts speak to the one restored last. If an older one still runs, wipe it.");
            if (made.skipped() > 0) {
                face.say(
                        "left out: %,d thing%s that only a newer QuietDrop knows"
                                .formatted(made.skipped(), made.skipped() == 1 ? "" : "s"));
            }
            face.give(made);
            return 0;
        }

        private Passphrase backup() {
            return old.given(face.around().in())
                    .or(() -> face.around().prompt().ask("Passphrase of the backup: "))
                    .orElseThrow(InitCommand::noTerminal);
        }

        private Optional<Passphrase> home() {
            Optional<Passphrase> given = wanted.given(face);
            if (none && given.isPresent()) {
                given.get().close();
                throw new UserError(
                        UserError.Exit.USAGE,
                        "a new passphrase and --no-passphrase exclude each other");
            }
            if (none || given.isPresent()) return given;
            return Optional.of(NewPassphraseOptions.asked(face, "Passphrase of the new home: "));
        }
    }
}
