package org.quietdrop.tests.sim;

import org.quietdrop.store.Table;
import org.quietdrop.store.record.Line;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One seed in which disks are put back to earlier states while the nodes write to each other and
 * everything else fails too: afterwards the sessions agree, and nothing is gone or doubled but what
 * the rollbacks themselves undid.
 */
final class RollbackScenario {
    private static final int ACTIONS = 24;

    private final SimWorld world;

    private RollbackScenario(long seed, Flaw flaw, SimTotals totals) {
        int size = seed % 5 == 0 ? 3 : 2;
        this.world = new SimWorld(seed ^ 0x5eed, size, new SimRules(seed % 2 == 0, flaw), totals);
    }

    /** Runs a seed; what it returns should be empty. */
    static List<String> run(long seed, Flaw flaw, SimTotals totals) {
        RollbackScenario scenario = new RollbackScenario(seed, flaw, totals);
        try {
            scenario.live();
        } catch (RuntimeException e) {
            if (flaw == Flaw.NONE) throw new AssertionError("seed " + seed + ": " + e, e);
            scenario.world.violated(e.toString());
        }
        return scenario.world.violations.stream().map(v -> "seed " + seed + ": " + v).toList();
    }

    private void live() {
        world.nodes.forEach(SimNode::start);
        for (SimNode a : world.nodes) {
            for (SimNode b : world.nodes) {
                if (a.number < b.number) new Acquaintance(world, a, b).make(3);
            }
        }
        calm();
        world.nodes.forEach(SimNode::remember);
        world.chaos = true;
        for (int i = 0; i < ACTIONS; i++) {
            act(i);
            world.run(world.millis(10, world.random.nextBoolean() ? 300 : 8_000));
        }
        rollBack(world.nodes.getFirst());
        world.run(world.millis(10, 60_000));
        for (SimNode a : world.nodes) {
            for (SimNode b : world.nodes) {
                if (a != b) world.send(a, b, "after all rollbacks");
            }
        }
        calm();
        check();
    }

    private void act(int i) {
        SimNode a = world.nodes.get(world.random.nextInt(world.nodes.size()));
        SimNode b = world.nodes.get(world.random.nextInt(world.nodes.size()));
        switch (world.random.nextInt(12)) {
            case 0 -> rollBack(a);
            case 1, 2 -> a.remember();
            case 3 -> {
                if (a != b) world.network.part(a, b, world.millis(100, 30_000));
            }
            case 4 -> world.network.cutOne();
            case 5 -> {
                if (a.up()) {
                    a.die(world.random.nextBoolean());
                    world.died(a, SimWorld.Crash.AFTER_COMMIT);
                }
            }
            default -> {
                for (int k = 0; a != b && k < world.random.nextInt(1, 4); k++) {
                    world.send(a, b, "m" + i + "." + k + " of " + a.name());
                }
            }
        }
    }

    private void rollBack(SimNode node) {
        node.rollBack();
        world.later(world.millis(10, 20_000), () -> world.startAgain(node));
    }

    private void calm() {
        world.chaos = false;
        world.network.heal();
        for (int i = 0; i < 2; i++) {
            world.nodes.forEach(world::startAgain);
            world.run(Duration.ofMinutes(45));
        }
    }

    private void check() {
        for (SimNode a : world.nodes) {
            for (SimNode b : world.nodes) {
                if (a != b) compare(a, b);
            }
            for (Map.Entry<Table, Integer> left : a.left().entrySet()) {
                if (left.getValue() != 0) world.violated(a.name() + " still has " + left);
            }
        }
    }

    private void compare(SimNode from, SimNode to) {
        if (!from.sessionWith(to).equals(to.sessionWith(from))) {
            world.violated(from.name() + " and " + to.name() + " have different sessions");
        }
        Set<String> arrived = new HashSet<>();
        for (Line line : to.history(from)) {
            if (!line.mine() && !arrived.add(line.id().hex())) {
                world.violated(line.id() + " is shown twice at " + to.name());
            }
        }
        Set<String> kept = new HashSet<>();
        for (Line line : from.history(to)) {
            if (!line.mine()) continue;
            kept.add(line.id().hex());
            if (line.state() != Line.State.DELIVERED) {
                world.violated(line.id() + " is " + line.state() + " at " + from.name());
            }
        }
        world.acceptances.forEach((id, message) -> {
            if (message.from() != from || message.to() != to) return;
            boolean undone = world.rollbacks.stream().anyMatch(r -> r.undid(from, message.at()));
            if (undone) world.totals.undone.increment();
            if (!undone && !kept.contains(id)) world.violated(id + " is gone at " + from.name());
            if (!undone && !arrived.contains(id) && !to.lost(id)) {
                world.violated(id + " never arrived at " + to.name());
            }
        });
    }
}
