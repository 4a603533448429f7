package org.quietdrop.tests.sim;

import org.quietdrop.node.core.Quotas;
import org.quietdrop.node.core.Reply;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.Settings;
import org.quietdrop.node.core.View;
import org.quietdrop.store.record.Line;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One seed in which people write to each other who are seldom there together, and friends carry
 * their mail, while everything fails that can fail: virtual weeks pass, clocks are wrong, disks are
 * full or put back, one relay may lie. Then all meet, and what is there must be what was accepted.
 */
final class RelayScenario {
    private static final int MEETINGS = 14;
    private static final int MOST_RELAYS = 3;

    /** No box, no message and no word of either lives as long. */
    private static final Duration BEYOND_ALL = Duration.ofDays(80);

    /** What is left of a disk on which no box may be kept, and on which nothing may. */
    private static final long LITTLE = 40L << 20;

    private final SimWorld world;
    private final RelayLedger ledger;
    private final RelayReach reach;
    private final RelayTotals totals;
    private final List<SimNode> relays = new ArrayList<>();
    private final List<SimNode> people = new ArrayList<>();
    private final Set<Set<SimNode>> distrusted = new HashSet<>();

    /** Who may be put back to an earlier state. */
    private final List<SimNode> fragile = new ArrayList<>();

    private final boolean mayForget;

    private RelayScenario(long seed, Flaw flaw, SimTotals faults, RelayTotals totals) {
        SplittableRandom drawn = new SplittableRandom(seed ^ 0x7e1a);
        Quotas quotas =
                switch (drawn.nextInt(4)) {
                    case 0 -> new Quotas(2, 3);
                    case 1 -> new Quotas(3, 5);
                    default -> Quotas.DEFAULT;
                };
        Settings settings = new Settings(true, 0, drawn.nextBoolean());
        SimRules rules = new SimRules(drawn.nextInt(3) == 0, flaw, settings, quotas);
        int size = 3 + (drawn.nextInt(2) == 0 ? 0 : drawn.nextInt(1, 3));
        this.world = new SimWorld(seed ^ 0xca221e5, size, rules, faults);
        this.totals = totals;
        this.ledger = new RelayLedger(world, totals);
        this.reach = new RelayReach(world, ledger);
        int many = Math.min(drawn.nextInt(1, MOST_RELAYS + 1), size - 2);
        people.addAll(world.nodes.subList(0, size - many));
        relays.addAll(world.nodes.subList(size - many, size));
        boolean clocks = drawn.nextInt(3) > 0;
        for (SimNode node : world.nodes) {
            if (clocks) skew(node, drawn.nextInt(-86_399, 86_400));
        }
        boolean lies = drawn.nextInt(4) == 0;
        if (lies) {
            SimNode node = relays.getFirst();
            node.liar = java.util.Optional.of(new SimLiar(world, node, totals));
        }
        switch (drawn.nextInt(6)) {
            case 0 -> fragile.addAll(relays);
            case 1 -> fragile.addAll(world.nodes);
            default -> {}
        }
        mayForget = drawn.nextInt(8) == 0;
    }

    private void skew(SimNode node, int seconds) {
        node.skew = Duration.ofSeconds(seconds);
        totals.add(seconds > 0 ? RelayTotals.What.CLOCK_AHEAD : RelayTotals.What.CLOCK_BEHIND);
    }

    /** Runs a seed; what it returns should be empty. */
    static List<String> run(long seed, Flaw flaw, SimTotals faults, RelayTotals totals) {
        RelayScenario scenario = new RelayScenario(seed, flaw, faults, totals);
        try {
            scenario.live();
        } catch (RuntimeException e) {
            if (flaw == Flaw.NONE) throw new AssertionError("relay seed " + seed + ": " + e, e);
            scenario.world.violated(e.toString());
        }
        return scenario.world.violations.stream()
                .map(v -> "relay seed " + seed + ": " + v)
                .toList();
    }

    // ---- the whole of it

    private void live() {
        begin();
        world.chaos = true;
        for (int i = 0; i < MEETINGS; i++) meeting(i);
        byRelaysAlone();
        calm();
        reach.allIsKnown();
        RelayEnd end = new RelayEnd(world, ledger);
        end.allThatLivesHasArrived();
        for (SimNode node : world.nodes) node.sleep();
        world.run(BEYOND_ALL);
        calm();
        end.nothingIsLeft();
        reach.allIsKnown();
    }

    /**
     * Nothing fails any more, and people meet relays only, one at a time, first to leave mail and
     * then to collect it: what a relay can carry arrives. Where relays are honest and have room.
     */
    private void byRelaysAlone() {
        boolean honest = relays.stream().allMatch(r -> r.liar.isEmpty());
        if (!honest || !fragile.isEmpty() || !world.rules.quotas().equals(Quotas.DEFAULT)) return;
        world.chaos = false;
        world.network.heal();
        for (SimNode node : world.nodes) {
            world.startAgain(node);
            node.diskLeft(Long.MAX_VALUE);
            leave(node);
        }
        Set<String> expected = reach.reachable(people, relays);
        for (int pass = 0; pass < 3; pass++) {
            for (SimNode person : people) {
                for (SimNode relay : relays) visit(person, relay);
            }
        }
        for (String id : expected) {
            totals.add(RelayTotals.What.REACHED);
            SimNode to = world.accepted.get(id);
            if (to != null && !to.committed.contains(id)) {
                world.violated(id + " did not arrive, although a relay could carry it");
            }
        }
    }

    private void visit(SimNode person, SimNode relay) {
        world.startAgain(person);
        world.startAgain(relay);
        world.run(Duration.ofMinutes(11));
        person.sleep();
        relay.sleep();
        world.run(Duration.ofSeconds(1));
    }

    private void begin() {
        world.nodes.forEach(SimNode::start);
        for (SimNode a : world.nodes) {
            for (SimNode b : world.nodes) {
                if (a.number < b.number) new Acquaintance(world, a, b).make(0);
            }
        }
        world.ledger = java.util.Optional.of(ledger);
        world.network.patient = true;
        for (SimNode relay : relays) {
            for (SimNode other : world.nodes) {
                boolean both = people.contains(other) || relay.number < other.number;
                if (other == relay || !both) continue;
                trust(relay, other, true);
                trust(other, relay, true);
            }
        }
        world.run(Duration.ofMinutes(2));
        fragile.forEach(SimNode::remember);
    }

    /** All are there and nothing fails. */
    private void calm() {
        world.chaos = false;
        world.network.heal();
        world.network.cutEverything();
        for (int i = 0; i < 2; i++) {
            for (SimNode node : world.nodes) {
                world.startAgain(node);
                node.diskLeft(Long.MAX_VALUE);
            }
            world.run(Duration.ofMinutes(20));
        }
        ledger.check();
    }

    // ---- meetings

    private void meeting(int number) {
        gather();
        world.run(world.millis(100, 4_000));
        int acts = world.random.nextInt(1, 5);
        for (int i = 0; i < acts; i++) {
            act(number + "." + i);
            world.run(world.millis(5, world.random.nextBoolean() ? 300 : 20_000));
            ledger.check();
        }
        part();
        ledger.check();
    }

    /** Some come, the others leave: who writes and who reads are seldom there together. */
    private void gather() {
        Set<SimNode> here = new HashSet<>();
        switch (world.random.nextInt(10)) {
            case 0 -> here.addAll(world.nodes);
            case 1, 2 -> {
                for (SimNode node : world.nodes) {
                    if (world.random.nextBoolean()) here.add(node);
                }
            }
            case 3, 4 -> {
                here.addAll(relays);
                here.add(any(people));
            }
            default -> {
                here.add(any(relays));
                here.add(any(people));
            }
        }
        for (SimNode node : world.nodes) {
            if (here.contains(node)) world.startAgain(node);
            else leave(node);
        }
    }

    private void leave(SimNode node) {
        if (world.random.nextInt(3) == 0) node.die(world.random.nextBoolean());
        else node.sleep();
    }

    /** Time passes: minutes to days, with those who are there or with nobody. */
    private void part() {
        boolean stay = world.random.nextInt(4) == 0;
        if (!stay) world.nodes.forEach(this::leave);
        Duration time =
                switch (world.random.nextInt(4)) {
                    case 0 -> world.millis(1_000, 600_000);
                    case 1 -> Duration.ofMinutes(world.random.nextInt(10, 600));
                    default -> Duration.ofHours(world.random.nextInt(3, stay ? 24 : 90));
                };
        world.run(time);
    }

    private SimNode any(List<SimNode> of) {
        return of.get(world.random.nextInt(of.size()));
    }

    // ---- what people do and what happens to them

    private void act(String name) {
        List<SimNode> here = world.nodes.stream().filter(SimNode::up).toList();
        if (here.isEmpty()) return;
        SimNode a = any(here);
        SimNode b = any(world.nodes);
        switch (world.random.nextInt(28)) {
            case 0 -> world.network.cutOne();
            case 1 -> {
                a.die(world.random.nextBoolean());
                world.died(a, SimWorld.Crash.AFTER_COMMIT);
            }
            case 2 -> turnTrust(a, name + " at parting");
            case 3 -> drop(any(relays));
            case 4 -> diskFull(world.random.nextBoolean() ? a : any(relays));
            case 5, 6 -> recall(a);
            case 7, 8 -> read(a);
            case 9, 10 -> putBack();
            case 11 -> forget(a, b);
            case 24, 25, 26, 27 -> change(a);
            case 12 -> {
                if (a != b) world.network.part(a, b, world.millis(100, 60_000));
            }
            default -> write(world.random.nextInt(4) == 0 ? a : any(people), name);
        }
    }

    private void write(SimNode from, String name) {
        SimNode to = any(world.random.nextInt(5) == 0 ? world.nodes : people);
        if (to == from) return;
        int many = world.random.nextInt(1, 4);
        for (int k = 0; k < many; k++) {
            int days =
                    world.random.nextBoolean()
                            ? world.random.nextInt(1, 4)
                            : world.random.nextInt(1, 31);
            world.send(from, to, name + "." + k + " of " + from.name(), days);
        }
    }

    private void turnTrust(SimNode a, String name) {
        SimNode b = relays.contains(a) ? any(world.nodes) : any(relays);
        if (a == b) return;
        boolean off = !distrusted.contains(Set.of(a, b));
        if (off) distrusted.add(Set.of(a, b));
        else distrusted.remove(Set.of(a, b));
        totals.add(off ? RelayTotals.What.TRUST_OFF : RelayTotals.What.TRUST_ON_AGAIN);
        trust(a, b, !off);
        if (!off) trust(b, a, true);
        // What is left with a friend who has just ended it, before one has heard of that.
        if (off) world.later(world.millis(0, 40), () -> write(b, name));
        if (off && world.random.nextBoolean()) {
            world.later(world.millis(10, 30_000), () -> trust(a, b, true));
        }
    }

    private void trust(SimNode a, SimNode b, boolean on) {
        if (!a.up()) return;
        if (world.chaos) ledger.trustChanged(a, b);
        world.ask(a, new Request.Trust(b.name(), on), _ -> {});
    }

    private void drop(SimNode relay) {
        if (!relay.up()) return;
        totals.add(RelayTotals.What.RELAY_DROPPED);
        world.ask(relay, new Request.RelayDrop(), _ -> {});
    }

    private void diskFull(SimNode node) {
        if (!node.up()) return;
        boolean nothing = world.random.nextInt(3) == 0;
        node.diskLeft(nothing ? 0 : LITTLE);
        Duration time = nothing ? world.millis(10, 60_000) : world.millis(1_000, 3_600_000);
        world.later(time, () -> node.diskLeft(Long.MAX_VALUE));
    }

    private void recall(SimNode a) {
        SimNode to = any(people);
        if (to == a || !a.up()) return;
        List<Line> mine =
                a.history(to).stream()
                        .filter(l -> l.mine() && l.state() == Line.State.QUEUED)
                        .toList();
        if (mine.isEmpty()) return;
        Line line = mine.get(world.random.nextInt(mine.size()));
        world.ask(
                a,
                new Request.Recall(line.id().hex()),
                reply ->
                        totals.add(
                                reply instanceof Reply.Ok
                                        ? RelayTotals.What.RECALLED
                                        : RelayTotals.What.RECALL_REFUSED));
    }

    /** Other words for a message, or none any more. */
    private void change(SimNode a) {
        SimNode to = any(people);
        if (to == a || !a.up()) return;
        List<Line> mine =
                a.history(to).stream().filter(l -> l.mine() && !l.marks().deleted()).toList();
        if (mine.isEmpty()) return;
        String id = mine.get(world.random.nextInt(mine.size())).id().hex();
        boolean edit = world.random.nextInt(3) > 0;
        world.ask(
                a,
                edit ? new Request.Edit(id, "changed " + id) : new Request.Delete(id),
                reply -> {
                    boolean asked =
                            reply instanceof Reply.Ok ok
                                    && ok.view() instanceof View.Changed changed
                                    && changed.asked();
                    if (!asked) return;
                    totals.add(edit ? RelayTotals.What.EDITED : RelayTotals.What.DELETED);
                });
    }

    private void read(SimNode a) {
        for (SimNode from : people) {
            if (from == a || !a.up()) continue;
            for (Line line : a.history(from)) {
                if (!line.mine()) ledger.read.add(line.id().hex());
            }
            world.ask(a, new Request.Read(from.name(), 1, Long.MAX_VALUE), _ -> {});
        }
    }

    private void putBack() {
        if (fragile.isEmpty()) return;
        SimNode node = any(fragile);
        if (world.random.nextBoolean()) {
            node.remember();
            return;
        }
        node.rollBack();
        totals.add(
                relays.contains(node)
                        ? RelayTotals.What.RELAY_PUT_BACK
                        : RelayTotals.What.PERSON_PUT_BACK);
        world.later(world.millis(10, 20_000), () -> world.startAgain(node));
    }

    private void forget(SimNode a, SimNode b) {
        if (!mayForget || a == b) return;
        ledger.forgot(a, b);
        world.ask(
                a,
                new Request.Forget(b.name()),
                reply -> {
                    if (reply instanceof Reply.Ok ok && ok.view() instanceof View.Done) {
                        totals.add(RelayTotals.What.FORGOTTEN);
                    }
                });
    }
}
