package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.Sealed;
import org.quietdrop.node.message.OwedAcks;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.OwedAck;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leaves word with a relay for writers that are away: what is owed is said in one receipt, once,
 * with one relay (section 9). Over a link it is said all the same. Confined to the core thread.
 */
final class Receipts {
    /** Word that becomes due within this time goes in one receipt. */
    private static final Duration GATHER = Duration.ofSeconds(2);

    /** How long a receipt may wait to be collected, in days: as long as most messages. */
    private static final int DAYS = 7;

    /** Receipts to one contact at once; the rest follows. */
    private static final int AT_ONCE = 4;

    /** Receipts to one contact before they become few. */
    private static final int FREELY = 16;

    /** Then one in this time, with all that came to be owed. */
    private static final Duration APART = Duration.ofHours(1);

    private static final Duration DAY = Duration.ofDays(1);

    private final RandomSource random;
    private final LinkTable links;
    private final Envelopes envelopes;
    private final Deposits deposits;
    private @Nullable Instant due;

    /** When receipts were left for whom within a day. */
    private final Map<UserId, Deque<Instant>> left = new HashMap<>();

    Receipts(RandomSource random, LinkTable links, Envelopes envelopes, Deposits deposits) {
        this.random = random;
        this.links = links;
        this.envelopes = envelopes;
        this.deposits = deposits;
    }

    /** Something may be owed to somebody who is away: says it soon. */
    void soon(Instant now) {
        if (due == null) due = now.plus(GATHER);
    }

    /** When {@link #send} has something to do. */
    Optional<Instant> next() {
        return Optional.ofNullable(due);
    }

    /** Nothing that was planned counts any more. */
    void reset() {
        due = null;
    }

    /** Leaves what is due. */
    void send(Turn turn) {
        Instant when = due;
        if (when == null || turn.steady().isBefore(when)) return;
        due = null;
        List<LiveLink> relays =
                links.all().stream().filter(l -> Deposits.hasRoom(turn, l)).toList();
        if (relays.isEmpty()) return;
        for (Contact c : turn.contacts().all()) {
            relays.stream()
                    .filter(relay -> deposits.serves(turn, relay, c))
                    .findFirst()
                    .ifPresent(relay -> leave(turn, relay, c));
        }
    }

    private void leave(Turn turn, LiveLink relay, Contact to) {
        for (int i = 0; i < AT_ONCE; i++) {
            if (!Deposits.hasRoom(turn, relay) || !Deposits.mayBeSealed(turn, to.id())) return;
            if (!mayLeave(to.id(), turn.steady())) return;
            List<OwedAcks.Placed> owed =
                    turn.owed().withoutReceipt(to.id(), Payload.Receipt.MAX_IDS, turn.now());
            if (owed.isEmpty()) return;
            OwedAck.Kind kind = owed.getFirst().owed().kind();
            List<OwedAcks.Placed> same =
                    owed.stream().filter(p -> p.owed().kind() == kind).toList();
            List<Bytes> ids = same.stream().map(p -> p.owed().id()).toList();
            Bytes id = Bytes.of(random.bytes(16));
            Body body = new Body(id, 0, turn.now(), DAYS, new Payload.Receipt(what(kind), ids));
            Optional<Sealed> sealed = envelopes.seal(turn, to.id(), body);
            if (sealed.isEmpty()) return;
            left.computeIfAbsent(to.id(), _ -> new ArrayDeque<>()).addLast(turn.steady());
            deposits.leaveReceipt(turn, relay, to.id(), sealed.get().envelope(), DAYS);
            for (OwedAcks.Placed p : same) turn.owed().receipted(to.id(), p);
        }
        soon(turn.steady());
    }

    /**
     * A contact can bring about as many receipts as it likes and never collect one: they must not
     * fill our share with a friend, nor use up the window of the contact.
     */
    private boolean mayLeave(UserId to, Instant now) {
        Deque<Instant> before = left.get(to);
        if (before == null) return true;
        before.removeIf(at -> !now.isBefore(at.plus(DAY)));
        if (before.size() < FREELY) return true;
        return !now.isBefore(before.getLast().plus(APART));
    }

    private static Payload.Receipt.What what(OwedAck.Kind kind) {
        return switch (kind) {
            case TAKEN -> Payload.Receipt.What.TAKEN;
            case READ -> Payload.Receipt.What.READ;
        };
    }
}
