package org.quietdrop.tests.sim.town;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.tests.sim.town.Seizure.Box;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;

/**
 * Somebody who found the locked store of a relay, several weeks in a row, and guesses from whom and
 * for whom the boxes in it are, which belong together, and of which pair there are more. He uses
 * the names of records, and that whoever left a box was active when it was written, while for whom
 * it is has not been active since.
 */
final class Thief {
    private final List<Seizure> weeks;
    private final Map<Bytes, List<Box>> byName = new HashMap<>();
    private final boolean namesRepeat;

    /** He sees the boxes and the activity of each week; not the truth. */
    Thief(List<Seizure> weeks) {
        this.weeks = weeks;
        Set<Bytes> seen = new HashSet<>();
        boolean repeat = false;
        for (Seizure week : weeks) {
            for (Box box : week.boxes()) {
                repeat |= !seen.add(box.name());
                byName.computeIfAbsent(box.name(), _ -> new ArrayList<>()).add(box);
            }
        }
        this.namesRepeat = repeat;
    }

    /** Who left this box: above zero for the one, below for the other. */
    double from(Box box, int one, int other) {
        Map<Integer, Double> from = from(box);
        return from.getOrDefault(one, 0.0) - from.getOrDefault(other, 0.0);
    }

    /** For whom this box is: above zero for the one, below for the other. */
    double to(Box box, int one, int other) {
        Map<Integer, Double> to = to(box);
        return to.getOrDefault(one, 0.0) - to.getOrDefault(other, 0.0);
    }

    /** Whether two boxes are from the same and for the same: above zero for yes. */
    double together(Box one, Box other) {
        if (one.name().equals(other.name())) return 1;
        if (namesRepeat) return -1;
        double friends = weeks.getFirst().activity().size();
        return common(from(one), from(other)) * common(to(one), to(other))
                - 1 / (friends * friends);
    }

    /** Of which one's pair there are more boxes here: above zero for the one. */
    double more(Box one, Box other) {
        return alike(one) - alike(other);
    }

    private double alike(Box box) {
        double sum = 0;
        for (Box each : weeks.get(box.week()).boxes()) {
            sum += Math.max(0, together(box, each));
        }
        return sum;
    }

    private static double common(Map<Integer, Double> one, Map<Integer, Double> other) {
        return one.entrySet().stream()
                .mapToDouble(e -> e.getValue() * other.getOrDefault(e.getKey(), 0.0))
                .sum();
    }

    /** The chance of each friend to have left it, from all boxes under its name. */
    private Map<Integer, Double> from(Box box) {
        Map<Integer, Double> chances = new HashMap<>();
        for (Box each : byName.getOrDefault(box.name(), List.of())) {
            weeks.get(each.week())
                    .activity()
                    .forEach((friend, active) ->
                            chances.merge(
                                    friend,
                                    1.0 / (1 + distance(active, each.written())),
                                    (a, b) -> a * b));
        }
        return scaled(chances);
    }

    private static long distance(NavigableSet<Long> active, long written) {
        Long before = active.floor(written);
        Long after = active.ceiling(written);
        long near = Long.MAX_VALUE / 2;
        if (before != null) near = Math.min(near, written - before);
        if (after != null) near = Math.min(near, after - written);
        return near;
    }

    private Map<Integer, Double> to(Box box) {
        Map<Integer, Double> chances = new HashMap<>();
        Map<Integer, Double> from = from(box);
        for (Box each : byName.getOrDefault(box.name(), List.of())) {
            weeks.get(each.week())
                    .linked()
                    .forEach((friend, last) -> {
                        double chance = last > each.written() ? 0.01 : 1;
                        chances.merge(
                                friend,
                                chance * (1.01 - from.getOrDefault(friend, 0.0)),
                                (a, b) -> a * b);
                    });
        }
        return scaled(chances);
    }

    private static Map<Integer, Double> scaled(Map<Integer, Double> chances) {
        double sum = chances.values().stream().mapToDouble(Double::doubleValue).sum();
        if (sum > 0) chances.replaceAll((_, chance) -> chance / sum);
        return chances;
    }
}
