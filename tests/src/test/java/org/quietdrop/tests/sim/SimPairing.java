package org.quietdrop.tests.sim;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The exchanges of a pairing by code, with the real keying and without the Noise around it: each
 * message goes only when the core says so, and any of them may be the last.
 */
final class SimPairing {
    private record Shown(SimNode holder, long pairing, PairingCode code, Endpoint at) {}

    private static final class Exchange {
        final long number;
        final SimNode typist;
        final long typing;
        final Shown shown;
        final Keying.Bob bob;
        final Keying.Alice alice;
        final SecretKey exp;
        @Nullable RelationId relation;

        Exchange(SimWorld world, SimNode typist, long typing, Shown shown) {
            this.number = world.number();
            this.typist = typist;
            this.typing = typing;
            this.shown = shown;
            SimRandom random = new SimRandom(world.random.nextLong());
            this.bob = new Keying.Bob(random);
            this.alice = new Keying.Alice(bob.offer().toArray(), random);
            this.exp = SecretKey.random(random);
        }
    }

    private final SimWorld world;
    private final Map<Endpoint, Shown> shown = new HashMap<>();
    private final Map<Long, Exchange> exchanges = new HashMap<>();

    SimPairing(SimWorld world) {
        this.world = world;
    }

    boolean underWay(SimNode node) {
        return exchanges.values().stream()
                .anyMatch(e -> e.typist == node || e.shown.holder() == node);
    }

    void open(SimNode node, Effect.OpenPairing open) {
        var at = new Endpoint(node.endpoint.host(), (int) (5_000 + world.number() % 50_000));
        shown.put(at, new Shown(node, open.pairing(), open.code(), at));
        node.post(new Event.PairingOpened(open.pairing(), List.of(at)));
    }

    void close(SimNode node, long pairing) {
        shown.values().removeIf(s -> s.holder() == node && s.pairing() == pairing);
    }

    void dial(SimNode node, Effect.DialPairing dial) {
        Shown there = shown.get(dial.to());
        if (there == null
                || !there.holder().up()
                || !there.code().equals(dial.code())
                || world.network.parted(node, there.holder())) {
            boolean wrong = there != null && !there.code().equals(dial.code());
            world.postSoon(node, new Event.ExchangeFailed(dial.pairing(), world.number(), wrong));
            return;
        }
        Exchange e = new Exchange(world, node, dial.pairing(), there);
        exchanges.put(e.number, e);
        PairKeys keys = e.alice.keys(e.exp, KeyingKind.CODE);
        e.relation = new RelationId(there.holder().id(), keys.sessionId());
        world.postSoon(
                node,
                new Event.Keyed(
                        dial.pairing(),
                        e.number,
                        new PairedKeys(
                                there.holder().identity.card(there.holder().name()),
                                keys,
                                e.alice.ratchetKey(),
                                Optional.empty(),
                                List.of(there.holder().endpoint))));
    }

    void proceed(SimNode node, Effect.Proceed proceed) {
        Exchange e = exchanges.get(proceed.exchange());
        if (e == null) return;
        if (world.chance(0.2)) {
            fail(e);
            return;
        }
        if (node == e.typist) {
            PairKeys keys = e.bob.take(e.alice.answer().toArray(), e.exp, KeyingKind.CODE);
            world.postSoon(
                    e.shown.holder(),
                    new Event.Keyed(
                            e.shown.pairing(),
                            e.number,
                            new PairedKeys(
                                    e.typist.identity.card(e.typist.name()),
                                    keys,
                                    e.alice.ratchetKey(),
                                    Optional.of(e.bob.ratchetSecret().copy()),
                                    List.of(e.typist.endpoint))));
        } else if (proceed.frames().get(0) instanceof Frame.SessionCheck check
                && e.relation != null
                && check.sessionId().equals(e.relation.sessionId())) {
            exchanges.remove(e.number);
            world.postSoon(e.typist, new Event.KeyingConfirmed(e.number, e.relation));
        }
    }

    void died(SimNode node) {
        shown.values().removeIf(s -> s.holder() == node);
        for (Exchange e : List.copyOf(exchanges.values())) {
            if (e.typist == node || e.shown.holder() == node) fail(e);
        }
    }

    private void fail(Exchange e) {
        exchanges.remove(e.number);
        world.postSoon(e.typist, new Event.ExchangeFailed(e.typing, e.number, true));
        world.postSoon(
                e.shown.holder(), new Event.ExchangeFailed(e.shown.pairing(), e.number, true));
    }
}
