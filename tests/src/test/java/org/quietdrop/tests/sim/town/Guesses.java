package org.quietdrop.tests.sim.town;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The tally of a game of guessing one of two equally likely answers. The advantage is what is more
 * right than wrong: 0 for coins, 1 for who knows. Guesses in one town hang together, so the
 * interval is that of the towns.
 */
final class Guesses {
    private final List<int[]> towns = new ArrayList<>();
    private final SplittableRandom coin;

    Guesses(long seed) {
        coin = new SplittableRandom(seed);
    }

    /** The guesses that follow are about another town. */
    void nextTown() {
        towns.add(new int[2]);
    }

    /** A guess: the right answer was above zero; who has no opinion throws a coin. */
    void guessed(double opinion) {
        int[] town = towns.getLast();
        boolean right = opinion > 0 || (opinion == 0 && coin.nextBoolean());
        town[0] += right ? 1 : -1;
        town[1]++;
    }

    int samples() {
        return towns.stream().mapToInt(t -> t[1]).sum();
    }

    /** From -1 to 1. */
    double advantage() {
        return (double) towns.stream().mapToInt(t -> t[0]).sum() / Math.max(1, samples());
    }

    /** Half of the interval in which the true advantage lies in 95 of 100 cases. */
    double within() {
        double mean = advantage();
        double sum = 0;
        for (int[] town : towns) sum += Math.pow(town[0] - mean * town[1], 2);
        double n = towns.size();
        return 2.1 * Math.sqrt(sum * n / Math.max(1, n - 1)) / Math.max(1, samples());
    }

    /** Whether a true advantage of zero would be no surprise. */
    boolean mayBeNone() {
        return Math.abs(advantage()) <= within();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%+.3f ± %.3f (%,d guesses)", advantage(), within(), samples());
    }
}
