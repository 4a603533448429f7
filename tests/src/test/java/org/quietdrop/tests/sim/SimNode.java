package org.quietdrop.tests.sim;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.Opened;
import org.quietdrop.crypto.ratchet.SessionView;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.core.Core;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Settings;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Entry;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One node: the real core over the real store on a disk in memory, and a process that can die. */
final class SimNode {
    private static final int SEGMENT = 256 << 10;

    /** A disk as it was at some moment. */
    private record Remembered(MemoryDisk disk, long at) {}

    final int number;
    final Identity identity;
    final Endpoint endpoint;
    final Set<String> committed = new HashSet<>();

    private final SimWorld world;
    private final SimRandom random;
    private final SecretKey storeKey;
    private MemoryDisk disk = new MemoryDisk();
    private final List<Remembered> remembered = new ArrayList<>();
    private final Map<String, Long> taken = new HashMap<>();
    private @Nullable Store store;
    private @Nullable Core core;
    private List<Relation> all = List.of();
    private List<Relation> dialled = List.of();
    private int life;

    SimNode(SimWorld world, int number, SimRandom random) {
        this.world = world;
        this.number = number;
        this.random = random;
        this.identity = Identity.fromSeed(SecretKey.random(random));
        this.endpoint = new Endpoint("10.0.0." + (number + 1), 4_000);
        this.storeKey = SecretKey.random(random);
    }

    String name() {
        return "n" + number;
    }

    UserId id() {
        return identity.userId();
    }

    boolean up() {
        return core != null;
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

    void start() {
        life++;
        Store opened = Store.open(disk, new IndexPlace.InHeap(), storeKey, random, SEGMENT);
        store = opened;
        Core begun = new Core(id(), name(), random, Settings.DEFAULT);
        core = begun;
        List<Effect> effects;
        try (Transaction tx = opened.begin()) {
            readCommitted(tx);
            effects = begun.start(tx, world.now());
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
        if (c == null || s == null) return;
        SimWorld.Crash crash = world.crashNow(event);
        if (crash == SimWorld.Crash.BEFORE_COMMIT) {
            world.died(this, crash);
            die(false);
            return;
        }
        List<Effect> effects;
        try (Transaction tx = s.begin()) {
            Event handled = world.flaw() == Flaw.MISMATCH_IGNORED ? agreeing(tx, event) : event;
            List<Object> before = intact.isPresent() ? sessions(tx) : List.of();
            effects = new ArrayList<>(c.handle(handled, world.now(), tx));
            if (world.flaw() == Flaw.STATE_KEPT_AFTER_FAILED_OPEN) {
                intact.ifPresent(e -> keepState(tx, event, e));
            }
            if (intact.isPresent() && !sessions(tx).equals(before)) {
                world.violated("an envelope that did not open changed a session of " + name());
            }
            if (world.flaw() == Flaw.NO_DEDUPLICATION) {
                for (Entry e : tx.all(Table.SEEN)) tx.delete(e.key());
            }
            letOutEarly(effects);
            if (crash == SimWorld.Crash.IN_COMMIT) {
                disk.powerOffAfter(random.generator().nextInt(3));
            }
            tx.commit();
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

    private void letOutEarly(List<Effect> effects) {
        boolean acks = world.flaw() == Flaw.ACK_BEFORE_COMMIT;
        boolean envelopes = world.flaw() == Flaw.SEND_BEFORE_COMMIT;
        if (!acks && !envelopes) return;
        for (Effect effect : List.copyOf(effects)) {
            if (effect instanceof Effect.Send send
                    && send.frames().stream()
                            .allMatch(f ->
                                    acks ? f instanceof Frame.Ack : f instanceof Frame.Envelope)) {
                effects.remove(effect);
                world.perform(this, effect);
            }
        }
    }

    private void keepState(Transaction tx, Event event, Frame.Envelope intact) {
        if (!(event instanceof Event.FrameArrived arrived)) return;
        Optional<UserId> peer = world.peerOn(this, arrived.link());
        if (peer.isEmpty()) return;
        Sessions sessions = new Sessions(tx);
        Optional<Session> session = sessions.get(peer.get());
        if (session.isEmpty()) return;
        try {
            Opened opened =
                    DoubleRatchet.open(
                            session.get().ratchet(),
                            intact.sealed().toArray(),
                            random,
                            world.now());
            sessions.put(
                    peer.get(),
                    new Session(
                            opened.state(), session.get().acknowledged(), session.get().agreed()));
        } catch (OpenFailed e) {
            // Not even the intact envelope opens now: nothing to keep.
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

    /** The check that arrived, as it would be if the other side agreed. */
    private Event agreeing(Transaction tx, Event event) {
        if (!(event instanceof Event.FrameArrived arrived)
                || !(arrived.frame() instanceof Frame.SessionCheck theirs)) {
            return event;
        }
        Optional<UserId> peer = world.peerOn(this, arrived.link());
        if (peer.isEmpty()) return event;
        try (Session session = new Sessions(tx).get(peer.get()).orElseThrow()) {
            SessionView v = DoubleRatchet.view(session.ratchet());
            return new Event.FrameArrived(
                    arrived.link(),
                    new Frame.SessionCheck(
                            v.sessionId(),
                            Bytes.of(v.peerDhPub().toArray()),
                            v.nextExpected(),
                            Bytes.of(v.dhPub().toArray()),
                            v.nextToSend(),
                            theirs.expectedSeq()));
        }
    }

    /** The id of the present session with another node. */
    Bytes sessionWith(SimNode other) {
        Store s = store;
        if (s == null) throw new IllegalStateException("down");
        try (Transaction tx = s.begin();
                Session session = new Sessions(tx).get(other.id()).orElseThrow()) {
            return session.ratchet().sessionId();
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
        world.totals.rollbacks.increment();
    }

    /** Whether a message that was taken here may be gone: a rollback undid the taking. */
    boolean lost(String id) {
        Long at = taken.get(id);
        return at != null && world.rollbacks.stream().anyMatch(r -> r.undid(this, at));
    }

    /** The process is gone, with all that was not committed. */
    void die(boolean powerCut) {
        if (core == null) return;
        core = null;
        store = null;
        disk = powerCut ? disk.crash(random.generator()) : disk.killed();
        all = List.of();
        dialled = List.of();
        life++;
        world.cutAll(this);
    }

    /** Reads what this node has of a conversation, in its order. */
    List<Line> history(SimNode with) {
        Store s = store;
        if (s == null) throw new IllegalStateException("down");
        List<Line> lines = new ArrayList<>();
        try (Transaction tx = s.begin()) {
            for (Entry e : tx.scan(Table.HISTORY, with.id().bytes(), 0, true, 100_000)) {
                lines.add(Line.decode(e.value()));
            }
        }
        return lines;
    }

    /** How many entries this node still owes or keeps, by table. */
    Map<Table, Integer> left() {
        Store s = store;
        if (s == null) throw new IllegalStateException("down");
        Map<Table, Integer> left = new HashMap<>();
        try (Transaction tx = s.begin()) {
            for (Table t : List.of(Table.OUTBOX, Table.OWED, Table.PENDING)) {
                left.put(t, tx.all(t).size());
            }
        }
        return left;
    }
}
