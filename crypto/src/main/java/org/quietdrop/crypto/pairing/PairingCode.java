package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.identity.WordList;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A spoken pairing code such as {@code 07-walnut-violin-maple}: two public digits, by which the
 * typist finds the holder, and three words of BIP39, 33 secret bits.
 *
 * <p>The code is shown on a screen on purpose and useless after ten minutes or one pairing, but
 * until then it is a secret: {@link #toString} shows only the number.
 */
public final class PairingCode {
    /** The numbers go from 0 to 99. */
    public static final int NUMBERS = 100;

    private static final int WORDS = 3;

    /** The longest text worth reading; a code has at most 29 letters. */
    private static final int LONGEST = 200;

    private final int number;
    private final List<String> words;

    private PairingCode(int number, List<String> words) {
        this.number = number;
        this.words = List.copyOf(words);
    }

    /** A fresh code. Every number and every word is equally likely. */
    public static PairingCode generate(RandomSource random) {
        int number = random.bytes(1)[0] & 0xff;
        while (number >= 2 * NUMBERS) {
            number = random.bytes(1)[0] & 0xff;
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < WORDS; i++) {
            byte[] two = random.bytes(2);
            int bits = (two[0] & 0xff) << 8 | (two[1] & 0xff);
            words.add(WordList.word(bits % WordList.SIZE));
        }
        return new PairingCode(number % NUMBERS, words);
    }

    /**
     * Reads a code as somebody typed it: case does not matter, and blanks, dashes, commas or
     * underscores may stand between the parts.
     */
    public static Parsed parse(String typed) {
        String text = typed.strip();
        if (text.isEmpty() || text.length() > LONGEST) {
            return new Parsed.NotACode();
        }
        String[] parts = text.toLowerCase(Locale.ROOT).split("[\\s,_\\-\u2010-\u2015\u2212]+", -1);
        if (parts.length != WORDS + 1 || !parts[0].matches("[0-9]{1,2}")) {
            return new Parsed.NotACode();
        }
        List<String> words = new ArrayList<>();
        for (int i = 1; i <= WORDS; i++) {
            OptionalInt index = WordList.index(parts[i]);
            if (index.isEmpty()) {
                return new Parsed.UnknownWord(parts[i], WordList.nearest(parts[i]));
            }
            words.add(WordList.word(index.getAsInt()));
        }
        return new Parsed.Read(new PairingCode(Integer.parseInt(parts[0]), words));
    }

    /** The public part: announced on the network, so that the typist finds the holder. */
    public int number() {
        return number;
    }

    /** The code as it is shown and read out: two digits and three words with dashes. */
    public String spoken() {
        return String.format(Locale.ROOT, "%02d-%s", number, String.join("-", words));
    }

    /** The code as CPace takes it. The caller wipes the copy. */
    public byte[] prs() {
        return spoken().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PairingCode code
                && code.number == number
                && code.words.equals(words);
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "PairingCode[%02d-redacted]", number);
    }

    /** What became of a typed code. */
    public sealed interface Parsed {
        /**
         * It has the form of a code.
         *
         * @param code the code
         */
        record Read(PairingCode code) implements Parsed {}

        /**
         * It has the form of a code, but a word is not on the list.
         *
         * @param word what was typed, in lower case
         * @param nearest the word on the list that differs least from it
         */
        record UnknownWord(String word, String nearest) implements Parsed {
            @Override
            public String toString() {
                return "UnknownWord[redacted]";
            }
        }

        /** It has another form than two digits and three words. */
        record NotACode() implements Parsed {}
    }
}
