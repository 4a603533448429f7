package org.quietdrop.tests.sim;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.node.contact.OpenInvitations;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.core.Core;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Moment;
import org.quietdrop.node.core.OwnHome;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Entry;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OpenInvitation;
import org.quietdrop.store.record.Session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One node: the real core over the real store on a disk in memory, and a process that can die. */
final class SimNode {
    private static final int SEGMENT = 64 << 10;

    /** Compaction in steps so small that other things happen between any two. */
    private static final int STEP = 4_000;

    private static final SweepPolicy POLICY =
            new SweepPolicy(Duration.ofHours(1), Duration.ZERO, 2, 1);

    /** What has been under way when a node leaves the network is over after this time. */
    private static final Duration FALLS_ASLEEP = Duration.ofMillis(60);

    /** A disk as it was at some moment. */
    private record Remembered(MemoryDisk disk, long at) {}

    /** Whether the machine is there. */
    private enum Presence {
        HERE,
        LEAVING,
        /** The process goes on later, where it was. */
        ASLEEP
    }

    final int number;
    final Identity identity;
    final Endpoint endpoint;
    final Set<String> committed = new HashSet<>();

    /** How much the clock of this node is ahead. */
    Duration skew = Duration.ZERO;

    /** What a relay does that does not keep to the rules. */
    Optional<SimLiar> liar = Optional.empty();

    private final SimWorld world;
    private final SimRandom random;
    private final SecretKey storeKey;
    private final Broken broken;
    private MemoryDisk disk = new MemoryDisk();
    private final List<Remembered> remembered = new ArrayList<>();
    private final Map<String, Long> taken = new HashMap<>();
    private @Nullable Store store;
    private @Nullable Core core;
    private List<Relation> all = List.of();
    private List<Relation> dialled = List.of();
    private Presence presence = Presence.HERE;
    private int life;
    private OwnHome home = OwnHome.FIRST;

    SimNode(SimWorld world, int number, SimRandom random) {
        this.world = world;
        this.number = number;
        this.random = random;
        this.identity = Identity.fromSeed(SecretKey.random(random));
        this.endpoint = new Endpoint("10.0.0." + (number + 1), 4_000);
        this.storeKey = SecretKey.random(random);
        this.broken = new Broken(world, this, random);
    }

    String name() {
        return "n" + number;
    }

    UserId id() {
        return identity.userId();
    }

    /** The time as this node has it. */
    Instant now() {
        return world.now().plus(skew);
    }

    private Moment moment() {
        return new Moment(now(), world.now());
    }

    boolean up() {
        return core != null && presence == Presence.HERE;
    }

    /** Counts the lives of the process; what was scheduled for an earlier one is void. */
    int life() {
        return life;
    }

    List<Relation> all() {
        return all;
    }

    List<Relation> dialled() {
        return dialled;
    }

    // ---- coming and going

    void start() {
        life++;
        presence = Presence.HERE;
        Store opened = Store.open(disk, new IndexPlace.InHeap(), storeKey, random, SEGMENT);
        store = opened;
        if (opened.report().damaged()) {
            world.violated(name() + ": " + opened.report().lines());
        }
        Core begun =
                new Core(
                        id(),
                        name(),
                        random,
                        world.rules.settings(),
                        broken.quotas(world.rules.quotas()),
                        home);
        core = begun;
        List<Effect> effects;
        try (Transaction tx = opened.begin()) {
            readCommitted(tx);
            effects = begun.start(tx, moment());
            tx.commit();
        }
        note(effects);
        effects.forEach(e -> world.perform(this, e));
        post(new Event.Listening(List.of(endpoint)));
    }

    private void readCommitted(Transaction tx) {
        if (world.rollbacks.isEmpty()) committed.clear();
        for (Entry e : tx.all(Table.HISTORY)) {
            Line line = Line.decode(e.value());
            if (line.mine()) continue;
            committed.add(line.id().hex());
            taken.computeIfAbsent(line.id().hex(), _ -> world.number());
        }
    }

    /** Leaves the network and then stands still, as a machine does whose lid is closed. */
    void sleep() {
        if (!up()) return;
        presence = Presence.LEAVING;
        world.network.cutAll(this);
        int leaving = life;
        world.later(
                FALLS_ASLEEP,
                () -> {
                    if (life == leaving && presence == Presence.LEAVING) {
                        presence = Presence.ASLEEP;
                    }
                });
    }

    void wake() {
        if (core == null || presence == Presence.HERE) return;
        presence = Presence.HERE;
        post(new Event.Woken());
    }

    /** The process is gone, with all that was not committed. */
    void die(boolean powerCut) {
        if (core == null) return;
        core = null;
        store = null;
        disk = powerCut ? disk.crash(random.generator()) : disk.killed();
        disk.capacity(Long.MAX_VALUE);
        all = List.of();
        dialled = List.of();
        life++;
        world.cutAll(this);
    }

    // ---- work

    /** Handles one event as the core loop does: apply, commit, let the effects out. */
    void post(Event event) {
        post(event, Optional.empty());
    }

    /**
     * The same; {@code intact} is the envelope as it was before the network damaged it, for the
     * core that keeps the state of a failed open.
     */
    void post(Event event, Optional<Frame.Envelope> intact) {
        Core c = core;
        Store s = store;
        if (c == null || s == null || presence == Presence.ASLEEP) return;
        if (liar.map(l -> l.swallows(event)).orElse(false)) return;
        SimWorld.Crash crash = world.crashNow(event);
        if (crash == SimWorld.Crash.BEFORE_COMMIT) {
            boolean compacting = random.generator().nextBoolean() && compactTillPowerIsOff(s);
            world.died(this, crash);
            die(compacting);
            return;
        }
        compact(s);
        List<Effect> effects = new ArrayList<>();
        try (Transaction tx = s.begin()) {
            Event handled = broken.before(tx, event);
            List<Object> before = intact.isPresent() ? sessions(tx) : List.of();
            effects.addAll(c.handle(handled, moment(), tx));
            intact.ifPresent(e -> broken.keepState(tx, event, e));
            if (intact.isPresent() && !sessions(tx).equals(before)) {
                world.violated("an envelope that did not open changed a session of " + name());
            }
            broken.after(tx, effects);
            if (crash == SimWorld.Crash.IN_COMMIT) {
                disk.powerOffAfter(random.generator().nextInt(3));
            }
            tx.commit();
        } catch (StoreFailure.Full e) {
            lost(c, s, event, effects);
            return;
        } catch (StoreFailure e) {
            world.died(this, SimWorld.Crash.IN_COMMIT);
            die(true);
            return;
        }
        note(effects);
        if (crash != SimWorld.Crash.NONE) {
            world.died(this, crash);
            die(crash == SimWorld.Crash.IN_COMMIT);
            return;
        }
        world.ledger.ifPresent(l -> l.letOut(this, event, effects));
        List<Effect> said = liar.map(l -> l.twist(effects)).orElse(effects);
        said.forEach(e -> world.perform(this, e));
    }

    /** A step now and then, as the core loop does between commits. */
    private void compact(Store s) {
        if (random.generator().nextInt(4) > 0) return;
        if (random.generator().nextInt(world.chaos ? 20 : 500) == 0) s.forgetSoon();
        Instant before = s.forgottenUntil();
        s.compact(now(), POLICY, STEP);
        if (!before.equals(s.forgottenUntil())) world.totals.compactions.increment();
    }

    /** Compacts until the power goes; false if there was less to do than that takes. */
    private boolean compactTillPowerIsOff(Store s) {
        s.forgetSoon();
        disk.powerOffAfter(random.generator().nextInt(25));
        try {
            while (s.compact(now(), POLICY, STEP)) {
                // the next step
            }
            return false;
        } catch (StoreFailure e) {
            world.totals.crashesInCompaction.increment();
            return true;
        }
    }

    /** Nothing of it is kept, because the disk is full: goes on as the core loop does. */
    private void lost(Core c, Store s, Event event, List<Effect> undone) {
        world.ledger.ifPresent(l -> l.totals.add(RelayTotals.What.COMMIT_REFUSED));
        for (Effect effect : undone) {
            if (effect instanceof Effect.Relations r) r.all().forEach(Relation::close);
        }
        List<Effect> effects;
        try (Transaction tx = s.begin()) {
            effects = c.reset(List.of(event), tx, moment());
        }
        note(effects);
        effects.forEach(e -> world.perform(this, e));
    }

    private void note(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Publish p
                    && p.notice().line() != null
                    && p.notice().event().equals("message")
                    && p.notice().line().state().equals("received")) {
                committed.add(p.notice().line().id());
                taken.put(p.notice().line().id(), world.number());
            }
            if (effect instanceof Effect.Relations r) {
                all.forEach(Relation::close);
                all = r.all();
                dialled = r.dialled();
            }
        }
    }

    /** The visible state of all present sessions. */
    private List<Object> sessions(Transaction tx) {
        List<Object> views = new ArrayList<>();
        for (Entry e : tx.all(Table.SESSION)) {
            try (Session session = Session.decode(e.value())) {
                views.add(List.of(e.key(), DoubleRatchet.view(session.ratchet())));
            }
        }
        return views;
    }

    // ---- the disk

    /**
     * Nearly all of the disk is in use by others.
     *
     * @param left how many bytes there are left; {@link Long#MAX_VALUE}: it is empty again
     */
    void diskLeft(long left) {
        try {
            disk.capacity(Long.MAX_VALUE);
            long used = Long.MAX_VALUE - disk.freeSpace();
            if (left < Long.MAX_VALUE) disk.capacity(used + left);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps a copy of the disk as it is. */
    void remember() {
        remembered.add(new Remembered(disk.killed(), world.number()));
    }

    /** Dies, and will come back with its disk as it was at some earlier moment. */
    void rollBack() {
        if (remembered.isEmpty()) return;
        Remembered earlier = remembered.get(random.generator().nextInt(remembered.size()));
        die(false);
        long now = world.number();
        world.rollbacks.add(new SimWorld.Rollback(this, earlier.at(), now));
        // What was remembered in between is a future that this disk does not have.
        remembered.removeIf(r -> r.at() > earlier.at());
        disk = earlier.disk().killed();
        disk.capacity(Long.MAX_VALUE);
        world.totals.rollbacks.increment();
    }

    /** What may be kept of it as it is; empty if the process is not there. */
    Optional<Keepsake> keepsake() {
        Store s = store;
        if (s == null || !up()) return Optional.empty();
        return Optional.of(Keepsake.of(s, disk, random, world.number(), now()));
    }

    /** Dies, and will come back as what was kept of it. */
    void restore(Keepsake kept, Keepsake.From from) {
        die(false);
        world.rollbacks.add(new SimWorld.Rollback(this, kept.at(), world.number()));
        world.totals.rollbacks.increment();
        if (from == Keepsake.From.DISK) {
            disk = kept.disk().killed();
            return;
        }
        disk = new MemoryDisk();
        Store fresh = Store.open(disk, new IndexPlace.InHeap(), storeKey, random, SEGMENT);
        kept.refill(fresh, from, now());
        disk = disk.killed();
        home = new OwnHome(now(), kept.asOf());
    }

    /** Which home of its identity it has. */
    OwnHome home() {
        return home;
    }

    int rows(Table table) {
        return look(tx -> tx.all(table).size());
    }

    /** Whether a message that was taken here may be gone: a rollback undid the taking. */
    boolean lost(String id) {
        Long at = taken.get(id);
        return at != null && world.rollbacks.stream().anyMatch(r -> r.undid(this, at));
    }

    // ---- looking

    /** Looks into the store; empty if the process is not there. */
    <T> Optional<T> stored(Function<Transaction, T> look) {
        Store s = store;
        if (s == null) return Optional.empty();
        try (Transaction tx = s.begin()) {
            return Optional.of(look.apply(tx));
        }
    }

    private <T> T look(Function<Transaction, T> look) {
        return stored(look).orElseThrow(() -> new IllegalStateException("down"));
    }

    /** The id of the present session with another node. */
    Bytes sessionWith(SimNode other) {
        return look(tx -> {
            try (Session session = new Sessions(tx).get(other.id()).orElseThrow()) {
                return session.ratchet().sessionId();
            }
        });
    }

    /** Reads what this node has of a conversation, in its order. */
    List<Line> history(SimNode with) {
        return look(tx ->
                tx.scan(Table.HISTORY, with.id().bytes(), 0, true, 100_000).stream()
                        .map(e -> Line.decode(e.value()))
                        .toList());
    }

    /** Accepted invitations that have not become contacts. */
    int accepted() {
        return look(tx -> new OpenInvitations(tx).count(OpenInvitation.Side.ACCEPTED));
    }

    /** How many entries this node still owes or keeps, by table. */
    Map<Table, Integer> left() {
        return look(tx -> {
            Map<Table, Integer> left = new HashMap<>();
            for (Table t : List.of(Table.OUTBOX, Table.OWED, Table.PENDING)) {
                left.put(t, tx.all(t).size());
            }
            return left;
        });
    }
}
