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

    /** All stays of one node until the end. */
    List<Stay> stays(Duration end, SplittableRandom random);

    /** In the words of the table. */
    String words();

    /** Without memory: neither hour nor habit matter. */
    record AnyTime(Duration meanStay, Duration meanAbsence) implements Churn {
        @Override
        public List<Stay> stays(Duration end, SplittableRandom random) {
            List<Stay> stays = new ArrayList<>();
            double there = (double) meanStay.toMillis() / meanStay.plus(meanAbsence).toMillis();
            Duration at = random.nextDouble() < there ? Duration.ZERO : drawn(meanAbsence, random);
            while (at.compareTo(end) < 0) {
                Duration left = at.plus(drawn(meanStay, random));
                stays.add(new Stay(at, left.compareTo(end) < 0 ? left : end));
                at = left.plus(drawn(meanAbsence, random));
            }
            return stays;
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
        public List<Stay> stays(Duration end, SplittableRandom random) {
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
        public String words() {
            return "own hours, " + hours(stay) + " h a day";
        }
    }

    private static long hours(Duration of) {
        return of.toHours();
    }
}
