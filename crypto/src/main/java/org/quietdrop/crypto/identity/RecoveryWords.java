package org.quietdrop.crypto.identity;

import org.quietdrop.crypto.SecretKey;

import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The seed of an identity as 24 words (BIP39, English): 256 bits and the first 8 of their SHA-256,
 * eleven a word. An instance holds words while somebody types them; close it. Not for use by
 * several threads.
 */
public final class RecoveryWords implements AutoCloseable {
    /** How many words there are. */
    public static final int COUNT = 24;

    private static final int BITS = 11;

    private final int[] numbers = new int[COUNT];
    private int count;

    /** Begins without a word. */
    public RecoveryWords() {}

    /**
     * A word that is not on the list.
     *
     * @param number which one it is, from 1
     * @param nearest the word of the list that is nearest to it
     */
    public record NotAWord(int number, String nearest) {}

    /** The words of a seed of 32 bytes, which stays the caller's. They are as secret as it is. */
    public static List<String> of(SecretKey seed) {
        byte[] bits = Arrays.copyOf(seed.expose(), SecretKey.SIZE + 1);
        bits[SecretKey.SIZE] = check(seed.expose());
        List<String> words = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) words.add(WordList.word(take(bits, i)));
        Arrays.fill(bits, (byte) 0);
        return words;
    }

    /**
     * Adds what was typed, one word or several, in any case, with blanks between them. Numbers
     * before words are skipped. Ends at the first that is not on the list; those before it count.
     *
     * @param typed stays the caller's to wipe
     */
    public Optional<NotAWord> add(char[] typed) {
        for (int at = 0; at < typed.length; ) {
            int end = at;
            while (end < typed.length && !Character.isWhitespace(typed[end])) end++;
            if (end > at && !isNumber(typed, at, end)) {
                Optional<NotAWord> wrong = addWord(typed, at, end);
                if (wrong.isPresent()) return wrong;
            }
            at = end + 1;
        }
        return Optional.empty();
    }

    private static boolean isNumber(char[] typed, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean digit = typed[i] >= '0' && typed[i] <= '9';
            if (!digit && !(i == to - 1 && i > from && typed[i] == '.')) return false;
        }
        return true;
    }

    private Optional<NotAWord> addWord(char[] typed, int from, int to) {
        char[] word = Arrays.copyOfRange(typed, from, to);
        for (int i = 0; i < word.length; i++) word[i] = Character.toLowerCase(word[i]);
        try {
            int number =
                    Collections.binarySearch(
                            WordList.words(), CharBuffer.wrap(word), CharSequence::compare);
            if (number < 0) {
                return Optional.of(new NotAWord(count + 1, WordList.nearest(String.valueOf(word))));
            }
            if (count < COUNT) numbers[count] = number;
            count++;
            return Optional.empty();
        } finally {
            Arrays.fill(word, '\0');
        }
    }

    /** How many were added; more than {@link #COUNT} are counted and not kept. */
    public int count() {
        return count;
    }

    /**
     * The seed that the words mean; the caller closes it. Empty if they do not fit together: one of
     * them is another word, or two changed places. Only when there are {@link #COUNT}.
     */
    public Optional<SecretKey> seed() {
        if (count != COUNT) throw new IllegalStateException(count + " words");
        byte[] bits = new byte[SecretKey.SIZE + 1];
        for (int i = 0; i < COUNT; i++) put(bits, i, numbers[i]);
        SecretKey seed = SecretKey.take(Arrays.copyOf(bits, SecretKey.SIZE));
        boolean fits = bits[SecretKey.SIZE] == check(seed.expose());
        Arrays.fill(bits, (byte) 0);
        if (fits) return Optional.of(seed);
        seed.close();
        return Optional.empty();
    }

    private static int take(byte[] bits, int word) {
        int number = 0;
        for (int bit = word * BITS; bit < (word + 1) * BITS; bit++) {
            number = number << 1 | (bits[bit >> 3] >> (7 - (bit & 7)) & 1);
        }
        return number;
    }

    private static void put(byte[] bits, int word, int number) {
        for (int i = 0; i < BITS; i++) {
            int bit = word * BITS + i;
            int value = number >> (BITS - 1 - i) & 1;
            bits[bit >> 3] |= (byte) (value << (7 - (bit & 7)));
        }
    }

    private static byte check(byte[] seed) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(seed)[0];
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(numbers, 0);
    }

    @Override
    public String toString() {
        return "RecoveryWords[redacted]";
    }
}
