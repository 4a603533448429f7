package org.quietdrop.tests.sim;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.KeyWatch;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
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

    /** A message that was accepted; {@code when} is its writer's clock. */
    record Accepted(SimNode from, SimNode to, long at, int days, Instant when) {}

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

    final SimRules rules;
    final SimNetwork network = new SimNetwork(this);
    final SimInviting inviting = new SimInviting(this);

    /** What is known of carried mail, where mail is carried. */
    Optional<RelayLedger> ledger = Optional.empty();

    /** Who watches the keys, where somebody does. */
    Optional<KeyWatch> watch = Optional.empty();

    private final PriorityQueue<Scheduled> agenda =
            new PriorityQueue<>(
                    Comparator.comparing(Scheduled::at).thenComparingLong(Scheduled::order));
    private final Map<Long, Consumer<Reply>> asks = new HashMap<>();
    private final Map<SimNode, Instant> wakes = new HashMap<>();
    private final SimPairing pairing = new SimPairing(this);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long order;
    private long nextNumber = 1;

    SimWorld(long seed, int size, SimRules rules, SimTotals totals) {
        this.random = new SplittableRandom(seed);
        this.rules = rules;
        this.rough = rules.rough();
        this.totals = totals;
        for (int i = 0; i < size; i++) {
            nodes.add(new SimNode(this, i, new SimRandom(random.nextLong())));
        }
    }

    Instant now() {
        return now;
    }

    Flaw flaw() {
        return rules.flaw();
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

    void at(Instant when, Runnable what) {
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
        if (!chaos) return Crash.NONE;
        double usual = 0.01;
        double atStake = flaw() == Flaw.NONE ? 0.02 : 0.08;
        double risk =
                switch (event) {
                    case Event.Asked _ -> atStake;
                    case Event.FrameArrived f ->
                            switch (f.frame()) {
                                case Frame.Envelope _ -> atStake;
                                case Frame.Ask _, Frame.Consent _ -> usual / 5;
                                case Frame.Carrying _ -> atStake;
                                default -> usual;
                            };
                    case Event.InvitationKeyed _ -> 10 * usual;
                    default -> usual;
                };
        if (random.nextDouble() >= risk) return Crash.NONE;
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
        if (inviting.underWay(node)) totals.crashesInInvitation.increment();
        later(millis(200, 20_000), () -> startAgain(node));
    }

    void startAgain(SimNode node) {
        node.wake();
        if (!node.up()) node.start();
        network.dialAgain();
    }

    /** Something happens to a node in a moment, if its process lives on until then. */
    void postSoon(SimNode node, Event event) {
        int life = node.life();
        later(
                millis(1, 40),
                () -> {
                    if (node.life() == life) node.post(event);
                });
    }

    void cutAll(SimNode node) {
        network.cutAll(node);
        pairing.died(node);
        inviting.died(node);
    }

    void ask(SimNode node, Request request, Consumer<Reply> then) {
        long ask = number();
        asks.put(ask, then);
        node.post(new Event.Asked(ask, request));
    }

    /** Writes to somebody; counts as accepted only once the answer was let out. */
    void send(SimNode from, SimNode to, String text) {
        send(from, to, text, 7);
    }

    void send(SimNode from, SimNode to, String text, int days) {
        if (!from.up()) return;
        Instant when = from.now();
        ask(
                from,
                new Request.Send(to.name(), text, days),
                reply -> {
                    if (reply instanceof Reply.Ok ok && ok.view() instanceof View.Sent sent) {
                        accepted.put(sent.id(), to);
                        acceptances.put(sent.id(), new Accepted(from, to, number(), days, when));
                        totals.accepted.increment();
                    }
                });
    }

    // ---- effects

    void perform(SimNode node, Effect effect) {
        switch (effect) {
            case Effect.Send send -> network.send(node, send);
            case Effect.Close close -> network.close(node, close.link());
            case Effect.Dial dial -> network.dial(node, dial);
            case Effect.Relations _, Effect.Inside _ -> {}
            case Effect.WakeAt wake -> wake(node, wake.when());
            case Effect.Answer answer -> {
                truth(node, answer.reply());
                Consumer<Reply> then = asks.remove(answer.ask());
                if (then != null) then.accept(answer.reply());
            }
            case Effect.Publish publish -> truth(node, publish.notice().line());
            case Effect.OpenPairing open -> pairing.open(node, open);
            case Effect.ClosePairing close -> pairing.close(node, close.pairing());
            case Effect.BrowsePairing _ -> {}
            case Effect.DialPairing dial -> pairing.dial(node, dial);
            case Effect.Proceed proceed -> {
                pairing.proceed(node, proceed);
                inviting.proceed(node, proceed);
            }
        }
    }

    private void truth(SimNode node, Reply reply) {
        if (reply instanceof Reply.Ok ok && ok.view() instanceof View.Sent sent) {
            shown(node, sent.id(), sent.to(), sent.state());
        }
    }

    private void truth(SimNode node, View.@Nullable Line line) {
        if (line != null && line.from().equals("me")) {
            shown(node, line.id(), line.conversation(), line.state());
        }
    }

    private void shown(SimNode node, String id, String to, String state) {
        if (state.equals("delivered") || state.equals("read")) delivered(id, to);
        ledger.ifPresent(l -> l.shown(node, id, to, state));
    }

    /** A state shown is never ahead of the truth: who is said to have it has committed it. */
    private void delivered(String id, String to) {
        SimNode node = nodes.stream().filter(n -> n.name().equals(to)).findFirst().orElseThrow();
        totals.delivered.increment();
        if (!node.committed.contains(id) && !forgottenAt(node, id)) {
            violated(id + " is called delivered, but " + to + " has not committed it");
        }
    }

    /** Whether a node that had a message has forgotten its writer since. */
    private boolean forgottenAt(SimNode node, String id) {
        Accepted message = acceptances.get(id);
        return message != null && ledger.map(l -> l.strangers(node, message.from())).orElse(false);
    }

    private void wake(SimNode node, Instant asked) {
        wakes.put(node, asked);
        int life = node.life();
        at(
                asked.isBefore(now) ? now : asked,
                () -> {
                    if (node.life() == life && asked.equals(wakes.get(node))) {
                        wakes.remove(node);
                        node.post(new Event.Woken());
                    }
                });
    }
}
