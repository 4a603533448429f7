package org.quietdrop.tests.sim.town;

import org.quietdrop.tests.sim.town.Seizure.Box;
import org.quietdrop.tests.sim.town.Seizure.Pair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The games that a thief plays over what he found, week by week, in many towns. */
final class ThiefGames {
    private static final int EACH = 20;

    final Guesses from;
    final Guesses to;
    final Guesses together;
    final Guesses more;
    private final SplittableRandom random;

    ThiefGames(long seed) {
        random = new SplittableRandom(seed);
        from = new Guesses(random.nextLong());
        to = new Guesses(random.nextLong());
        together = new Guesses(random.nextLong());
        more = new Guesses(random.nextLong());
    }

    /** All games in one town. */
    void play(List<Seizure> weeks) {
        for (Guesses game : List.of(from, to, together, more)) game.nextTown();
        Thief thief = new Thief(weeks);
        List<Integer> friends = weeks.getFirst().activity().keySet().stream().sorted().toList();
        for (Seizure week : weeks) {
            if (week.boxes().isEmpty()) continue;
            for (int i = 0; i < EACH; i++) {
                Box box = any(week.boxes());
                Pair pair = week.pair(box);
                from.guessed(thief.from(box, pair.from(), other(friends, pair.from())));
                to.guessed(thief.to(box, pair.to(), other(friends, pair.to())));
            }
            amounts(thief, week);
        }
        links(thief, weeks);
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private int other(List<Integer> friends, int but) {
        int drawn = but;
        while (drawn == but) drawn = any(friends);
        return drawn;
    }

    /** Two boxes of one week: of which one's pair are there more? */
    private void amounts(Thief thief, Seizure week) {
        Map<Pair, Integer> counts = new HashMap<>();
        week.truth().values().forEach(pair -> counts.merge(pair, 1, Integer::sum));
        for (int i = 0; i < EACH; i++) {
            Box one = any(week.boxes());
            Box other = any(week.boxes());
            int difference =
                    counts.getOrDefault(week.pair(one), 0)
                            - counts.getOrDefault(week.pair(other), 0);
            if (difference == 0) continue;
            more.guessed(difference > 0 ? thief.more(one, other) : -thief.more(one, other));
        }
    }

    /** Two boxes of different weeks, of one pair as often as not: do they belong together? */
    private void links(Thief thief, List<Seizure> weeks) {
        List<Box[]> same = new ArrayList<>();
        List<Box[]> different = new ArrayList<>();
        for (int i = 0; i < weeks.size(); i++) {
            for (int k = i + 1; k < weeks.size(); k++) {
                sort(weeks.get(i), weeks.get(k), same, different);
            }
        }
        if (same.isEmpty() || different.isEmpty()) return;
        for (int i = 0; i < 2 * EACH; i++) {
            Box[] yes = any(same);
            Box[] no = any(different);
            together.guessed(thief.together(yes[0], yes[1]));
            together.guessed(-thief.together(no[0], no[1]));
        }
    }

    private static void sort(
            Seizure earlier, Seizure later, List<Box[]> same, List<Box[]> different) {
        for (Box one : earlier.boxes()) {
            for (Box other : later.boxes()) {
                // One that is still there is no question.
                if (one.written() == other.written()) continue;
                boolean alike = earlier.pair(one).equals(later.pair(other));
                (alike ? same : different).add(new Box[] {one, other});
            }
        }
    }
}
