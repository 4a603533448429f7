package org.quietdrop.tests.sim;

import org.quietdrop.crypto.KeyWatch;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.Happening;
import org.quietdrop.store.record.HomeStamp;
import org.quietdrop.store.record.Line;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * A busy run in which much fails, and of one node fifty keepsakes taken along it. Then each of them
 * in turn, in any order, becomes a life of that node again, while its contacts go on: all talk
 * again, no key is used again, and what is gone is missed.
 */
final class RestoreScenario {
    static final int SNAPSHOTS = 50;

    private final SimWorld world;
    private final Keepsake.From from;
    private final SimNode node;
    private final List<Keepsake> kept = new ArrayList<>();
    private final Random shuffle;

    private RestoreScenario(
            long seed, Keepsake.From from, Flaw flaw, KeyWatch watch, SimTotals totals) {
        this.world = new SimWorld(seed ^ 0xbac, 3, new SimRules(false, flaw), totals);
        this.from = from;
        this.node = world.nodes.getFirst();
        this.shuffle = new Random(seed);
        world.watch = Optional.of(watch);
    }

    /** Runs a seed; what it returns should be empty, and so should be what the watch has seen. */
    static List<String> run(
            long seed, Keepsake.From from, Flaw flaw, KeyWatch watch, SimTotals totals) {
        RestoreScenario scenario = new RestoreScenario(seed, from, flaw, watch, totals);
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
                if (a.number < b.number) new Acquaintance(world, a, b).make(0);
            }
        }
        calm(Duration.ofMinutes(20));
        busy();
        Collections.shuffle(kept, shuffle);
        for (int i = 0; i < kept.size(); i++) again(kept.get(i), i + 1);
        for (SimNode other : world.nodes) {
            if (other != node && from == Keepsake.From.BACKUP) told(other);
        }
    }

    private void busy() {
        world.chaos = true;
        for (int i = 0; kept.size() < SNAPSHOTS; i++) {
            act(i);
            world.run(world.millis(10, world.random.nextBoolean() ? 300 : 4_000));
            node.keepsake().ifPresent(kept::add);
        }
        calm(Duration.ofMinutes(45));
    }

    private void act(int i) {
        SimNode a = world.nodes.get(world.random.nextInt(3));
        SimNode b = world.nodes.get(world.random.nextInt(3));
        switch (world.random.nextInt(9)) {
            case 0 -> world.network.cutOne();
            case 1 -> {
                if (a != b) world.network.part(a, b, world.millis(100, 8_000));
            }
            default -> {
                for (int k = 0; a != b && k < world.random.nextInt(1, 5); k++) {
                    world.send(a, b, "m" + i + "." + k + " of " + a.name());
                }
            }
        }
    }

    /** One keepsake becomes a life, and is looked at when all is calm. */
    private void again(Keepsake keepsake, int life) {
        node.die(false);
        for (SimNode other : world.nodes) {
            if (other != node) world.send(other, node, "while it was away " + life);
        }
        world.run(world.millis(10, 5_000));
        node.restore(keepsake, from);
        node.start();
        if (from == Keepsake.From.BACKUP && node.rows(Table.SESSION) > 0) {
            world.violated("a ratchet came back");
        }
        world.network.dialAgain();
        world.chaos = true;
        for (int i = 0; i < 4; i++) {
            for (SimNode other : world.nodes) {
                if (other == node) continue;
                world.send(node, other, "life " + life + ", " + i);
                world.send(other, node, "to life " + life + ", " + i);
            }
            world.run(world.millis(10, 3_000));
        }
        calm(Duration.ofMinutes(25));
        for (SimNode other : world.nodes) {
            if (other == node) continue;
            world.send(node, other, "at last " + life);
            world.send(other, node, "at last to " + life);
        }
        world.run(Duration.ofMinutes(1));
        for (SimNode other : world.nodes) {
            if (other != node) check(other);
        }
    }

    private void calm(Duration time) {
        world.chaos = false;
        world.network.heal();
        world.nodes.forEach(world::startAgain);
        world.run(time);
    }

    private void check(SimNode other) {
        if (!node.sessionWith(other).equals(other.sessionWith(node))) {
            world.violated("different sessions with " + other.name());
        }
        if (from != Keepsake.From.DISK) {
            Optional<HomeStamp> stamp =
                    other.stored(tx -> new Contacts(tx).home(node.id())).orElseThrow();
            Instant restored = stamp.map(HomeStamp::restored).orElse(Instant.EPOCH);
            if (!restored.equals(node.home().restored()))
                world.violated(other.name() + " missed it");
        }
        Map<String, Line> here = lines(node, other);
        Map<String, Line> there = lines(other, node);
        delivered(here, node);
        delivered(there, other);
        world.acceptances.forEach((id, m) -> {
            if (m.from() == node && m.to() == other) sent(id, m, here, there);
            if (m.from() == other && m.to() == node) heard(id, here, there);
        });
    }

    private Map<String, Line> lines(SimNode at, SimNode with) {
        Map<String, Line> lines = new HashMap<>();
        for (Line line : at.history(with)) {
            if (lines.put(line.id().hex(), line) != null) {
                world.violated(line.id() + " is twice at " + at.name());
            }
        }
        return lines;
    }

    private void delivered(Map<String, Line> lines, SimNode at) {
        lines.forEach((id, line) -> {
            if (line.mine() && line.state() != Line.State.DELIVERED) {
                world.violated(id + " is " + line.state() + " at " + at.name());
            }
        });
    }

    /** What the node wrote is here, and there; unless it wrote it after what it is now was kept. */
    private void sent(
            String id, SimWorld.Accepted m, Map<String, Line> here, Map<String, Line> there) {
        if (undone(m.at())) {
            world.totals.undone.increment();
        } else if (!here.containsKey(id)) {
            world.violated(id + " is gone at " + node.name());
        } else if (!there.containsKey(id)) {
            world.violated(id + " never arrived");
        }
    }

    private boolean undone(long at) {
        return world.rollbacks.stream().anyMatch(r -> r.undid(node, at));
    }

    /** What was written to the node is here; or it came and is gone, and then it is missed. */
    private void heard(String id, Map<String, Line> here, Map<String, Line> there) {
        if (here.containsKey(id)) return;
        if (!node.lost(id)) {
            world.violated(id + " never arrived at " + node.name());
            return;
        }
        world.totals.missed.increment();
        long seq = Objects.requireNonNull(there.get(id)).seq();
        boolean missed =
                here.values().stream()
                        .anyMatch(l -> !l.mine() && l.seq() - l.gap() <= seq && seq < l.seq());
        if (!missed) world.violated(id + " is gone in silence");
    }

    /** Each contact was told of each restore, in what it keeps. */
    private void told(SimNode other) {
        long times =
                other.stored(tx ->
                                tx.all(Table.EVENT).stream()
                                        .map(e -> Happening.decode(e.value()).text())
                                        .filter(t -> t.contains("was restored on"))
                                        .count())
                        .orElseThrow();
        if (times != SNAPSHOTS) world.violated(other.name() + " was told " + times + " times");
    }
}
