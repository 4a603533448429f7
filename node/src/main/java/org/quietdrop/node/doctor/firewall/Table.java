package org.quietdrop.node.doctor.firewall;

import org.quietdrop.node.doctor.firewall.Rule.Action;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Chains that may jump to each other. What a base chain of one table accepts, the next may still
 * drop.
 *
 * @param name for people
 * @param four whether packets of IPv4 come here
 * @param six whether packets of IPv6 do
 * @param chains by name
 * @param fix the command that lets a packet in at the head of a chain
 */
record Table(
        String name,
        boolean four,
        boolean six,
        Map<String, Rule.Chain> chains,
        BiFunction<String, Packet, String> fix) {
    /** Deeper than systems allow. */
    private static final int DEEPEST = 20;

    private static final int MOST_STEPS = 100_000;

    /** Copies the chains. */
    Table {
        chains = Map.copyOf(new HashMap<>(chains));
    }

    /** How far a packet came in a chain. */
    private sealed interface Fate {
        record In() implements Fate {}

        record Out(String where) implements Fate {}

        record Through() implements Fate {}

        /** Back to the chain before. */
        record Returned() implements Fate {}

        record Unclear() implements Fate {}
    }

    /** What all tables together make of a packet. */
    static Ruling rule(List<Table> tables, Packet packet) {
        boolean unclear = false;
        for (Table table : tables) {
            switch (table.rule(packet)) {
                case Ruling.Blocked blocked -> {
                    return blocked;
                }
                case Ruling.Unclear _ -> unclear = true;
                case Ruling.Open _ -> {}
            }
        }
        return unclear ? new Ruling.Unclear() : new Ruling.Open();
    }

    Ruling rule(Packet packet) {
        if (packet.four() ? !four : !six) return new Ruling.Open();
        boolean unclear = false;
        for (Rule.Chain chain : chains.values()) {
            if (!chain.base()) continue;
            switch (new Walk(packet).base(chain)) {
                case Fate.Out out -> {
                    return new Ruling.Blocked(out.where(), fix.apply(chain.name(), packet));
                }
                case Fate.Unclear _ -> unclear = true;
                case Fate.In _, Fate.Through _, Fate.Returned _ -> {}
            }
        }
        return unclear ? new Ruling.Unclear() : new Ruling.Open();
    }

    /** The way of one packet. */
    private final class Walk {
        private final Packet packet;
        private int steps;

        Walk(Packet packet) {
            this.packet = packet;
        }

        Fate base(Rule.Chain chain) {
            boolean drops = chain.policy().filter(Action.Drop.class::isInstance).isPresent();
            Fate last =
                    drops
                            ? new Fate.Out(name + ", chain " + chain.name() + ", its policy")
                            : new Fate.In();
            return along(chain, last, 0);
        }

        /** What may happen and contradicts what happens in the end makes it unclear. */
        private Fate along(Rule.Chain chain, Fate last, int depth) {
            List<Fate> possible = new ArrayList<>();
            int number = 0;
            for (Rule rule : chain.rules()) {
                number++;
                if (++steps > MOST_STEPS) return new Fate.Unclear();
                Match.Answer meant = rule.of(packet);
                if (meant == Match.Answer.NO) continue;
                Fate fate = act(rule.action(), chain, number, last, depth);
                if (fate instanceof Fate.Through) continue;
                if (meant == Match.Answer.YES) return settled(possible, fate);
                possible.add(fate);
            }
            return settled(possible, last);
        }

        private Fate act(Action action, Rule.Chain chain, int number, Fate last, int depth) {
            return switch (action) {
                case Action.Accept _ -> new Fate.In();
                case Action.Drop _ ->
                        new Fate.Out(name + ", chain " + chain.name() + ", rule " + number);
                case Action.Return _ -> depth == 0 ? last : new Fate.Returned();
                case Action.GoOn _ -> new Fate.Through();
                case Action.Unknown _ -> new Fate.Unclear();
                case Action.Jump jump -> jump(jump, last, depth);
            };
        }

        private Fate jump(Action.Jump jump, Fate last, int depth) {
            Rule.Chain to = chains.get(jump.chain());
            if (to == null || depth >= DEEPEST) return new Fate.Unclear();
            Fate there = along(to, new Fate.Returned(), depth + 1);
            if (!(there instanceof Fate.Returned)) return there;
            if (!jump.last()) return new Fate.Through();
            return depth == 0 ? last : there;
        }

        private static Fate settled(List<Fate> possible, Fate fate) {
            for (Fate other : possible) {
                if (!other.getClass().equals(fate.getClass())) return new Fate.Unclear();
            }
            return fate;
        }
    }
}
