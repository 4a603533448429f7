package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A pairing by code between two nodes, step by step: real keying, no Noise around it. */
final class Pairing {
    private static final Endpoint SHOWN = new Endpoint("10.0.0.99", 5_000);
    private static long exchanges = 1_000;

    final CoreBench holder;
    final CoreBench typist;
    final long holding;
    final long typing;
    final String code;
    final long exchange = exchanges++;

    private final Keying.Bob bob;
    private final Keying.Alice alice;
    private final SecretKey exp;
    final Bytes session;

    /** Shows and types a code; the exchange is about to begin. */
    Pairing(CoreBench holder, CoreBench typist) {
        this(holder, typist, Optional.empty());
    }

    Pairing(CoreBench holder, CoreBench typist, Optional<String> as) {
        this.holder = holder;
        this.typist = typist;
        long ask =
                holder.begin(
                        new Request.Pair(Optional.empty(), Optional.empty(), Duration.ofHours(1)));
        this.holding = holder.take(Effect.OpenPairing.class).getLast().pairing();
        holder.handle(new Event.PairingOpened(holding, List.of(SHOWN)));
        this.code = String.valueOf(holder.ok(ask, View.PairingOpen.class).code());
        this.typing =
                typist.ask(
                                new Request.PairWith(
                                        code,
                                        Optional.of(SHOWN.toString()),
                                        as,
                                        Duration.ofHours(1)),
                                View.PairingOpen.class)
                        .pairing();
        SeededRandom random = new SeededRandom(exchange);
        this.bob = new Keying.Bob(random);
        this.alice = new Keying.Alice(bob.offer().toArray(), random);
        this.exp = SecretKey.random(random);
        this.session = alice.keys(exp, KeyingKind.CODE).sessionId();
    }

    /** A whole pairing; the holder is Bob of the keying, the typist Alice. */
    static Pairing of(CoreBench holder, CoreBench typist) {
        Pairing pairing = new Pairing(holder, typist);
        pairing.typistKeyed();
        pairing.holderKeyed();
        pairing.confirmed();
        holder.wakeAfter(Duration.ofSeconds(11));
        typist.wakeAfter(Duration.ofSeconds(11));
        return pairing;
    }

    Event keyedAtTypist() {
        PairKeys keys = alice.keys(exp, KeyingKind.CODE);
        return new Event.Keyed(
                typing,
                exchange,
                new PairedKeys(
                        holder.identity.card(holder.name),
                        keys,
                        alice.ratchetKey(),
                        Optional.empty(),
                        List.of(holder.endpoint)));
    }

    void typistKeyed() {
        typist.handle(keyedAtTypist());
    }

    void holderKeyed() {
        PairKeys keys = bob.take(alice.answer().toArray(), exp, KeyingKind.CODE);
        holder.handle(
                new Event.Keyed(
                        holding,
                        exchange,
                        new PairedKeys(
                                typist.identity.card(typist.name),
                                keys,
                                alice.ratchetKey(),
                                Optional.of(bob.ratchetSecret().copy()),
                                List.of(typist.endpoint))));
    }

    void confirmed() {
        typist.handle(new Event.KeyingConfirmed(exchange, new RelationId(holder.id(), session)));
    }

    void failedAtTypist(boolean burned) {
        typist.handle(new Event.ExchangeFailed(typing, exchange, burned));
    }

    View.PairingStep step(CoreBench of, int after) {
        return of.ask(
                new Request.PairNext(of == holder ? holding : typing, after),
                View.PairingStep.class);
    }
}
