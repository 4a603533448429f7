package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.RecoveryWords;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code words}: the identity on paper; its verbs are {@link Show} and {@link Restore}. */
@Command(
        name = "words",
        description = "Your identity as 24 words: show them, or make a home from them.",
        footer = {
            "",
            "Examples:",
            "  quietdrop words show",
            "  quietdrop words restore --name Alice"
        })
final class WordsCommand implements Callable<Integer> {
    private static final int IN_A_LINE = 4;

    @Override
    public Integer call() {
        throw new UserError(
                UserError.Exit.USAGE,
                "what about words?",
                "use: quietdrop words show, or: quietdrop words restore --name NAME");
    }

    /** {@code words show}. */
    @Command(
            name = "show",
            description = {
                "Show the 24 words that are your identity. The passphrase is asked again.",
                "They bring back your key and nothing else; quietdrop backup create keeps the rest."
            },
            footer = {"", "Example:", "  quietdrop words show"})
    static final class Show implements Callable<Integer> {
        private final Face face;

        @Option(names = "--anyway", description = "Also where no person at a terminal reads them.")
        private boolean anyway;

        @Mixin private final PassphraseOptions options = new PassphraseOptions();

        Show(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            if (!anyway && !face.attended()) {
                throw new UserError(
                        UserError.Exit.USAGE,
                        "the words are shown at a terminal only, so that no file keeps them",
                        "use --anyway if that is what you want");
            }
            List<String> words;
            try (Passphrase passphrase = options.present(face, "Passphrase: ")) {
                words = words(passphrase).words();
            }
            for (int i = 0; i < words.size(); i += IN_A_LINE) face.say(line(words, i));
            face.say(
                    "Whoever has these words is you. Write them on paper; keep no picture or file.");
            face.say(
                    "They bring back your key: contacts see the same key as before once you pair again.");
            face.say(
                    "They cannot bring back contacts, messages or settings: quietdrop backup create does.");
            face.give(Map.of("words", words));
            return 0;
        }

        private View.Words words(Passphrase passphrase) {
            Optional<ControlClient> node = face.node();
            if (node.isEmpty()) {
                return face.programs().safekeeping().words(face.home(), passphrase);
            }
            try (ControlClient client = node.get()) {
                return client.words(passphrase.chars());
            }
        }

        private static String line(List<String> words, int from) {
            StringBuilder line = new StringBuilder();
            for (int i = from; i < Math.min(from + IN_A_LINE, words.size()); i++) {
                line.append("%2d. %-10s".formatted(i + 1, words.get(i)));
            }
            return line.toString().stripTrailing();
        }
    }

    /** {@code words restore}. */
    @Command(
            name = "restore",
            description = {
                "Make a home with the identity of 24 words: your key, no contacts, no messages.",
                "The words are asked one by one, or come with - or --words-fd."
            },
            footer = {
                "",
                "Examples:",
                "  quietdrop words restore --name Alice",
                "  quietdrop words restore --name Alice - --no-passphrase < words.txt"
            })
    static final class Restore implements Callable<Integer> {
        private final Face face;

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "-",
                description = "Read the words from standard input; they are never an argument.")
        private @Nullable String input;

        @Option(
                names = "--words-fd",
                paramLabel = "N",
                description = "Read the words from file descriptor N.")
        private @Nullable Integer descriptor;

        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "Your name, as friends will see it.")
        private String name = "";

        @Mixin private final FirstPassphraseOptions options = new FirstPassphraseOptions();

        Restore(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            try (SecretKey seed = seed()) {
                Optional<Passphrase> passphrase = options.chosen(face);
                try {
                    var keeping = face.programs().safekeeping();
                    keeping.recover(face.home(), seed, name, passphrase).forEach(face::remark);
                    if (passphrase.isEmpty()) FirstPassphraseOptions.warn(face);
                } finally {
                    passphrase.ifPresent(Passphrase::close);
                }
            }
            face.say(
                    "made a node for "
                            + name
                            + " in "
                            + face.home()
                            + ", with the key it had before");
            face.say(
                    "Pair again with each contact: they see the same key as before and keep all they have.");
            face.say(
                    "What these words cannot bring back: contacts, messages, settings, mail under way.");
            face.say("One identity lives in one place: if the old node still runs, wipe it.");
            Map<String, Object> made = new LinkedHashMap<>();
            made.put("name", name);
            made.put("home", face.home().toString());
            face.give(made);
            return 0;
        }

        private SecretKey seed() {
            try (RecoveryWords words = new RecoveryWords()) {
                if (input == null && descriptor == null) {
                    TypedWords.ask(face, words);
                } else if (input == null || (input.equals("-") && descriptor == null)) {
                    TypedWords.read(face.around().in(), descriptor, words);
                } else {
                    throw new UserError(
                            UserError.Exit.USAGE,
                            "words are no argument: every user of the machine can see arguments",
                            "use: quietdrop words restore --name NAME");
                }
                return words.seed().orElseThrow(TypedWords::unfit);
            }
        }
    }
}
