package org.quietdrop.tests.stranger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Learns from samples whose truth he is told which tokens go with it, and guesses the rest: naive
 * Bayes over tokens that are there and that are missing. What he saw only once tells him nothing,
 * and where a token always told the truth, he listens to such tokens alone.
 */
final class Guesser {
    private static final class Known {
        int trues;
        int falses;
        final Map<Object, int[]> tokens = new HashMap<>();
    }

    private final Map<Object, Known> subjects = new HashMap<>();
    private final RandomGenerator coin;

    Guesser(List<Sample> told, RandomGenerator coin) {
        this.coin = coin;
        for (Sample sample : told) {
            Known known = subjects.computeIfAbsent(sample.subject(), _ -> new Known());
            if (sample.truth()) known.trues++;
            else known.falses++;
            for (Object token : sample.tokens()) {
                known.tokens.computeIfAbsent(token, _ -> new int[2])[sample.truth() ? 1 : 0]++;
            }
        }
        for (Known known : subjects.values()) {
            known.tokens.values().removeIf(counts -> counts[0] + counts[1] < 2);
            if (known.tokens.values().stream().anyMatch(counts -> always(counts, known))) {
                known.tokens.values().removeIf(counts -> !always(counts, known));
            }
        }
    }

    /** There when it was true and only then, or the other way round. */
    private static boolean always(int[] counts, Known known) {
        boolean ifTrue = counts[0] == 0 && counts[1] == known.trues;
        boolean ifFalse = counts[1] == 0 && counts[0] == known.falses;
        return ifTrue || ifFalse;
    }

    boolean guess(Object subject, Set<Object> tokens) {
        Known known = subjects.get(subject);
        if (known == null) return coin.nextBoolean();
        double odds = 0;
        for (Map.Entry<Object, int[]> one : known.tokens.entrySet()) {
            double ifTrue = (one.getValue()[1] + 0.5) / (known.trues + 1);
            double ifFalse = (one.getValue()[0] + 0.5) / (known.falses + 1);
            odds +=
                    tokens.contains(one.getKey())
                            ? Math.log(ifTrue / ifFalse)
                            : Math.log((1 - ifTrue) / (1 - ifFalse));
        }
        return Math.abs(odds) < 1e-9 ? coin.nextBoolean() : odds > 0;
    }
}
