package org.quietdrop.tests.sim;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.node.contact.InvitedRelation;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Frame;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The exchanges of invitations, with the real keying and without the Noise around it: whoever
 * dials, each message goes only when the core says so, and any of them may be the last.
 */
final class SimInviting {
    private static final class Exchange {
        final long number;
        final SimNode alice;
        final SimNode bob;
        final InvitedRelation atBob;
        final Runnable over;
        final Keying.Bob offer;
        final Keying.Alice answer;
        final SecretKey exp;
        final RelationId relation;

        Exchange(SimWorld world, SimNode alice, SimNode bob, InvitedRelation atBob, Runnable over) {
            this.number = world.number();
            this.alice = alice;
            this.bob = bob;
            this.atBob = atBob;
            this.over = over;
            SimRandom random = new SimRandom(world.random.nextLong());
            this.offer = new Keying.Bob(random);
            this.answer = new Keying.Alice(offer.offer().toArray(), random);
            this.exp = SecretKey.random(random);
            this.relation =
                    new RelationId(bob.id(), answer.keys(exp, KeyingKind.INVITATION).sessionId());
        }
    }

    private final SimWorld world;
    private final Map<Long, Exchange> exchanges = new HashMap<>();

    SimInviting(SimWorld world) {
        this.world = world;
    }

    boolean underWay(SimNode node) {
        return exchanges.values().stream().anyMatch(e -> e.alice == node || e.bob == node);
    }

    /** What both ends of a dial recognise in the hello, if there is an invitation between them. */
    Optional<Runnable> between(SimNode from, SimNode to, Runnable over) {
        for (var mine : from.dialled()) {
            if (!(mine instanceof InvitedRelation m)) continue;
            for (var theirs : to.all()) {
                if (theirs instanceof InvitedRelation t && meet(from, m, to, t)) {
                    return Optional.of(() -> {
                        if (m.inviter()) run(to, from, t, m, over);
                        else run(from, to, m, t, over);
                    });
                }
            }
        }
        return Optional.empty();
    }

    private static boolean meet(SimNode from, InvitedRelation m, SimNode to, InvitedRelation t) {
        return m.inviter() != t.inviter()
                && m.psk().sameAs(t.psk())
                && m.expected().filter(e -> !e.equals(to.id())).isEmpty()
                && t.expected().filter(e -> !e.equals(from.id())).isEmpty();
    }

    /** The inviter runs one at a time. */
    private void run(
            SimNode alice,
            SimNode bob,
            InvitedRelation atAlice,
            InvitedRelation atBob,
            Runnable over) {
        for (Exchange e : List.copyOf(exchanges.values())) {
            if (e.bob == bob && e.atBob.invitation().equals(atBob.invitation())) end(e);
        }
        Exchange e = new Exchange(world, alice, bob, atBob, over);
        exchanges.put(e.number, e);
        PairKeys keys = e.answer.keys(e.exp, KeyingKind.INVITATION);
        world.postSoon(
                alice,
                new Event.InvitationKeyed(
                        atAlice.invitation(),
                        e.number,
                        new PairedKeys(
                                bob.identity.card(bob.name()),
                                keys,
                                e.answer.ratchetKey(),
                                Optional.empty(),
                                List.of(bob.endpoint))));
        world.later(world.millis(8_000, 12_000), () -> end(e));
    }

    void proceed(SimNode node, Effect.Proceed proceed) {
        Exchange e = exchanges.get(proceed.exchange());
        if (e == null) return;
        if (world.chaos && world.chance(0.3)) {
            end(e);
            return;
        }
        if (node == e.alice) {
            PairKeys keys = e.offer.take(e.answer.answer().toArray(), e.exp, KeyingKind.INVITATION);
            world.postSoon(
                    e.bob,
                    new Event.InvitationKeyed(
                            e.atBob.invitation(),
                            e.number,
                            new PairedKeys(
                                    e.alice.identity.card(e.alice.name()),
                                    keys,
                                    e.answer.ratchetKey(),
                                    Optional.of(e.offer.ratchetSecret().copy()),
                                    List.of(e.alice.endpoint))));
        } else if (proceed.frames().getFirst() instanceof Frame.SessionCheck check
                && check.sessionId().equals(e.relation.sessionId())) {
            world.postSoon(e.alice, new Event.KeyingConfirmed(e.number, e.relation));
            end(e);
        }
    }

    void died(SimNode node) {
        for (Exchange e : List.copyOf(exchanges.values())) {
            if (e.alice == node || e.bob == node) end(e);
        }
    }

    private void end(Exchange e) {
        if (exchanges.remove(e.number) != null) e.over.run();
    }
}
