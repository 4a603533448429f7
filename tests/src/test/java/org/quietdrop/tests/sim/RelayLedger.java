package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.relay.CarriedDrops;
import org.quietdrop.node.relay.DropCopies;
import org.quietdrop.node.relay.LostDrops;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.OutboxEntry;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is true of carried mail, noted from what nodes say once it is committed, and compared with
 * what they show and keep.
 */
final class RelayLedger {
    private static final Duration GRACE = Duration.ofDays(2);

    /** A box at a relay. */
    private record Box(SimNode relay, Bytes id) {}

    /** What a deposit holds; {@code envelope} empty: a receipt. */
    private record Made(SimNode author, SimNode relay, String message, Optional<Bytes> envelope) {}

    private record Pair(SimNode a, SimNode b) {}

    final RelayTotals totals;
    private final SimWorld world;
    private final Map<Bytes, Made> made = new HashMap<>();
    private final Map<Box, Long> ends = new HashMap<>();
    private final Set<Box> handed = new HashSet<>();

    /** Pairs of an author and a relay between whom trust has changed since they met. */
    private final Set<Pair> unsettled = new HashSet<>();

    /** Who has forgotten whom. */
    private final Set<Pair> forgotten = new HashSet<>();

    /** Messages that were called expired. */
    final Set<String> expired = new HashSet<>();

    /** Messages that their recipient has called read. */
    final Set<String> read = new HashSet<>();

    RelayLedger(SimWorld world, RelayTotals totals) {
        this.world = world;
        this.totals = totals;
    }

    void trustChanged(SimNode a, SimNode b) {
        unsettled.add(new Pair(a, b));
        unsettled.add(new Pair(b, a));
    }

    void forgot(SimNode who, SimNode whom) {
        forgotten.add(new Pair(who, whom));
    }

    boolean strangers(SimNode a, SimNode b) {
        return forgotten.contains(new Pair(a, b)) || forgotten.contains(new Pair(b, a));
    }

    boolean putBack(SimNode node) {
        return world.rollbacks.stream().anyMatch(r -> r.node() == node);
    }

    private static boolean lies(SimNode node) {
        return node.liar.isPresent();
    }

    // ---- noting

    /** What a node lets out, all of it committed. */
    void letOut(SimNode node, Event event, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Publish p && p.notice().event().equals("warning")) {
                warned(String.valueOf(p.notice().text()));
            }
            if (!(effect instanceof Effect.Send send)) continue;
            Optional<SimNode> peer = world.network.peer(node, send.link());
            if (peer.isEmpty()) continue;
            for (Frame frame : send.frames()) {
                if (frame instanceof Frame.Carrying carrying) {
                    said(node, peer.get(), event, carrying);
                }
            }
        }
    }

    private void warned(String text) {
        if (text.contains("hands over")) totals.add(RelayTotals.What.LIAR_WARNED_OF);
    }

    private void said(SimNode node, SimNode peer, Event event, Frame.Carrying frame) {
        switch (frame) {
            case Frame.Deposit deposit -> deposited(node, peer, deposit);
            case Frame.Kept kept -> {
                totals.add(RelayTotals.What.KEPT);
                if (event instanceof Event.FrameArrived f
                        && f.frame() instanceof Frame.Deposit deposit) {
                    long end = day(node.now()) + deposit.days();
                    ends.merge(new Box(node, kept.dropId()), end, Math::max);
                }
            }
            case Frame.NotKept not -> refused(not.reason());
            case Frame.Taken taken -> handed.add(new Box(peer, taken.dropId()));
            case Frame.Drop _ -> totals.add(RelayTotals.What.HANDED_OVER);
            case Frame.Lost _ -> totals.add(RelayTotals.What.LOST_SAID);
            case Frame.Ask _, Frame.Consent _ -> {}
        }
    }

    private void refused(Frame.NotKept.Reason reason) {
        switch (reason) {
            case NO_TRUST -> totals.add(RelayTotals.What.NO_TRUST);
            case YOUR_SHARE_FULL -> totals.add(RelayTotals.What.SHARE_FULL);
            case FULL -> totals.add(RelayTotals.What.ALL_FULL);
            case DISK -> totals.add(RelayTotals.What.DISK_FULL);
            case DAYS, SIZE, GIVEN_UP, OTHER -> {}
        }
    }

    private void deposited(SimNode author, SimNode relay, Frame.Deposit deposit) {
        totals.add(RelayTotals.What.DEPOSITS);
        Bytes id = org.quietdrop.crypto.relay.DropId.of(deposit.drop());
        if (made.containsKey(id)) return;
        author.stored(tx -> what(tx, author, relay, id)).ifPresent(m -> made.put(id, m));
    }

    private static Made what(Transaction tx, SimNode author, SimNode relay, Bytes id) {
        Optional<DropCopy> copy = new DropCopies(tx).get(relay.id(), id);
        Optional<Bytes> envelope =
                copy.flatMap(c -> new Outbox(tx).get(c.contact(), c.line()))
                        .flatMap(OutboxEntry::sealing)
                        .map(s -> EnvelopeId.of(s.envelope()));
        String message = copy.map(c -> c.messageId().hex()).orElse("");
        return new Made(author, relay, message, envelope);
    }

    static long day(Instant when) {
        return Math.floorDiv(when.getEpochSecond(), 86_400);
    }

    // ---- what is shown

    /** A node shows a state of a message of its own. */
    void shown(SimNode node, String id, String to, String state) {
        switch (state) {
            case "carried" -> totals.add(RelayTotals.What.SHOWN_CARRIED);
            case "read" -> {
                totals.add(RelayTotals.What.SHOWN_READ);
                if (!read.contains(id)) world.violated(id + " is called read; " + to + " did not");
            }
            case "expired" -> {
                totals.add(RelayTotals.What.EXPIRED);
                expired.add(id);
                SimWorld.Accepted message = world.acceptances.get(id);
                if (message != null && node.now().isBefore(end(message).plus(GRACE))) {
                    world.violated(id + " is called expired too soon");
                }
            }
            default -> {}
        }
        if (state.equals("delivered") && expired.contains(id)) {
            totals.add(RelayTotals.What.EXPIRED_THEN_DELIVERED);
        }
    }

    static Instant end(SimWorld.Accepted message) {
        return message.when().plus(Duration.ofDays(message.days()));
    }

    // ---- comparing

    /** Everything that must be true at any moment. */
    void check() {
        for (SimNode node : world.nodes) {
            node.stored(tx -> {
                RelayInvariants.check(world, node, tx);
                quotas(tx, node);
                if (!putBack(node)) carried(tx, node);
                return true;
            });
        }
    }

    /** No message is twice in one quota. */
    private void quotas(Transaction tx, SimNode node) {
        Map<Object, Integer> same = new HashMap<>();
        for (Bytes id : new CarriedDrops(tx).all().keySet()) {
            Made what = made.get(id);
            if (what == null || what.envelope().isEmpty() || mayDouble(node, what)) continue;
            int doubled = same.merge(List.of(what.author(), what.envelope()), 1, Integer::sum);
            if (doubled > 1) {
                world.violated(what.message() + " is twice in the quota at " + node.name());
            }
        }
    }

    /** Whether an author may honestly have left the same envelope twice. */
    private boolean mayDouble(SimNode relay, Made what) {
        return world.rough
                || lies(relay)
                || putBack(relay)
                || putBack(what.author())
                || !relay.skew.equals(what.author().skew)
                || unsettled.contains(new Pair(relay, what.author()));
    }

    /** Whoever is counted as a carrier has the box, or had good reason to part with it. */
    private void carried(Transaction tx, SimNode author) {
        for (SimNode to : world.nodes) {
            if (to == author) continue;
            for (Outbox.Placed p : new Outbox(tx).of(to.id(), 0, Integer.MAX_VALUE)) {
                for (OutboxEntry.Copy copy : p.entry().copies()) {
                    if (copy.kept()) carries(author, copy, p.entry(), to);
                }
            }
        }
    }

    private void carries(SimNode author, OutboxEntry.Copy copy, OutboxEntry entry, SimNode to) {
        SimNode relay = of(copy.relay());
        if (lies(relay) || putBack(relay) || strangers(author, relay)) return;
        Box box = new Box(relay, copy.dropId());
        if (relay.stored(tx -> has(tx, author, copy.dropId())).orElse(true)) return;
        if (ends.getOrDefault(box, Long.MAX_VALUE) <= day(relay.now()) + 1) return;
        String what = entry.messageId().hex() + " of " + author.name() + " for " + to.name();
        if (!handed.contains(box)) {
            world.violated(what + " is called carried, but " + relay.name() + " has it not");
        } else if (!arrived(author, to, entry)) {
            world.violated(what + " was taken from " + relay.name() + " and is nowhere");
        }
    }

    private static boolean has(Transaction tx, SimNode author, Bytes id) {
        return new CarriedDrops(tx).drop(id).isPresent() || new LostDrops(tx).owed(author.id(), id);
    }

    /** Whether what a relay has handed over is where it belongs. */
    private boolean arrived(SimNode author, SimNode to, OutboxEntry entry) {
        if (entry.unseen().isPresent() || putBack(to) || strangers(author, to)) return true;
        return to.committed.contains(entry.messageId().hex());
    }

    private SimNode of(UserId id) {
        return world.nodes.stream()
                .filter(n -> Objects.equals(n.id(), id))
                .findFirst()
                .orElseThrow();
    }
}
