package org.quietdrop.tests.sim;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Reply;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The clock, the network and the fate of a few nodes, all decided by one seed. */
final class SimWorld {
    /** Where a process dies. */
    enum Crash {
        NONE,
        BEFORE_COMMIT,
        IN_COMMIT,
        AFTER_COMMIT
    }

    /** What this node did between the two moments is gone. */
    record Rollback(SimNode node, long from, long to) {
        boolean undid(SimNode who, long at) {
            return who == node && from < at && at < to;
        }
    }

    record Accepted(SimNode from, SimNode to, long at) {}

    private record Scheduled(Instant at, long order, Runnable what) {}

    final SplittableRandom random;
    final SimTotals totals;
    final List<SimNode> nodes = new ArrayList<>();
    final Map<String, SimNode> accepted = new LinkedHashMap<>();

    /** From whom to whom, and when, by message id. */
    final Map<String, Accepted> acceptances = new LinkedHashMap<>();

    final List<String> violations = new ArrayList<>();

    /** Whether frames are lost, doubled, overtaken and damaged one by one, worse than TCP. */
    final boolean rough;

    /** Nodes whose disks were put back to an earlier state. */
    final List<Rollback> rollbacks = new ArrayList<>();

    /** Whether anything fails at all now. */
    boolean chaos;

    private final Flaw flaw;
    private final PriorityQueue<Scheduled> agenda =
            new PriorityQueue<>(
                    Comparator.comparing(Scheduled::at).thenComparingLong(Scheduled::order));
    private final List<SimLink> links = new ArrayList<>();
    private final Set<Set<SimNode>> partitions = new HashSet<>();
    private final Map<Long, Consumer<Reply>> asks = new HashMap<>();
    private final Map<SimNode, Instant> wakes = new HashMap<>();
    private final Map<Set<SimNode>, List<Frame.Envelope>> overheard = new HashMap<>();
    private final SimPairing pairing = new SimPairing(this);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long order;
    private long nextNumber = 1;

    SimWorld(long seed, int size, boolean rough, Flaw flaw, SimTotals totals) {
        this.random = new SplittableRandom(seed);
        this.rough = rough;
        this.flaw = flaw;
        this.totals = totals;
        for (int i = 0; i < size; i++) {
            nodes.add(new SimNode(this, i, new SimRandom(random.nextLong())));
        }
    }

    Instant now() {
        return now;
    }

    Flaw flaw() {
        return flaw;
    }

    boolean chance(double probability) {
        return chaos && random.nextDouble() < probability;
    }

    long number() {
        return nextNumber++;
    }

    Duration millis(int from, int to) {
        return Duration.ofMillis(random.nextInt(from, to));
    }

    void later(Duration delay, Runnable what) {
        at(now.plus(delay), what);
    }

    private void at(Instant when, Runnable what) {
        agenda.add(new Scheduled(when, order++, what));
    }

    /** Runs what is due within this time. */
    void run(Duration time) {
        Instant end = now.plus(time);
        while (!agenda.isEmpty() && !agenda.peek().at().isAfter(end)) {
            Scheduled next = agenda.remove();
            if (next.at().isAfter(now)) now = next.at();
            next.what().run();
        }
        now = end;
    }

    void violated(String what) {
        violations.add(now + " " + what);
    }

    // ---- processes

    /** Now and then, and oftener where mail is at stake; much oftener when a flaw must show. */
    Crash crashNow(Event event) {
        boolean mail =
                event instanceof Event.Asked
                        || (event instanceof Event.FrameArrived f
                                && f.frame() instanceof Frame.Envelope);
        double risk = mail ? (flaw == Flaw.NONE ? 0.02 : 0.08) : 0.01;
        if (!chaos || random.nextDouble() >= risk) return Crash.NONE;
        Crash[] ways = {Crash.BEFORE_COMMIT, Crash.IN_COMMIT, Crash.AFTER_COMMIT};
        return ways[random.nextInt(ways.length)];
    }

    void died(SimNode node, Crash how) {
        switch (how) {
            case NONE -> {}
            case BEFORE_COMMIT -> totals.crashesBeforeCommit.increment();
            case IN_COMMIT -> totals.crashesInCommit.increment();
            case AFTER_COMMIT -> totals.crashesAfterCommit.increment();
        }
        if (pairing.underWay(node)) totals.crashesInPairing.increment();
        later(millis(200, 20_000), () -> startAgain(node));
    }

    void startAgain(SimNode node) {
        if (!node.up()) node.start();
    }

    void cutAll(SimNode node) {
        for (SimLink link : List.copyOf(links)) {
            if (link.dialler == node || link.answerer == node) cut(link);
        }
        pairing.died(node);
    }

    void ask(SimNode node, Request request, Consumer<Reply> then) {
        long ask = number();
        asks.put(ask, then);
        node.post(new Event.Asked(ask, request));
    }

    /** Writes to somebody; counts as accepted only once the answer was let out. */
    void send(SimNode from, SimNode to, String text) {
        if (!from.up()) return;
        ask(
                from,
                new Request.Send(to.name(), text),
                reply -> {
                    if (reply instanceof Reply.Ok ok && ok.view() instanceof View.Sent sent) {
                        accepted.put(sent.id(), to);
                        acceptances.put(sent.id(), new Accepted(from, to, number()));
                        totals.accepted.increment();
                    }
                });
    }

    // ---- effects

    void perform(SimNode node, Effect effect) {
        switch (effect) {
            case Effect.Send send -> send(node, send);
            case Effect.Close close -> linkAt(node, close.link()).ifPresent(this::cut);
            case Effect.Dial dial -> dial(node, dial);
            case Effect.Relations _ -> {}
            case Effect.WakeAt wake -> wake(node, wake.when());
            case Effect.Answer answer -> {
                truth(answer.reply());
                Consumer<Reply> then = asks.remove(answer.ask());
                if (then != null) then.accept(answer.reply());
            }
            case Effect.Publish publish -> truth(publish.notice().line());
            case Effect.OpenPairing open -> pairing.open(node, open);
            case Effect.ClosePairing close -> pairing.close(node, close.pairing());
            case Effect.BrowsePairing _ -> {}
            case Effect.DialPairing dial -> pairing.dial(node, dial);
            case Effect.Proceed proceed -> pairing.proceed(node, proceed);
        }
    }

    private void truth(Reply reply) {
        if (reply instanceof Reply.Ok ok
                && ok.view() instanceof View.Sent sent
                && sent.state().equals("delivered")) {
            delivered(sent.id(), sent.to());
        }
    }

    private void truth(View.@Nullable Line line) {
        if (line != null && line.from().equals("me") && line.state().equals("delivered")) {
            delivered(line.id(), line.conversation());
        }
    }

    /** A state shown is never ahead of the truth: who is said to have it has committed it. */
    private void delivered(String id, String to) {
        SimNode node = nodes.stream().filter(n -> n.name().equals(to)).findFirst().orElseThrow();
        totals.delivered.increment();
        if (!node.committed.contains(id)) {
            violated(id + " is called delivered, but " + to + " has not committed it");
        }
    }

    private void wake(SimNode node, Instant when) {
        wakes.put(node, when);
        int life = node.life();
        at(
                when.isBefore(now) ? now : when,
                () -> {
                    if (node.life() == life && when.equals(wakes.get(node))) {
                        wakes.remove(node);
                        node.post(new Event.Woken());
                    }
                });
    }

    // ---- links

    boolean parted(SimNode a, SimNode b) {
        return partitions.contains(Set.of(a, b));
    }

    void part(SimNode a, SimNode b, Duration time) {
        if (!partitions.add(Set.of(a, b))) return;
        totals.partitions.increment();
        for (SimLink link : List.copyOf(links)) {
            if (link.other(a) == b || link.other(b) == a) {
                if (link.dialler == a || link.answerer == a) cut(link);
            }
        }
        later(time, () -> partitions.remove(Set.of(a, b)));
    }

    void heal() {
        partitions.clear();
    }

    void cutOne() {
        List<SimLink> open = links.stream().filter(l -> l.open).toList();
        if (open.isEmpty()) return;
        totals.brokenLinks.increment();
        cut(open.get(random.nextInt(open.size())));
    }

    void cut(SimLink link) {
        if (!link.open) return;
        link.open = false;
        link.drains = random.nextBoolean();
        for (SimNode side : List.of(link.dialler, link.answerer)) {
            int life = side.life();
            later(
                    millis(1, 50),
                    () -> {
                        link.endedAt(side);
                        links.remove(link);
                        if (side.life() == life) {
                            side.post(new Event.LinkDown(link.numberAt(side)));
                        }
                    });
        }
    }

    Optional<UserId> peerOn(SimNode node, long number) {
        return linkAt(node, number).map(l -> l.other(node).id());
    }

    private Optional<SimLink> linkAt(SimNode node, long number) {
        return links.stream()
                .filter(l -> l.dialler == node || l.answerer == node)
                .filter(l -> l.numberAt(node) == number)
                .findFirst();
    }

    private void dial(SimNode node, Effect.Dial dial) {
        int life = node.life();
        later(
                millis(5, 60),
                () -> {
                    if (node.life() == life) meet(node, dial);
                });
    }

    private void meet(SimNode node, Effect.Dial dial) {
        Optional<SimNode> there =
                nodes.stream()
                        .filter(n -> n.up() && n != node && n.endpoint.equals(dial.to()))
                        .filter(n -> !parted(n, node))
                        .findFirst();
        if (there.isEmpty() || chance(0.05)) {
            node.post(new Event.DialEnded(dial.dial(), dial.to(), Event.DialOutcome.FAILED));
            return;
        }
        Optional<RelationId> common = common(node, there.get());
        if (common.isEmpty()) {
            node.post(new Event.DialEnded(dial.dial(), dial.to(), Event.DialOutcome.STRANGER));
            return;
        }
        byte[] h = new byte[64];
        random.nextBytes(h);
        SecretKey exp = SecretKey.random(new SimRandom(random.nextLong()));
        var link = new SimLink(node, there.get(), number(), number(), Bytes.of(h));
        links.add(link);
        int life = there.get().life();
        at(
                link.arrival(there.get(), now.plus(millis(1, 20))),
                () -> {
                    if (there.get().life() == life && link.open) {
                        RelationId mirrored = new RelationId(node.id(), common.get().sessionId());
                        there.get()
                                .post(
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
                new Event.LinkUp(
                        link.diallerNumber, common.get(), true, link.h, dial.to(), exp.copy()));
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

    private void send(SimNode from, Effect.Send send) {
        Optional<SimLink> link = linkAt(from, send.link());
        if (link.isEmpty()) return;
        for (Frame frame : send.frames()) {
            if (link.get().open) transmit(link.get(), from, frame);
        }
    }

    private void transmit(SimLink link, SimNode from, Frame frame) {
        SimNode to = link.other(from);
        if (frame instanceof Frame.Envelope && to.up()) sealedInTheSame(from, to);
        if (frame instanceof Frame.Keying) totals.renewals.increment();
        Instant soon = now.plus(millis(1, 40));
        if (!rough || !chaos || !link.playWith(from, frame)) {
            arrive(link, to, frame, link.arrival(to, soon));
            return;
        }
        if (chance(0.04)) {
            totals.losses.increment();
            doom(link);
            return;
        }
        if (frame instanceof Frame.Envelope envelope) meddle(link, from, envelope);
        if (chance(0.05)) {
            totals.reorderings.increment();
            arrive(link, to, frame, now.plus(millis(100, 600)));
            return;
        }
        arrive(link, to, frame, link.arrival(to, soon));
        if (chance(0.04)) {
            totals.duplicates.increment();
            arrive(link, to, frame, now.plus(millis(40, 3_000)));
        }
    }

    /** An envelope that leaves was sealed in the session that the other side has. */
    private void sealedInTheSame(SimNode from, SimNode to) {
        if (!from.up() || rollbacks.isEmpty()) return;
        if (!from.sessionWith(to).equals(to.sessionWith(from))) {
            violated(from.name() + " sends in a session that " + to.name() + " does not have");
        }
    }

    /** Damaged copies before the intact one, and envelopes overheard on earlier links. */
    private void meddle(SimLink link, SimNode from, Frame.Envelope envelope) {
        SimNode to = link.other(from);
        List<Frame.Envelope> known =
                overheard.computeIfAbsent(Set.of(from, to), _ -> new ArrayList<>());
        if (chance(0.05)) {
            totals.damages.increment();
            byte[] bytes = envelope.sealed().toArray();
            bytes[random.nextInt(100, bytes.length)] ^= (byte) (1 << random.nextInt(8));
            var damaged = new Frame.Envelope(Bytes.of(bytes));
            deliver(link, to, damaged, Optional.of(envelope), now.plus(millis(0, 1)));
        }
        if (!known.isEmpty() && chance(0.05)) {
            totals.duplicates.increment();
            arrive(link, to, known.get(random.nextInt(known.size())), now.plus(millis(1, 500)));
        }
        known.add(envelope);
    }

    private void doom(SimLink link) {
        if (link.doomed) return;
        link.doomed = true;
        later(millis(500, 20_000), () -> cut(link));
    }

    private void arrive(SimLink link, SimNode to, Frame frame, Instant when) {
        deliver(link, to, frame, Optional.empty(), when);
    }

    private void deliver(
            SimLink link, SimNode to, Frame frame, Optional<Frame.Envelope> intact, Instant when) {
        int life = to.life();
        at(
                when,
                () -> {
                    if (!link.reaches(to) || to.life() != life) return;
                    to.post(new Event.FrameArrived(link.numberAt(to), frame), intact);
                });
    }
}
