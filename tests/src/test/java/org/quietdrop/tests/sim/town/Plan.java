package org.quietdrop.tests.sim.town;

import java.time.Duration;

/**
 * What a town is and does. The seed decides all the rest.
 *
 * @param gathering how long all are there together in the beginning, as people are who pair and say
 *     whom they trust
 * @param writing until when people write, from the gathering on; after it they only come and go
 * @param whole how long all lasts
 * @param messagesADay how many each node writes in a day, in the mean
 * @param deaths the share of stays that end by death of the process instead of a clean end
 * @param relays whether every friendship is trusted both ways
 */
record Plan(
        Graph graph,
        Churn churn,
        long seed,
        Duration gathering,
        Duration writing,
        Duration whole,
        double messagesADay,
        double deaths,
        boolean relays) {
    /** The same town, where friends carry or do not. */
    Plan with(boolean relaysOn) {
        return new Plan(
                graph, churn, seed, gathering, writing, whole, messagesADay, deaths, relaysOn);
    }
}
