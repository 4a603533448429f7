package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.Opened;
import org.quietdrop.crypto.ratchet.SessionView;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Quotas;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.relay.DropCopies;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a {@link Flaw} does to the core of one node: to its events, its store and its effects. */
final class Broken {
    private final SimWorld world;
    private final SimNode node;
    private final SimRandom random;
    private List<Entry> expired = List.of();

    Broken(SimWorld world, SimNode node, SimRandom random) {
        this.world = world;
        this.node = node;
        this.random = random;
    }

    private Flaw flaw() {
        return world.flaw();
    }

    Quotas quotas(Quotas real) {
        return flaw() == Flaw.NO_QUOTAS ? Quotas.DEFAULT : real;
    }

    /** The event as the broken core takes it. */
    Event before(Transaction tx, Event event) {
        if (flaw() == Flaw.NONE || !(event instanceof Event.FrameArrived f)) return event;
        if (flaw() == Flaw.EXPIRED_IS_FINAL) expired = expired(tx);
        if (flaw() == Flaw.FRESH_DROPS && f.frame() instanceof Frame.Consent) forget(tx, f);
        if (flaw() == Flaw.MISMATCH_IGNORED && f.frame() instanceof Frame.SessionCheck check) {
            return agreeing(tx, f, check);
        }
        if (flaw() == Flaw.LOST_IGNORED && f.frame() instanceof Frame.Lost lost) {
            Frame taken = new Frame.Taken(lost.dropId());
            world.perform(node, new Effect.Send(f.link(), List.of(taken)));
            return new Event.Woken();
        }
        return event;
    }

    /** What is done once the event was handled and before the commit. */
    void after(Transaction tx, List<Effect> effects) {
        switch (flaw()) {
            case NO_DEDUPLICATION -> {
                for (Entry e : tx.all(Table.SEEN)) tx.delete(e.key());
            }
            case LOST_NOT_OWED -> {
                for (Entry e : tx.all(Table.LOST)) tx.delete(e.key());
            }
            case EXPIRED_IS_FINAL -> {
                for (Entry e : expired) tx.put(e.key(), e.value());
                expired = List.of();
            }
            case ACK_BEFORE_COMMIT -> letOutEarly(effects, Frame.Ack.class);
            case SEND_BEFORE_COMMIT -> letOutEarly(effects, Frame.Envelope.class);
            case KEPT_BEFORE_COMMIT -> letOutEarly(effects, Frame.Kept.class);
            case TAKEN_BEFORE_COMMIT -> letOutEarly(effects, Frame.Taken.class);
            case NONE,
                    STATE_KEPT_AFTER_FAILED_OPEN,
                    MISMATCH_IGNORED,
                    LOST_IGNORED,
                    FRESH_DROPS,
                    NO_QUOTAS -> {}
        }
    }

    private void letOutEarly(List<Effect> effects, Class<? extends Frame> what) {
        for (Effect effect : List.copyOf(effects)) {
            if (effect instanceof Effect.Send send
                    && send.frames().stream().allMatch(what::isInstance)) {
                effects.remove(effect);
                world.perform(node, effect);
            }
        }
    }

    private static List<Entry> expired(Transaction tx) {
        return tx.all(Table.HISTORY).stream()
                .filter(e -> Line.decode(e.value()).state() == Line.State.EXPIRED)
                .toList();
    }

    /** Deposits without an answer are not known any more: others are made for the same messages. */
    private void forget(Transaction tx, Event.FrameArrived event) {
        Optional<UserId> relay = world.network.peerOn(node, event.link());
        if (relay.isEmpty()) return;
        for (DropCopy copy : new DropCopies(tx).unanswered(relay.get())) {
            new DropCopies(tx).remove(relay.get(), copy.dropId());
            Outbox outbox = new Outbox(tx);
            Optional<OutboxEntry> entry = outbox.get(copy.contact(), copy.line());
            if (entry.isEmpty()) continue;
            List<OutboxEntry.Copy> left = new ArrayList<>(entry.get().copies());
            left.removeIf(c -> c.dropId().equals(copy.dropId()));
            outbox.put(copy.contact(), copy.line(), entry.get().copied(left));
        }
    }

    /** Keeps the state that came of opening an envelope which did not open as it arrived. */
    void keepState(Transaction tx, Event event, Frame.Envelope intact) {
        if (flaw() != Flaw.STATE_KEPT_AFTER_FAILED_OPEN) return;
        if (!(event instanceof Event.FrameArrived arrived)) return;
        Optional<UserId> peer = world.network.peerOn(node, arrived.link());
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

    /** The check that arrived, as it would be if the other side agreed. */
    private Event agreeing(Transaction tx, Event.FrameArrived event, Frame.SessionCheck theirs) {
        Optional<UserId> peer = world.network.peerOn(node, event.link());
        if (peer.isEmpty()) return event;
        try (Session session = new Sessions(tx).get(peer.get()).orElseThrow()) {
            SessionView v = DoubleRatchet.view(session.ratchet());
            return new Event.FrameArrived(
                    event.link(),
                    new Frame.SessionCheck(
                            v.sessionId(),
                            Bytes.of(v.peerDhPub().toArray()),
                            v.nextExpected(),
                            Bytes.of(v.dhPub().toArray()),
                            v.nextToSend(),
                            theirs.expectedSeq()));
        }
    }
}
