package org.quietdrop.node.shell;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.identity.WordList;

import java.util.Arrays;

/**
 * A passphrase of five words, 55 bits: behind Argon2id more than anybody will try. The caller wipes
 * the array.
 */
public final class Suggestion {
    private static final int WORDS = 5;

    private Suggestion() {}

    /** Five words with dashes between them. */
    public static char[] make(RandomSource random) {
        char[] text = new char[WORDS * 9];
        int length = 0;
        byte[] dice = random.bytes(WORDS * 2);
        for (int i = 0; i < WORDS; i++) {
            int number = (dice[2 * i] & 0xff) << 8 | (dice[2 * i + 1] & 0xff);
            String word = WordList.word(number % WordList.SIZE);
            if (i > 0) text[length++] = '-';
            word.getChars(0, word.length(), text, length);
            length += word.length();
        }
        char[] made = Arrays.copyOf(text, length);
        Arrays.fill(text, '\0');
        Arrays.fill(dice, (byte) 0);
        return made;
    }
}
