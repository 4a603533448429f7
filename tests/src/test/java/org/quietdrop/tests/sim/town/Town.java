package org.quietdrop.tests.sim.town;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Reply;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.tests.sim.SimRandom;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Many nodes on one LAN that come and go, write to their friends and, if the plan says so, carry
 * for each other. One seed decides everything; one thread runs it.
 */
final class Town {
    /** The beginning of a week of the relay protocol, so that weeks are whole. */
    static final Instant BEGIN = Instant.ofEpochSecond(2_922L * 604_800);

    final Plan plan;
    final Ledger ledger = new Ledger();
    final List<TownNode> nodes = new ArrayList<>();
    final Agenda agenda = new Agenda(BEGIN);
    final Network network;
    final StoreGauge gauge = new StoreGauge();

    private final SimRandom random;
    private final Map<Long, Consumer<Reply>> asks = new HashMap<>();
    private long nextAsk = 1;

    Town(Plan plan) {
        this(plan, _ -> new IndexPlace.InHeap());
    }

    /** The same where some nodes keep their index elsewhere. */
    Town(Plan plan, IntFunction<IndexPlace> index) {
        this.plan = plan;
        this.random = new SimRandom(plan.seed());
        this.network = new Network(this, agenda, new SimRandom(draw()));
        for (int i = 0; i < plan.graph().size(); i++) {
            nodes.add(new TownNode(i, new SimRandom(draw()), index.apply(i)));
        }
        for (Graph.Edge edge : plan.graph().friendships()) {
            befriend(nodes.get(edge.a()), nodes.get(edge.b()));
        }
        nodes.forEach(this::comeAndGo);
        for (Duration day = Duration.ZERO; day.compareTo(plan.whole()) <= 0; ) {
            day = day.plus(Churn.DAY);
            agenda.at(BEGIN.plus(day), () -> gauge.read(this));
        }
    }

    private long draw() {
        return random.generator().nextLong();
    }

    private void befriend(TownNode a, TownNode b) {
        Friendship.between(a, b, new SimRandom(draw()), BEGIN);
        a.friends.add(b);
        b.friends.add(a);
    }

    /** Lives through the whole plan. */
    void run() {
        agenda.runUntil(BEGIN.plus(plan.whole()));
    }

    // ---- presence and writing

    private void comeAndGo(TownNode node) {
        SimRandom fate = new SimRandom(draw());
        Duration together = plan.gathering();
        agenda.at(BEGIN, () -> come(node));
        agenda.at(BEGIN.plus(together), () -> go(node, false));
        for (Churn.Stay stay : plan.churn().stays(node.number, plan.whole(), fate.generator())) {
            if (stay.from().compareTo(together) <= 0) continue;
            boolean dies = fate.generator().nextDouble() < plan.deaths();
            agenda.at(BEGIN.plus(stay.from()), () -> come(node));
            agenda.at(BEGIN.plus(stay.to()), () -> go(node, dies));
            writeWithin(node, stay, fate);
        }
    }

    /** A node comes, unless it is there. */
    void come(TownNode node) {
        if (node.up()) return;
        letOut(node, node.start(agenda.now()));
        post(
                node,
                List.of(
                        new Event.Announced(node.instance),
                        new Event.Listening(List.of(node.endpoint))));
        if (!node.settled && plan.relays()) {
            for (TownNode friend : node.friends) trust(node, friend);
        }
        node.settled = true;
        network.enter(node);
    }

    /** A node goes, if it is there: cleanly, or because it loses its power. */
    void go(TownNode node, boolean dies) {
        if (!node.up()) return;
        network.leave(node, dies);
        node.stop(dies);
    }

    /** People write while they are there: so much oftener as they are there less. */
    private void writeWithin(TownNode node, Churn.Stay stay, SimRandom fate) {
        Duration end = stay.to().compareTo(plan.writing()) < 0 ? stay.to() : plan.writing();
        double share = plan.churn().share(node.number);
        double meanSeconds = Churn.DAY.toSeconds() * share / plan.messagesADay();
        Duration at = stay.from();
        while (true) {
            double factor = -Math.log(1 - fate.generator().nextDouble());
            at = at.plusMillis(1_000 + (long) (1_000 * meanSeconds * factor));
            if (at.compareTo(end) >= 0 || node.friends.isEmpty()) return;
            TownNode friend = node.friends.get(fate.generator().nextInt(node.friends.size()));
            String text = "x".repeat(fate.generator().nextInt(1, 200));
            agenda.at(BEGIN.plus(at), () -> write(node, friend, text));
        }
    }

    /** Writes a text; accepted is what the core says it has accepted. */
    void write(TownNode node, TownNode friend, String text) {
        ask(
                node,
                new Request.Send(friend.name(), text),
                reply -> {
                    if (reply instanceof Reply.Ok ok && ok.view() instanceof View.Sent sent) {
                        ledger.accepted(sent.id(), node, friend, agenda.now());
                    } else {
                        ledger.violated(agenda.now(), node + " could not write: " + reply);
                    }
                });
    }

    private void trust(TownNode node, TownNode friend) {
        ask(
                node,
                new Request.Trust(friend.name(), true),
                reply -> {
                    if (!(reply instanceof Reply.Ok)) {
                        ledger.violated(agenda.now(), node + " could not trust: " + reply);
                    }
                });
    }

    private void ask(TownNode node, Request request, Consumer<Reply> then) {
        if (!node.up()) return;
        asks.put(nextAsk, then);
        post(node, List.of(new Event.Asked(nextAsk++, request)));
    }

    // ---- effects

    /** Lets a node handle events, and its effects out. */
    void post(TownNode node, List<? extends Event> events) {
        letOut(node, node.handle(events, agenda.now()));
    }

    private void letOut(TownNode node, List<Effect> effects) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Send send -> network.send(node, send);
                case Effect.Close close -> network.close(node, close.link());
                case Effect.Dial dial -> network.dial(node, dial);
                case Effect.WakeAt wake -> wake(node, wake.when());
                case Effect.Answer answer -> answered(node, answer);
                case Effect.Publish publish -> told(node, publish.notice());
                case Effect.Relations _,
                        Effect.Inside _,
                        Effect.OpenPairing _,
                        Effect.ClosePairing _,
                        Effect.BrowsePairing _,
                        Effect.DialPairing _,
                        Effect.Proceed _ -> {}
            }
        }
    }

    private void wake(TownNode node, Instant when) {
        node.wakeAt(when);
        int life = node.life();
        agenda.at(
                when,
                () -> {
                    if (node.awaited(when, life)) post(node, List.of(new Event.Woken()));
                });
    }

    private void answered(TownNode node, Effect.Answer answer) {
        Consumer<Reply> then = asks.remove(answer.ask());
        if (then != null) then.accept(answer.reply());
        if (answer.reply() instanceof Reply.Ok ok && ok.view() instanceof View.Sent sent) {
            ledger.shown(node, sent.id(), sent.state(), agenda.now());
        }
    }

    private void told(TownNode node, View.Notice notice) {
        View.@Nullable Line line = notice.line();
        if (line == null) return;
        boolean arrival = notice.event().equals("message") && !line.from().equals("me");
        if (arrival) {
            ledger.committed(node, line.id(), agenda.now());
        } else if (line.from().equals("me")) {
            ledger.shown(node, line.id(), line.state(), agenda.now());
        }
    }
}
