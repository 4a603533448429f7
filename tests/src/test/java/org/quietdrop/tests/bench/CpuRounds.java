package org.quietdrop.tests.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pieces of work beside each other: in alternating rounds, by the CPU time of the one thread that
 * does them all, so that what else runs on the machine counts as little as it can. The collector
 * and the compiler have threads of their own and are not in it.
 */
final class CpuRounds {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long ROUND = 100_000_000;
    private static final long WARM_UP = 3_000_000_000L;

    /** Something that can be done again and again. */
    interface Work {
        void once() throws Exception;
    }

    /**
     * What is measured.
     *
     * @param name for the table
     * @param per how many operations it is to do the work once
     */
    record Subject(String name, int per, Work work) {}

    /** What one subject took, for one operation, in microseconds, round by round. */
    static final class Times {
        private final String name;
        private final double[] rounds;

        private Times(String name, double[] rounds) {
            this.name = name;
            this.rounds = rounds;
        }

        /** How many of these go into one of the other, by the median over the rounds. */
        double goesInto(Times other) {
            double[] ratios = new double[rounds.length];
            Arrays.setAll(ratios, i -> other.rounds[i] / rounds[i]);
            Arrays.sort(ratios);
            return ratios[ratios.length / 2];
        }

        double median() {
            return sorted()[rounds.length / 2];
        }

        private double[] sorted() {
            double[] sorted = rounds.clone();
            Arrays.sort(sorted);
            return sorted;
        }

        @Override
        public String toString() {
            double[] sorted = sorted();
            return "%-46s %9.2f %9.2f %9.2f"
                    .formatted(name, median(), sorted[0], sorted[sorted.length * 9 / 10]);
        }
    }

    static final String HEAD =
            "%-46s %9s %9s %9s".formatted("CPU, microseconds", "median", "min", "p90");

    private CpuRounds() {}

    /** How many rounds, from {@code -Dquietdrop.rounds}. */
    static int rounds() {
        return Integer.getInteger("quietdrop.rounds", 30);
    }

    /** Warms all of them up, then measures them in turn; the table is printed. */
    static List<Times> measure(List<Subject> subjects) throws Exception {
        int rounds = rounds();
        List<Times> all = new ArrayList<>();
        long[] runs = new long[subjects.size()];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = warmUp(subjects.get(i));
            all.add(new Times(subjects.get(i).name(), new double[rounds]));
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < runs.length; i++) {
                int which = (i + round) % runs.length;
                all.get(which).rounds[round] = round(subjects.get(which), runs[which]);
            }
        }
        System.out.println(HEAD);
        all.forEach(System.out::println);
        return all;
    }

    /** Says how often it must be done to fill a round. */
    private static long warmUp(Subject subject) throws Exception {
        long end = now() + WARM_UP;
        while (now() < end) subject.work().once();
        long begun = now();
        long runs = 0;
        while (now() < begun + ROUND) {
            subject.work().once();
            runs++;
        }
        return runs;
    }

    private static double round(Subject subject, long runs) throws Exception {
        long begun = now();
        for (long i = 0; i < runs; i++) subject.work().once();
        return (now() - begun) / 1e3 / runs / subject.per();
    }

    private static long now() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** The line that tells of a goal. */
    static void judge(String what, double ratio, double goal) {
        System.out.printf(
                "%-46s %8.2fx  goal %.1fx %s%n",
                what, ratio, goal, ratio >= goal ? "reached" : "missed");
    }
}
