package org.quietdrop.tests.sim.town;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** The towns that are measured. */
final class Plans {
    private static final Duration GATHERING = Duration.ofMinutes(30);
    private static final Duration WRITING = Duration.ofDays(4);

    /** Until everything has arrived or expired. */
    private static final Duration WHOLE = WRITING.plus(Ledger.EXPIRY).plusHours(12);

    private static final Churn ANY_TIME =
            new Churn.AnyTime(Duration.ofHours(2), Duration.ofHours(6));
    private static final Churn DAILY = new Churn.Daily(Duration.ofHours(6));

    private Plans() {}

    /** 200 nodes, a quarter of the time there. */
    static List<Plan> big(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graph any = Graph.random(200, 8, random.split());
        Graph small = Graph.smallWorld(200, 8, 0.1, random.split());
        Graph cliques = Graph.cliques(10, 10);
        return List.of(
                big(any, ANY_TIME, seed),
                big(small, ANY_TIME, seed),
                big(cliques, ANY_TIME, seed),
                big(small, DAILY, seed));
    }

    private static Plan big(Graph graph, Churn churn, long seed) {
        return new Plan(graph, churn, seed, GATHERING, WRITING, WHOLE, 4, 0.1, false);
    }

    /** One who is always there among six friends who seldom are, for so many weeks. */
    static Plan around(long seed, int weeks) {
        return around(Graph.clique(7), seed, weeks);
    }

    /** The same, where not all have as many friends. */
    static Plan wheel(long seed, int weeks) {
        return around(Graph.wheel(8), seed, weeks);
    }

    private static Plan around(Graph graph, long seed, int weeks) {
        Churn seldom = new Churn.AnyTime(Duration.ofHours(1), Duration.ofHours(30));
        Duration whole = Duration.ofDays(7L * weeks);
        return new Plan(graph, new Churn.Around(seldom), seed, GATHERING, whole, whole, 4, 0, true);
    }

    /** A small one, for every build. */
    static Plan small(long seed) {
        Graph graph = Graph.smallWorld(40, 8, 0.1, new SplittableRandom(seed));
        Duration writing = Duration.ofDays(2);
        return new Plan(
                graph, ANY_TIME, seed, GATHERING, writing, writing.plusHours(12), 6, 0.2, false);
    }
}
