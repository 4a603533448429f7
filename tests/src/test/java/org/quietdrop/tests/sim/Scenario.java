package org.quietdrop.tests.sim;

import org.quietdrop.store.Table;
import org.quietdrop.store.record.Line;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One seed: nodes pair, write to each other while everything fails that can fail, then all is well
 * again for a while, and what is there must be exactly what was accepted.
 */
final class Scenario {
    private final SimWorld world;
    private final long seed;
    private final boolean invited;

    /**
     * Who sets clocks, where somebody does: not one of the chances of other seeds. Not where nodes
     * meet meanwhile, as a pending of tomorrow is put away tomorrow.
     */
    private final Optional<SplittableRandom> clocks;

    private final List<Invitation> invitations = new ArrayList<>();
    private final Changes changes;

    private Scenario(long seed, Flaw flaw, SimTotals totals, boolean invited) {
        this.seed = seed;
        this.invited = invited;
        boolean set = seed % 3 == 0 && !invited;
        this.clocks = set ? Optional.of(new SplittableRandom(~seed)) : Optional.empty();
        boolean rough = seed % 2 == 0;
        int size = seed % 5 == 0 ? 3 : 2;
        this.world = new SimWorld(seed, size, new SimRules(rough, flaw), totals);
        this.changes = new Changes(world);
    }

    /** Runs a seed; what it returns should be empty. */
    static List<String> run(long seed, Flaw flaw, SimTotals totals) {
        return run(new Scenario(seed, flaw, totals, false), seed, flaw);
    }

    /**
     * The same, but the nodes have not met when all begins to fail: they were invited, and some of
     * them by each other at the same time.
     */
    static List<String> runInvited(long seed, SimTotals totals) {
        return run(new Scenario(seed, Flaw.NONE, totals, true), seed, Flaw.NONE);
    }

    private static List<String> run(Scenario scenario, long seed, Flaw flaw) {
        try {
            scenario.live();
        } catch (RuntimeException e) {
            StackTraceElement at = e.getStackTrace().length > 0 ? e.getStackTrace()[0] : null;
            scenario.world.violated(e + " at " + at);
            if (flaw == Flaw.NONE) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
        return scenario.world.violations.stream().map(v -> "seed " + seed + ": " + v).toList();
    }

    private void live() {
        world.nodes.forEach(SimNode::start);
        for (SimNode a : world.nodes) {
            for (SimNode b : world.nodes) {
                if (a.number >= b.number) continue;
                if (invited) invite(a, b);
                else new Acquaintance(world, a, b).make(3);
            }
        }
        chaos();
        calm();
        check();
    }

    /** Now and then the date of a machine is set, by up to a day either way. */
    private void setClock(SplittableRandom drawn) {
        if (drawn.nextInt(6) > 0) return;
        SimNode node = world.nodes.get(drawn.nextInt(world.nodes.size()));
        node.skew = Duration.ofSeconds(drawn.nextInt(-86_400, 86_401));
        world.totals.clocksSet.increment();
    }

    private void invite(SimNode a, SimNode b) {
        boolean turned = world.random.nextBoolean();
        SimNode inviter = turned ? b : a;
        SimNode acceptor = turned ? a : b;
        invitations.add(new Invitation(world, inviter, acceptor, world.chance(0.5)));
        if (world.chance(0.3)) {
            invitations.add(new Invitation(world, acceptor, inviter, world.chance(0.5)));
        }
        invitations.forEach(Invitation::make);
    }

    private void chaos() {
        world.chaos = true;
        int actions = 24;
        for (int i = 0; i < actions; i++) {
            SimNode a = world.nodes.get(world.random.nextInt(world.nodes.size()));
            SimNode b = world.nodes.get(world.random.nextInt(world.nodes.size()));
            if (a != b) act(a, b, i);
            clocks.ifPresent(this::setClock);
            if (world.chance(0.3)) invitations.forEach(Invitation::heard);
            world.run(world.millis(10, world.random.nextBoolean() ? 300 : 8_000));
        }
    }

    private void act(SimNode a, SimNode b, int i) {
        switch (world.random.nextInt(13)) {
            case 10, 11, 12 -> changes.act(a, b);
            case 0 -> world.network.part(a, b, world.millis(100, 30_000));
            case 1 -> world.network.cutOne();
            case 2 -> {
                if (a.up()) {
                    a.die(world.random.nextBoolean());
                    world.died(a, SimWorld.Crash.AFTER_COMMIT);
                }
            }
            default -> {
                int many = world.random.nextInt(1, 4);
                for (int k = 0; k < many; k++) {
                    world.send(a, b, "m" + i + "." + k + " of " + a.name());
                }
            }
        }
    }

    private void calm() {
        world.chaos = false;
        world.network.heal();
        world.nodes.forEach(world::startAgain);
        invitations.forEach(Invitation::heard);
        world.run(Duration.ofMinutes(45));
        world.nodes.forEach(world::startAgain);
        invitations.forEach(Invitation::heard);
        world.run(Duration.ofMinutes(45));
    }

    private void check() {
        for (SimNode a : world.nodes) {
            for (SimNode b : world.nodes) {
                if (a != b) compare(a, b);
            }
            if (a.accepted() != 0) world.violated(a.name() + " still looks for who invited it");
            for (Map.Entry<Table, Integer> left : a.left().entrySet()) {
                if (left.getValue() != 0) {
                    world.violated(a.name() + " still has " + left);
                }
            }
        }
    }

    private void compare(SimNode from, SimNode to) {
        List<Line> written = from.history(to).stream().filter(Line::mine).toList();
        List<Line> mine = written.stream().filter(l -> l.state() != Line.State.RECALLED).toList();
        List<Line> theirs = to.history(from).stream().filter(l -> !l.mine()).toList();
        Map<String, Line> arrived = new HashMap<>();
        for (Line line : theirs) {
            if (arrived.put(line.id().hex(), line) != null) {
                world.violated(line.id() + " arrived twice at " + to.name());
            }
        }
        for (Line line : mine) {
            Line there = arrived.get(line.id().hex());
            if (there == null) {
                world.violated(line.id() + " never arrived at " + to.name());
            } else {
                changes.compare(line, to, there);
            }
            if (line.state() != Line.State.DELIVERED && line.state() != Line.State.DELETED) {
                world.violated(line.id() + " is " + line.state() + " at " + from.name());
            }
        }
        var ids = new HashSet<>(mine.stream().map(l -> l.id().hex()).toList());
        for (String id : arrived.keySet()) {
            if (!ids.contains(id)) world.violated(id + " came from nowhere at " + to.name());
        }
        world.accepted.forEach((id, recipient) -> {
            boolean here = written.stream().anyMatch(l -> l.id().hex().equals(id));
            if (recipient == to && !here && !wroteElse(from, to, id)) {
                world.violated(id + " was accepted and is gone at " + from.name());
            }
        });
        order(mine, theirs, to);
    }

    /** With three nodes the same recipient is written to by two. */
    private boolean wroteElse(SimNode from, SimNode to, String id) {
        return world.nodes.stream()
                .filter(n -> n != from && n != to)
                .anyMatch(n ->
                        n.history(to).stream().anyMatch(l -> l.mine() && l.id().hex().equals(id)));
    }

    private void order(List<Line> mine, List<Line> theirs, SimNode to) {
        long before = 0;
        for (Line line : mine) {
            if (line.seq() <= before) world.violated(line.id() + " repeats a sequence number");
            before = line.seq();
        }
        if (world.rough) return;
        List<String> sent = mine.stream().map(l -> l.id().hex()).toList();
        List<String> got = theirs.stream().map(l -> l.id().hex()).toList();
        if (!sent.equals(got)) world.violated("out of order at " + to.name());
        if (theirs.stream().anyMatch(l -> l.gap() > 0)) {
            world.violated("a gap that is none at " + to.name());
        }
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
