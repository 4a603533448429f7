package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.identity.RecoveryWords;
import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads recovery words, from the person or from a stream. A wrong one is told by its number and the
 * nearest word, never by what was typed.
 */
final class TypedWords {
    /** More than 24 words, their numbers and blanks need. */
    private static final int LONGEST = 1_024;

    private TypedWords() {}

    /** Asks for one word after the other, without echo; several at once are taken, too. */
    static void ask(Face face, RecoveryWords words) {
        face.remark("the 24 words are not shown while you type them; several in a line will do");
        while (words.count() < RecoveryWords.COUNT) {
            String question = "Word %d of %d: ".formatted(words.count() + 1, RecoveryWords.COUNT);
            Optional<Passphrase> answer = face.around().prompt().ask(question);
            if (answer.isEmpty()) {
                throw usage(
                        "there is no terminal to ask for the words",
                        "give them on standard input, with -, or use --words-fd N");
            }
            try (Passphrase typed = answer.get()) {
                words.add(typed.chars()).ifPresent(wrong -> face.remark(text(wrong)));
            }
        }
        requireAll(words);
    }

    /** Takes lines until there are 24 words or nothing follows. */
    static void read(InputStream standardInput, @Nullable Integer descriptor, RecoveryWords words) {
        if (descriptor != null && descriptor < 0)
            throw usage("a descriptor is a number from 0", "");
        try {
            if (descriptor == null || descriptor == 0) {
                read(standardInput, words);
            } else {
                try (InputStream in = Files.newInputStream(Path.of("/dev/fd/" + descriptor))) {
                    read(in, words);
                }
            }
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "the words cannot be read");
        }
        requireAll(words);
    }

    private static void read(InputStream in, RecoveryWords words) throws IOException {
        char[] line = new char[LONGEST];
        try {
            int next = 0;
            while (next >= 0 && words.count() < RecoveryWords.COUNT) {
                int length = 0;
                for (next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
                    if (length == LONGEST) throw usage("a line is too long for 24 words", "");
                    line[length++] = (char) next;
                }
                Arrays.fill(line, length, LONGEST, ' ');
                Optional<RecoveryWords.NotAWord> wrong = words.add(line);
                if (wrong.isPresent()) throw usage(text(wrong.get()), "nothing was made");
            }
        } finally {
            Arrays.fill(line, '\0');
        }
    }

    private static String text(RecoveryWords.NotAWord wrong) {
        return "word %d is not on the list; the nearest one is \"%s\""
                .formatted(wrong.number(), wrong.nearest());
    }

    private static void requireAll(RecoveryWords words) {
        if (words.count() == RecoveryWords.COUNT) return;
        String many = words.count() > RecoveryWords.COUNT ? "more than 24" : "" + words.count();
        throw usage("there are " + many + " words; an identity has 24", "nothing was made");
    }

    /** What is said of words that do not fit together. */
    static UserError unfit() {
        return usage(
                "the checksum is wrong: one of the words is another, or two changed places",
                "nothing was made; compare each with your paper");
    }

    private static UserError usage(String text, String hint) {
        return new UserError(UserError.Exit.USAGE, text, hint);
    }
}
