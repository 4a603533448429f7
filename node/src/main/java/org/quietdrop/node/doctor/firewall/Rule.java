package org.quietdrop.node.doctor.firewall;

import java.util.List;
import java.util.Optional;

/**
 * One rule.
 *
 * @param matches all of them must hold
 */
record Rule(List<Match> matches, Action action) {
    /** What it does. */
    sealed interface Action {
        /** Lets it in, as far as this chain is concerned. */
        record Accept() implements Action {}

        /** Drops or refuses it. */
        record Drop() implements Action {}

        /** Goes on in another chain, and comes back unless {@code last}. */
        record Jump(String chain, boolean last) implements Action {}

        /** Back to where it came from. */
        record Return() implements Action {}

        /** Counts, logs, marks: goes on with the next rule. */
        record GoOn() implements Action {}

        /** Something that this program does not understand. */
        record Unknown() implements Action {}
    }

    /** Copies the list. */
    Rule {
        matches = List.copyOf(matches);
    }

    /** Whether a packet is meant. */
    Match.Answer of(Packet packet) {
        Match.Answer all = Match.Answer.YES;
        for (Match match : matches) {
            Match.Answer one = match.of(packet);
            if (one == Match.Answer.NO) return one;
            if (one == Match.Answer.MAYBE) all = one;
        }
        return all;
    }

    /**
     * A chain of them.
     *
     * @param base whether packets come here by themselves
     * @param policy what becomes of what no rule decides; only of base chains
     */
    record Chain(String name, boolean base, Optional<Action> policy, List<Rule> rules) {
        /** Copies the list. */
        Chain {
            rules = List.copyOf(rules);
        }
    }
}
