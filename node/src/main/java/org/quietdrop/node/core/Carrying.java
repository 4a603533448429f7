package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.crypto.relay.Week;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.Day;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.KeptDrop;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * This node as a relay (protocol, section 7): keeps drops that mutually trusted contacts leave,
 * hands them to whoever asks for their handles, and keeps nothing about who asked. Refuses rather
 * than gives up what it has; what it must give up all the same is owed word of. Confined to the
 * core thread.
 */
final class Carrying {
    /** Room on the disk that drops of others never use: it is for the owner's own mail. */
    static final long ROOM = 64L << 20;

    /** Handles in one ask: every week asked for, of as many relations as there may be. */
    private static final int MOST_HANDLES = Week.ASKED * Contacts.MAX_RELATIONS;

    /** Asks on one link; more are not what a contact needs. */
    private static final int MOST_ASKS = 256;

    /** What is kept, as it is in the store; null: not read yet, or not to be believed any more. */
    private @Nullable Map<Bytes, KeptDrop> known;

    private final Map<Bytes, Set<Bytes>> byHandle = new HashMap<>();
    private final Map<UserId, Integer> byDepositor = new HashMap<>();
    private final LinkTable links;
    private final Quotas quotas;

    Carrying(LinkTable links, Quotas quotas) {
        this.links = links;
        this.quotas = quotas;
    }

    /** The store may not hold what was noted here: it is read anew. */
    void reset() {
        known = null;
        byHandle.clear();
        byDepositor.clear();
    }

    private Map<Bytes, KeptDrop> known(Turn turn) {
        Map<Bytes, KeptDrop> all = known;
        if (all == null) {
            all = turn.carried().all();
            known = all;
            all.forEach(this::note);
        }
        return all;
    }

    private void note(Bytes dropId, KeptDrop kept) {
        byHandle.computeIfAbsent(kept.handle(), _ -> new LinkedHashSet<>()).add(dropId);
        byDepositor.merge(kept.depositor(), 1, Integer::sum);
    }

    private void remove(Turn turn, Bytes dropId) {
        KeptDrop gone = known(turn).remove(dropId);
        if (gone == null) return;
        turn.carried().remove(dropId);
        Set<Bytes> others = byHandle.get(gone.handle());
        if (others != null && others.remove(dropId) && others.isEmpty()) {
            byHandle.remove(gone.handle());
        }
        byDepositor.computeIfPresent(gone.depositor(), (_, n) -> n > 1 ? n - 1 : null);
    }

    // ---- taking deposits

    /** A contact leaves a drop. */
    void deposited(Turn turn, LiveLink link, boolean trusted, Frame.Deposit deposit) {
        Bytes id = DropId.of(deposit.drop());
        Optional<Frame.NotKept.Reason> fault =
                trusted
                        ? fault(turn, link, id, deposit)
                        : Optional.of(Frame.NotKept.Reason.NO_TRUST);
        Frame answer =
                fault.<Frame>map(reason -> new Frame.NotKept(id, reason))
                        .orElseGet(() -> new Frame.Kept(id));
        if (fault.isEmpty() && !known(turn).containsKey(id)) {
            long end = Day.of(turn.now()) + deposit.days();
            var kept = new KeptDrop(deposit.handle(), link.peer(), end);
            turn.carried().keep(id, kept, deposit.drop());
            known(turn).put(id, kept);
            note(id, kept);
            offerToThoseWhoAsked(turn, deposit.handle(), id);
        }
        turn.effect(new Effect.Send(link.id(), List.of(answer)));
    }

    private Optional<Frame.NotKept.Reason> fault(
            Turn turn, LiveLink link, Bytes id, Frame.Deposit deposit) {
        if (deposit.drop().size() != DropKeys.DROP_SIZE) {
            return Optional.of(Frame.NotKept.Reason.SIZE);
        }
        if (deposit.days() < 1 || deposit.days() > Body.MAX_DAYS) {
            return Optional.of(Frame.NotKept.Reason.DAYS);
        }
        if (turn.lost().owed(link.peer(), id)) return Optional.of(Frame.NotKept.Reason.GIVEN_UP);
        if (known(turn).containsKey(id)) return Optional.empty();
        if (byDepositor.getOrDefault(link.peer(), 0) >= quotas.each()) {
            return Optional.of(Frame.NotKept.Reason.YOUR_SHARE_FULL);
        }
        if (known(turn).size() >= quotas.all()) return Optional.of(Frame.NotKept.Reason.FULL);
        return turn.tx().hasRoom(ROOM) ? Optional.empty() : Optional.of(Frame.NotKept.Reason.DISK);
    }

    // ---- handing over

    /** A contact asks for handles; they are held in memory for this link. */
    void asked(Turn turn, LiveLink link, boolean trusted, Frame.Ask ask) {
        RelayLink relay = link.relay;
        relay.asking.addAll(ask.handles());
        if (relay.asking.size() > MOST_HANDLES || relay.asks > MOST_ASKS) {
            Renewals.end(turn, link);
            return;
        }
        if (!ask.last()) return;
        relay.asks++;
        relay.asked = trusted ? relay.asking : Set.of();
        relay.asking = new HashSet<>();
        relay.toOffer.clear();
        known(turn);
        for (Bytes handle : byHandle.keySet()) {
            if (relay.asked.contains(handle)) relay.toOffer.addAll(byHandle.get(handle));
        }
        offer(turn, link);
    }

    private void offerToThoseWhoAsked(Turn turn, Bytes handle, Bytes dropId) {
        for (LiveLink link : links.all()) {
            if (link.over || !link.relay.asked.contains(handle)) continue;
            Queue<Bytes> waiting = link.relay.toOffer;
            // What was taken back meanwhile must not pile up for who answers nothing.
            if (waiting.size() >= quotas.all())
                waiting.removeIf(id -> !known(turn).containsKey(id));
            waiting.add(dropId);
            offer(turn, link);
        }
    }

    private void offer(Turn turn, LiveLink link) {
        RelayLink relay = link.relay;
        List<Frame> frames = new ArrayList<>();
        while (relay.unanswered.size() < RelayLink.UNANSWERED && !relay.toOffer.isEmpty()) {
            Bytes id = relay.toOffer.remove();
            KeptDrop kept = known(turn).get(id);
            if (kept == null
                    || kept.endDay() <= Day.of(turn.now())
                    || relay.unanswered.contains(id)) {
                continue;
            }
            Optional<Bytes> drop = turn.carried().drop(id);
            if (drop.isEmpty()) {
                // The disk has lost it: who left it must not go on counting on it.
                giveUp(turn, kept.depositor(), id);
                continue;
            }
            relay.unanswered.add(id);
            frames.add(new Frame.Drop(kept.handle(), drop.get()));
        }
        if (!frames.isEmpty()) turn.effect(new Effect.Send(link.id(), frames));
    }

    /** The peer has a drop that it was handed, or has noted that one of its own is gone. */
    void taken(Turn turn, LiveLink link, Bytes dropId) {
        if (turn.lost().owed(link.peer(), dropId)) turn.lost().settle(link.peer(), dropId);
        if (!link.relay.unanswered.remove(dropId)) return;
        remove(turn, dropId);
        offer(turn, link);
    }

    /** The peer may not collect any more. */
    static void refuse(LiveLink link) {
        link.relay.asked = Set.of();
        link.relay.toOffer.clear();
    }

    // ---- giving up

    /** Says on a new link which drops of the peer are gone. */
    static void sayLost(Turn turn, LiveLink link) {
        List<Frame> frames =
                turn.lost().of(link.peer(), turn.now()).stream()
                        .<Frame>map(Frame.Lost::new)
                        .toList();
        if (!frames.isEmpty()) turn.effect(new Effect.Send(link.id(), frames));
    }

    /** The depositor has taken its mail back: nothing is owed for it. */
    void withdrawn(Turn turn, UserId depositor) {
        for (Bytes id : of(turn, depositor)) remove(turn, id);
    }

    /** Carries nothing of this depositor any further; word of it is owed. */
    void giveUp(Turn turn, UserId depositor) {
        List<Bytes> ids = of(turn, depositor);
        for (Bytes id : ids) giveUp(turn, depositor, id);
        if (ids.isEmpty()) return;
        links.of(depositor).filter(link -> !link.over).ifPresent(link -> sayLost(turn, link));
    }

    private void giveUp(Turn turn, UserId depositor, Bytes dropId) {
        remove(turn, dropId);
        turn.lost().owe(depositor, dropId, turn.now());
    }

    /** Carries nothing any further; word of it is owed to everybody. */
    void giveUpAll(Turn turn) {
        known(turn);
        for (UserId depositor : List.copyOf(byDepositor.keySet())) giveUp(turn, depositor);
    }

    private List<Bytes> of(Turn turn, UserId depositor) {
        return known(turn).entrySet().stream()
                .filter(e -> e.getValue().depositor().equals(depositor))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Keeps nothing from its end day on. */
    void sweep(Turn turn) {
        long today = Day.of(turn.now());
        for (Map.Entry<Bytes, KeptDrop> e : List.copyOf(known(turn).entrySet())) {
            if (e.getValue().endDay() <= today) remove(turn, e.getKey());
        }
    }

    // ---- looking

    /** How many drops are kept. */
    int count(Turn turn) {
        return known(turn).size();
    }

    /** The day from which on nothing of what is kept now is kept any more. */
    Optional<Long> lastDay(Turn turn) {
        return known(turn).values().stream().map(KeptDrop::endDay).max(Long::compare);
    }
}
