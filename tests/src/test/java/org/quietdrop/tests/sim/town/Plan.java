package org.quietdrop.tests.sim.town;

import java.time.Duration;

/**
 * What a town is and does. The seed decides all the rest.
 *
 * @param writing how long people write; after it they only come and go
 * @param whole how long all lasts
 * @param messagesADay how many each node writes in a day, in the mean
 * @param deaths the share of stays that end by death of the process instead of a clean end
 * @param relays whether every friendship is trusted both ways
 */
record Plan(
        Graph graph,
        Churn churn,
        long seed,
        Duration writing,
        Duration whole,
        double messagesADay,
        double deaths,
        boolean relays) {
    /** The same town, where friends carry or do not. */
    Plan with(boolean relaysOn) {
        return new Plan(graph, churn, seed, writing, whole, messagesADay, deaths, relaysOn);
    }
}
