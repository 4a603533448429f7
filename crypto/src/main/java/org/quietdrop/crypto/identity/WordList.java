package org.quietdrop.crypto.identity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The 2,048 English words of BIP39, 11 bits each: for pairing codes and words to compare. */
public final class WordList {
    /** How many words there are. */
    public static final int SIZE = 2048;

    private static final List<String> WORDS = load();
    private static final Map<String, Integer> INDEX = index(WORDS);

    private WordList() {}

    /** The word with the given number, 0 to 2,047. */
    public static String word(int index) {
        return WORDS.get(index);
    }

    /** The number of a word in lower case; empty if the list does not have it. */
    public static OptionalInt index(String word) {
        Integer found = INDEX.get(word);
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }

    /** All words in their order. */
    public static List<String> words() {
        return WORDS;
    }

    /**
     * The word of the list that needs the fewest slips of a finger to become the given one; the
     * first in alphabetical order if several do. For hints to people who mistyped.
     */
    public static String nearest(String word) {
        String best = WORDS.getFirst();
        int least = Integer.MAX_VALUE;
        String cut = word.length() > 32 ? word.substring(0, 32) : word;
        for (String candidate : WORDS) {
            int distance = distance(cut, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /**
     * The optimal string alignment distance: inserting, dropping or changing a letter and swapping
     * two neighbours count one each.
     */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(int[][] cost, String a, String b, int i, int j) {
        char x = a.charAt(i - 1);
        char y = b.charAt(j - 1);
        int best = cost[i - 1][j - 1] + (x == y ? 0 : 1);
        best = Math.min(best, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && x == b.charAt(j - 2) && y == a.charAt(i - 2);
        return swapped ? Math.min(best, 1 + cost[i - 2][j - 2]) : best;
    }

    private static List<String> load() {
        try (InputStream in = WordList.class.getResourceAsStream("bip39-english.txt")) {
            if (in == null) {
                throw new IllegalStateException("the word list is missing from the program");
            }
            List<String> words =
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
            if (words.size() != SIZE) {
                throw new IllegalStateException("the word list is damaged");
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> index(List<String> words) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            index.put(words.get(i), i);
        }
        return Map.copyOf(index);
    }
}
