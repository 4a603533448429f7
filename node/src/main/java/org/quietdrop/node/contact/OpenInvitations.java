package org.quietdrop.node.contact;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.OpenInvitation;
import org.quietdrop.store.record.OpenInvitation.Side;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Invitations that were not used yet, from either end, through one transaction. */
public final class OpenInvitations {
    /** Invitations of ours that may be open at once (section 9). */
    public static final int MAX_OURS = 32;

    /** Introductions that may wait for an answer. */
    public static final int MAX_OFFERED = 32;

    /** The acceptor's clock may be behind: so long it still looks for the inviter. */
    private static final Duration SLOW_CLOCK = Duration.ofDays(1);

    private final Transaction tx;

    /** As this transaction sees them. */
    public OpenInvitations(Transaction tx) {
        this.tx = tx;
    }

    private static Key key(Bytes id) {
        return new Key(Table.INVITATION, id, 0);
    }

    /** The one with this name, 16 bytes. The caller closes it. */
    public Optional<OpenInvitation> get(Bytes id) {
        return tx.get(key(id)).map(OpenInvitation::decode);
    }

    /** All of them, the oldest first. The caller closes them. */
    public List<OpenInvitation> all() {
        List<OpenInvitation> all = new ArrayList<>();
        for (Entry e : tx.all(Table.INVITATION)) all.add(OpenInvitation.decode(e.value()));
        all.sort((a, b) -> a.made().compareTo(b.made()));
        return all;
    }

    /** How many there are of a side. */
    public int count(Side side) {
        int[] found = {0};
        each(i -> found[0] += i.side() == side ? 1 : 0);
        return found[0];
    }

    /** Whether there is one like this. */
    public boolean any(Predicate<OpenInvitation> wanted) {
        boolean[] found = {false};
        each(i -> found[0] |= wanted.test(i));
        return found[0];
    }

    /** Keeps one. */
    public void put(OpenInvitation invitation) {
        tx.put(key(invitation.id()), invitation.encode());
    }

    /** Forgets one: its secret is destroyed with the next pass of forgetting. */
    public void remove(Bytes id) {
        tx.delete(key(id));
        tx.forgetSoon();
    }

    /** Forgets all that name this person: the relation is complete, or is to be forgotten. */
    public void removeWith(UserId peer) {
        removeIf(i -> i.peer().filter(peer::equals).isPresent());
    }

    /**
     * Forgets those that are over. What we accepted stays until it completes or is forgotten.
     *
     * @return whether there were any
     */
    public boolean removeExpired(Instant now) {
        return removeIf(i -> i.side() != Side.ACCEPTED && !now.isBefore(i.expiry()));
    }

    /** When the next one is over. */
    public Optional<Instant> nextExpiry() {
        List<Instant> ends = new ArrayList<>();
        each(i -> {
            if (i.side() != Side.ACCEPTED) ends.add(i.expiry());
        });
        return ends.stream().min(Instant::compareTo);
    }

    /**
     * Forgets those that are like this.
     *
     * @return whether there were any
     */
    public boolean removeIf(Predicate<OpenInvitation> goes) {
        List<Bytes> gone = new ArrayList<>();
        each(i -> {
            if (goes.test(i)) gone.add(i.id());
        });
        gone.forEach(this::remove);
        return !gone.isEmpty();
    }

    private void each(Consumer<OpenInvitation> look) {
        for (OpenInvitation i : all()) {
            try (i) {
                look.accept(i);
            }
        }
    }

    /** What hello must know of them at this moment. The caller closes them. */
    public List<Relation> relations(Instant now) {
        List<Relation> all = new ArrayList<>();
        each(i -> {
            boolean inviter = i.side() != Side.ACCEPTED;
            if (useful(i, now)) {
                all.add(new InvitedRelation(i.id(), inviter, i.peer(), i.secret()));
            }
        });
        return all;
    }

    private static boolean useful(OpenInvitation i, Instant now) {
        return switch (i.side()) {
            case OURS, EXPECTED -> now.isBefore(i.expiry());
            case ACCEPTED -> now.isBefore(i.expiry().plus(SLOW_CLOCK));
            case OFFERED -> false;
        };
    }
}
