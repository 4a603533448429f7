package org.quietdrop.tests.sim.town;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.core.Core;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Moment;
import org.quietdrop.node.core.Settings;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.tests.sim.SimRandom;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One node: the real core over the real store on a disk in memory. After a clean end the store
 * stays open for the next start, as an index file with its clean mark would; after a death it is
 * read anew from the journal.
 */
final class TownNode {
    private static final int SEGMENT = 256 << 10;

    final int number;
    final Endpoint endpoint;
    final List<TownNode> friends = new ArrayList<>();
    final Map<Long, TownLink> links = new HashMap<>();
    final SimRandom random;

    /** The random name under which this node is on the network now. */
    String instance = "";

    /** Whether this node has run before. */
    boolean settled;

    private final Identity identity;
    private final Card card;
    private final SecretKey storeKey;
    private final IndexPlace index;
    private final PlainDisk disk = new PlainDisk();
    private @Nullable Store store;
    private @Nullable Core core;
    private @Nullable Instant wake;
    private List<Relation> all = List.of();
    private List<Relation> dialled = List.of();
    private int life;

    TownNode(int number, SimRandom random, IndexPlace index) {
        this.number = number;
        this.random = random;
        this.index = index;
        this.identity = Identity.fromSeed(SecretKey.random(random));
        this.card = identity.card("n" + number);
        this.endpoint = new Endpoint("10.0." + number / 250 + "." + (1 + number % 250), 4_000);
        this.storeKey = SecretKey.random(random);
    }

    String name() {
        return "n" + number;
    }

    UserId id() {
        return card.userId();
    }

    Card card() {
        return card;
    }

    boolean up() {
        return core != null;
    }

    /** Counts the lives of the process; what was meant for an earlier one is void. */
    int life() {
        return life;
    }

    /** The disk as it is, and as a thief would find it. */
    PlainDisk disk() {
        return disk;
    }

    List<Relation> all() {
        return all;
    }

    List<Relation> dialled() {
        return dialled;
    }

    /** The store; opened if need be. */
    Store store() {
        Store opened = store;
        if (opened == null) {
            opened = Store.open(disk, index, storeKey, random, SEGMENT);
            store = opened;
        }
        return opened;
    }

    /** Closes the store, which leaves its clean mark; the node must be down. */
    void closeStore() {
        store().close();
        store = null;
    }

    SecretKey storeKey() {
        return storeKey;
    }

    /** Looks into the store without changing it. */
    <T> T look(Function<Transaction, T> question) {
        try (Transaction tx = store().begin()) {
            return question.apply(tx);
        }
    }

    /** Begins a life; the effects are to be let out now. */
    List<Effect> start(Instant now) {
        life++;
        Core begun = new Core(id(), name(), random, Settings.DEFAULT);
        core = begun;
        instance = Long.toHexString(random.generator().nextLong());
        try (Transaction tx = store().begin()) {
            List<Effect> effects = begun.start(tx, Moment.of(now));
            tx.commit();
            return noted(effects);
        }
    }

    /**
     * Handles events as the core loop does: one commit for all of them, then the effects are let
     * out. Nothing happens when the node is down.
     */
    List<Effect> handle(List<? extends Event> events, Instant now) {
        Core running = core;
        if (running == null) return List.of();
        List<Effect> effects = new ArrayList<>();
        try (Transaction tx = store().begin()) {
            for (Event event : events) effects.addAll(running.handle(event, Moment.of(now), tx));
            tx.commit();
        }
        return noted(effects);
    }

    private List<Effect> noted(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Relations relations) {
                all.forEach(Relation::close);
                dialled.forEach(Relation::close);
                all = relations.all();
                dialled = relations.dialled();
            }
        }
        return effects;
    }

    /** Asks to be woken then, in place of what was asked before. */
    void wakeAt(Instant when) {
        wake = when;
    }

    /** Whether this is the moment that was asked for last; then it is over. */
    boolean awaited(Instant when, int inLife) {
        if (life != inLife || !when.equals(wake)) return false;
        wake = null;
        return true;
    }

    /** The process ends cleanly, or the machine loses its power. */
    void stop(boolean power) {
        core = null;
        life++;
        wake = null;
        all.forEach(Relation::close);
        dialled.forEach(Relation::close);
        all = List.of();
        dialled = List.of();
        if (power) store = null;
    }

    /** Which relation a dial to that node would find, if any: as the hello does. */
    Optional<Relation> sharedWith(TownNode other) {
        for (Relation mine : dialled) {
            if (!mine.peer().equals(other.id())) continue;
            for (Relation theirs : other.all) {
                if (theirs.peer().equals(id())
                        && theirs.id().sessionId().equals(mine.id().sessionId())) {
                    return Optional.of(mine);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name();
    }
}
