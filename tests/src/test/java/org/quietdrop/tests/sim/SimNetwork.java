package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who reaches whom, and what becomes of frames on the way. */
final class SimNetwork {
    /** The longest that a link lives; the link layer ends them after twelve hours. */
    private static final Duration LONGEST = Duration.ofHours(11);

    /** A dial that has not ended. */
    private record Dialling(SimNode from, int life, Effect.Dial dial) {}

    /**
     * Whether a dial waits until who is dialled is there, instead of failing: so that a virtual
     * month does not cost a dial every ten minutes.
     */
    boolean patient;

    private final SimWorld world;
    private final List<SimLink> links = new ArrayList<>();
    private final Set<Set<SimNode>> partitions = new HashSet<>();
    private final Map<Set<SimNode>, List<Frame.Envelope>> overheard = new HashMap<>();
    private final List<Dialling> waiting = new ArrayList<>();

    SimNetwork(SimWorld world) {
        this.world = world;
    }

    // ---- who reaches whom

    boolean parted(SimNode a, SimNode b) {
        return partitions.contains(Set.of(a, b));
    }

    void part(SimNode a, SimNode b, Duration time) {
        if (!partitions.add(Set.of(a, b))) return;
        world.totals.partitions.increment();
        for (SimLink link : List.copyOf(links)) {
            if (link.other(a) == b || link.other(b) == a) {
                if (link.dialler == a || link.answerer == a) cut(link);
            }
        }
        world.later(
                time,
                () -> {
                    partitions.remove(Set.of(a, b));
                    dialAgain();
                });
    }

    void heal() {
        partitions.clear();
        dialAgain();
    }

    /** Somebody is there again, or knows others now: dials that waited may get through. */
    void dialAgain() {
        List<Dialling> again = List.copyOf(waiting);
        waiting.clear();
        for (Dialling d : again) {
            if (d.from().life() == d.life()) dial(d.from(), d.dial());
        }
    }

    // ---- links

    /** How many links are up. */
    int up() {
        return links.size();
    }

    void cutOne() {
        List<SimLink> open = links.stream().filter(l -> l.open).toList();
        if (open.isEmpty()) return;
        world.totals.brokenLinks.increment();
        cut(open.get(world.random.nextInt(open.size())));
    }

    void cutEverything() {
        for (SimLink link : List.copyOf(links)) cut(link);
    }

    void cutAll(SimNode node) {
        for (SimLink link : List.copyOf(links)) {
            if (link.dialler == node || link.answerer == node) cut(link);
        }
    }

    void close(SimNode node, long number) {
        linkAt(node, number).ifPresent(this::cut);
    }

    private void cut(SimLink link) {
        if (!link.open) return;
        link.open = false;
        link.drains = world.random.nextBoolean();
        for (SimNode side : List.of(link.dialler, link.answerer)) {
            int life = side.life();
            world.later(
                    world.millis(1, 50),
                    () -> {
                        link.endedAt(side);
                        links.remove(link);
                        if (side.life() == life) {
                            side.post(new Event.LinkDown(link.numberAt(side)));
                        }
                    });
        }
    }

    /** Who is at the other end of a link of this node. */
    Optional<SimNode> peer(SimNode node, long number) {
        return linkAt(node, number).map(l -> l.other(node));
    }

    Optional<UserId> peerOn(SimNode node, long number) {
        return peer(node, number).map(SimNode::id);
    }

    private Optional<SimLink> linkAt(SimNode node, long number) {
        return links.stream()
                .filter(l -> l.dialler == node || l.answerer == node)
                .filter(l -> l.numberAt(node) == number)
                .findFirst();
    }

    private boolean linked(SimNode a, SimNode b) {
        return links.stream()
                .anyMatch(l ->
                        l.open
                                && ((l.dialler == a && l.answerer == b)
                                        || (l.dialler == b && l.answerer == a)));
    }

    // ---- dialling

    void dial(SimNode node, Effect.Dial dial) {
        int life = node.life();
        world.later(
                world.millis(5, 60),
                () -> {
                    if (node.life() == life) meet(node, dial);
                });
    }

    private void meet(SimNode node, Effect.Dial dial) {
        Optional<SimNode> there =
                world.nodes.stream()
                        .filter(n -> n.up() && n != node && n.endpoint.equals(dial.to()))
                        .filter(n -> !parted(n, node))
                        .findFirst();
        if (patient && (!node.up() || there.isEmpty())) {
            waiting.add(new Dialling(node, node.life(), dial));
            return;
        }
        boolean twice = patient && there.isPresent() && linked(node, there.get());
        if (there.isEmpty() || world.chance(0.05) || (twice && !world.chance(0.1))) {
            node.post(new Event.DialEnded(dial.dial(), dial.to(), Event.DialOutcome.FAILED));
            return;
        }
        Runnable over =
                () ->
                        node.post(
                                new Event.DialEnded(
                                        dial.dial(), dial.to(), Event.DialOutcome.FAILED));
        Optional<Runnable> invited = world.inviting.between(node, there.get(), over);
        if (invited.isPresent()) {
            invited.get().run();
            return;
        }
        Optional<RelationId> common = common(node, there.get());
        if (common.isEmpty()) {
            node.post(new Event.DialEnded(dial.dial(), dial.to(), Event.DialOutcome.STRANGER));
            return;
        }
        link(node, there.get(), common.get(), dial);
    }

    private void link(SimNode node, SimNode there, RelationId common, Effect.Dial dial) {
        byte[] h = new byte[64];
        world.random.nextBytes(h);
        SecretKey exp = SecretKey.random(new SimRandom(world.random.nextLong()));
        var link = new SimLink(node, there, world.number(), world.number(), Bytes.of(h));
        links.add(link);
        if (patient) world.later(LONGEST, () -> cut(link));
        int life = there.life();
        world.at(
                link.arrival(there, world.now().plus(world.millis(1, 20))),
                () -> {
                    if (there.life() == life && link.open) {
                        RelationId mirrored = new RelationId(node.id(), common.sessionId());
                        there.post(
                                new Event.LinkUp(
                                        link.answererNumber,
                                        mirrored,
                                        false,
                                        link.h,
                                        node.endpoint,
                                        exp.copy()));
                    }
                });
        int own = node.life();
        node.post(
                new Event.LinkUp(link.diallerNumber, common, true, link.h, dial.to(), exp.copy()));
        if (node.life() == own) {
            node.post(new Event.DialEnded(dial.dial(), dial.to(), Event.DialOutcome.LINKED));
        }
    }

    private static Optional<RelationId> common(SimNode from, SimNode to) {
        for (Relation mine : from.dialled()) {
            if (!mine.peer().equals(to.id())) continue;
            for (Relation theirs : to.all()) {
                if (theirs.peer().equals(from.id())
                        && theirs.id().sessionId().equals(mine.id().sessionId())) {
                    return Optional.of(mine.id());
                }
            }
        }
        return Optional.empty();
    }

    // ---- frames

    void send(SimNode from, Effect.Send send) {
        Optional<SimLink> link = linkAt(from, send.link());
        if (link.isEmpty()) return;
        for (Frame frame : send.frames()) {
            if (link.get().open) transmit(link.get(), from, frame);
        }
    }

    private void transmit(SimLink link, SimNode from, Frame frame) {
        SimNode to = link.other(from);
        if (frame instanceof Frame.Envelope && to.up()) sealedInTheSame(from, to);
        if (frame instanceof Frame.Envelope e) {
            world.watch.ifPresent(w -> w.leaves(e.sealed().toArray()));
        }
        if (frame instanceof Frame.Keying) world.totals.renewals.increment();
        Instant soon = world.now().plus(world.millis(1, 40));
        if (link.stalled(to)) return;
        if (!world.rough || !world.chaos || !link.playWith(from, frame)) {
            arrive(link, to, frame, link.arrival(to, soon));
            return;
        }
        if (world.chance(0.04)) {
            world.totals.losses.increment();
            if (patient) link.stall(to);
            doom(link);
            return;
        }
        if (frame instanceof Frame.Envelope envelope) meddle(link, from, envelope);
        if (frame instanceof Frame.Carrying carrying) damage(link, to, carrying);
        // Word that is overtaken by what says that it has arrived would be lost with the link.
        if (!(patient && frame instanceof Frame.Ack) && world.chance(0.05)) {
            world.totals.reorderings.increment();
            arrive(link, to, frame, world.now().plus(world.millis(100, 600)));
            return;
        }
        arrive(link, to, frame, link.arrival(to, soon));
        if (world.chance(0.04)) {
            world.totals.duplicates.increment();
            arrive(link, to, frame, world.now().plus(world.millis(40, 3_000)));
        }
    }

    /** An envelope that leaves was sealed in the session that the other side has. */
    private void sealedInTheSame(SimNode from, SimNode to) {
        if (!from.up() || world.rollbacks.isEmpty()) return;
        if (!from.sessionWith(to).equals(to.sessionWith(from))) {
            world.violated(
                    from.name() + " sends in a session that " + to.name() + " does not have");
        }
    }

    /** Damaged copies before the intact one, and envelopes overheard on earlier links. */
    private void meddle(SimLink link, SimNode from, Frame.Envelope envelope) {
        SimNode to = link.other(from);
        List<Frame.Envelope> known =
                overheard.computeIfAbsent(Set.of(from, to), _ -> new ArrayList<>());
        if (world.chance(0.05)) {
            world.totals.damages.increment();
            var damaged = new Frame.Envelope(damaged(envelope.sealed(), 100));
            deliver(link, to, damaged, Optional.of(envelope), soon());
        }
        if (!known.isEmpty() && world.chance(0.05)) {
            world.totals.duplicates.increment();
            Frame.Envelope old = known.get(world.random.nextInt(known.size()));
            arrive(link, to, old, world.now().plus(world.millis(1, 500)));
        }
        known.add(envelope);
    }

    /** A damaged copy of a box before the intact one. */
    private void damage(SimLink link, SimNode to, Frame.Carrying carrying) {
        Optional<Frame> damaged =
                switch (carrying) {
                    case Frame.Deposit d ->
                            Optional.of(
                                    new Frame.Deposit(d.handle(), d.days(), damaged(d.drop(), 0)));
                    case Frame.Drop d ->
                            Optional.of(new Frame.Drop(d.handle(), damaged(d.drop(), 0)));
                    case Frame.Consent _,
                            Frame.Kept _,
                            Frame.NotKept _,
                            Frame.Ask _,
                            Frame.Taken _,
                            Frame.Lost _ ->
                            Optional.empty();
                };
        if (damaged.isEmpty() || !world.chance(0.05)) return;
        world.totals.damages.increment();
        arrive(link, to, damaged.get(), soon());
    }

    private Bytes damaged(Bytes intact, int from) {
        byte[] bytes = intact.toArray();
        int at = world.random.nextInt(from, bytes.length);
        bytes[at] ^= (byte) (1 << world.random.nextInt(8));
        return Bytes.of(bytes);
    }

    private Instant soon() {
        return world.now().plus(world.millis(0, 1));
    }

    private void doom(SimLink link) {
        if (link.doomed) return;
        link.doomed = true;
        world.later(world.millis(500, 20_000), () -> cut(link));
    }

    private void arrive(SimLink link, SimNode to, Frame frame, Instant when) {
        deliver(link, to, frame, Optional.empty(), when);
    }

    private void deliver(
            SimLink link, SimNode to, Frame frame, Optional<Frame.Envelope> intact, Instant when) {
        int life = to.life();
        world.at(
                when,
                () -> {
                    if (!link.reaches(to) || to.life() != life) return;
                    to.post(new Event.FrameArrived(link.numberAt(to), frame), intact);
                });
    }
}
