package org.quietdrop.tests.sim.town;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** When nodes come and go. */
sealed interface Churn {
    Duration DAY = Duration.ofDays(1);

    /** A time a node is there, counted from the beginning. */
    record Stay(Duration from, Duration to) {}

    /** All stays of the node with this number until the end. */
    List<Stay> stays(int node, Duration end, SplittableRandom random);

    /** The share of the time that this node is there, in the mean. */
    double share(int node);

    /** In the words of the table. */
    String words();

    /** Without memory: neither hour nor habit matter. */
    record AnyTime(Duration meanStay, Duration meanAbsence) implements Churn {
        @Override
        public List<Stay> stays(int node, Duration end, SplittableRandom random) {
            List<Stay> stays = new ArrayList<>();
            Duration at =
                    random.nextDouble() < share(node) ? Duration.ZERO : drawn(meanAbsence, random);
            while (at.compareTo(end) < 0) {
                Duration left = at.plus(drawn(meanStay, random));
                stays.add(new Stay(at, left.compareTo(end) < 0 ? left : end));
                at = left.plus(drawn(meanAbsence, random));
            }
            return stays;
        }

        @Override
        public double share(int node) {
            return (double) meanStay.toMillis() / meanStay.plus(meanAbsence).toMillis();
        }

        private static Duration drawn(Duration mean, SplittableRandom random) {
            double factor = -Math.log(1 - random.nextDouble());
            return Duration.ofSeconds(5 + (long) (mean.toSeconds() * factor));
        }

        @Override
        public String words() {
            return "comes for " + hours(meanStay) + " h, stays away " + hours(meanAbsence) + " h";
        }
    }

    /**
     * Everybody has hours of their own, the same every day up to an hour: who has other hours is
     * never met.
     */
    record Daily(Duration stay) implements Churn {
        private static final int LATE = 3_600;

        @Override
        public List<Stay> stays(int node, Duration end, SplittableRandom random) {
            List<Stay> stays = new ArrayList<>();
            Duration habit = Duration.ofSeconds(random.nextLong(DAY.toSeconds()));
            for (Duration day = habit; day.compareTo(end) < 0; day = day.plus(DAY)) {
                Duration from = day.plusSeconds(random.nextInt(LATE));
                Duration to = from.plus(stay).plusSeconds(random.nextInt(LATE) - LATE / 2);
                if (from.compareTo(end) < 0) {
                    stays.add(new Stay(from, to.compareTo(end) < 0 ? to : end));
                }
            }
            return stays;
        }

        @Override
        public double share(int node) {
            return (double) stay.toMillis() / DAY.toMillis();
        }

        @Override
        public String words() {
            return "own hours, " + hours(stay) + " h a day";
        }
    }

    /** The first node is always there, the others come and go. */
    record Around(Churn others) implements Churn {
        @Override
        public List<Stay> stays(int node, Duration end, SplittableRandom random) {
            return node == 0
                    ? List.of(new Stay(Duration.ofHours(1), end))
                    : others.stays(node, end, random);
        }

        @Override
        public double share(int node) {
            return node == 0 ? 1 : others.share(node);
        }

        @Override
        public String words() {
            return others.words() + ", but one is always there";
        }
    }

    private static long hours(Duration of) {
        return of.toHours();
    }
}
