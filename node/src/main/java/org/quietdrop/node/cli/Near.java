package org.quietdrop.node.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the word that was probably meant. */
public final class Near {
    private Near() {}

    /** Those at most two slips away, nearest first, at most three. */
    public static List<String> to(String word, Collection<String> words) {
        return words.stream()
                .filter(w -> slips(word, w) <= Math.min(2, Math.max(1, w.length() / 2)))
                .sorted(
                        Comparator.comparingInt((String w) -> slips(word, w))
                                .thenComparing(Comparator.naturalOrder()))
                .limit(3)
                .toList();
    }

    /** Letters put in, left out, changed, or swapped with their neighbour. */
    private static int slips(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
