package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * What the core keeps in memory about relaying over one link, while it is up: nothing of it is ever
 * stored. Confined to the core thread.
 */
final class RelayLink {
    /** Deposits, and drops the other way, that may be unanswered at once. */
    static final int UNANSWERED = 64;

    /** Whose mail lies under a handle that we asked for, and of which week the handle is. */
    record Sought(UserId from, long week) {}

    /**
     * How far the outbox of a contact was looked through, and by which hints of the contact: with
     * others it is looked through anew.
     */
    record Looked(List<Bytes> hints, long through) {}

    // ---- we leave mail there

    /** Drop ids of deposits that are not answered yet. */
    final Set<Bytes> deposits = new HashSet<>();

    /** How far the outbox of each contact was looked through. */
    final Map<UserId, Looked> looked = new HashMap<>();

    /** Whether more would have been left if there had been room. */
    boolean more;

    /** Nothing is left there before this moment: the relay has no room. */
    Instant pausedUntil = Instant.MIN;

    // ---- we collect there

    /** Handles asked for. */
    final Map<Bytes, Sought> sought = new HashMap<>();

    /** Drop ids that came over this link, the newest of them. */
    final LinkedHashSet<Bytes> came = new LinkedHashSet<>();

    /** Drops that were of no use. */
    int useless;

    // ---- the peer collects here

    /** Handles of an ask that is not whole yet. */
    Set<Bytes> asking = new HashSet<>();

    /** Handles that the peer asks for. */
    Set<Bytes> asked = Set.of();

    /** Drop ids that are to be handed over. */
    final Queue<Bytes> toOffer = new ArrayDeque<>();

    /** Drop ids handed over on this link that are not answered yet. */
    final Set<Bytes> unanswered = new HashSet<>();

    // ---- both

    /** Whether relaying has begun on this link. */
    boolean begun;

    int consents;
    int asks;

    /** Up to which place the outbox of a contact was looked through. */
    long through(UserId contact) {
        Looked known = looked.get(contact);
        return known == null ? 0 : known.through();
    }

    /** The outbox of a contact was looked through up to here. */
    void through(UserId contact, long place) {
        looked.computeIfPresent(contact, (_, l) -> new Looked(l.hints(), place));
    }
}
