package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.UserId;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The links that are up, at most one a contact. Confined to the core thread. */
final class LinkTable {
    private final Map<Long, LiveLink> byNumber = new HashMap<>();

    /** All that came up and did not go down, also those that were told to close. */
    private final Set<Long> open = new HashSet<>();

    private final Map<UserId, LiveLink> byPeer = new HashMap<>();

    Optional<LiveLink> get(long link) {
        return Optional.ofNullable(byNumber.get(link));
    }

    Optional<LiveLink> of(UserId peer) {
        return Optional.ofNullable(byPeer.get(peer));
    }

    boolean linked(UserId peer) {
        return byPeer.containsKey(peer);
    }

    int count() {
        return byNumber.size();
    }

    Collection<LiveLink> all() {
        return List.copyOf(byNumber.values());
    }

    /**
     * Takes a new link. Of two links of one pair the one with the greater hello hash goes, on both
     * sides alike; a link under other keys of the same peer gives way to the newer keys.
     *
     * @return the number of the link to close, or null
     */
    @Nullable Long add(Event.LinkUp up, Instant now) {
        LiveLink old = byPeer.get(up.relation().peer());
        open.add(up.link());
        if (old != null) {
            boolean sameKeys = old.up.relation().equals(up.relation());
            if (sameKeys && up.h().compareTo(old.up.h()) > 0) {
                up.exp().close();
                return up.link();
            }
            byNumber.remove(old.id());
            old.close();
        }
        LiveLink link = new LiveLink(up, now);
        byNumber.put(link.id(), link);
        byPeer.put(link.peer(), link);
        return old == null ? null : old.id();
    }

    /** A link that is to be closed although it is none of ours. */
    void refused(Event.LinkUp up) {
        open.add(up.link());
        up.exp().close();
    }

    /** A link has gone down; returns it if it was up here. */
    Optional<LiveLink> down(long number) {
        open.remove(number);
        return remove(number);
    }

    /** Every link that the link layer may still have. */
    List<Long> open() {
        return List.copyOf(open);
    }

    /** Forgets a link that is to be closed; returns it if it was up here. */
    Optional<LiveLink> remove(long number) {
        LiveLink link = byNumber.remove(number);
        if (link != null) {
            byPeer.remove(link.peer(), link);
            link.close();
        }
        return Optional.ofNullable(link);
    }

    void clear() {
        byNumber.values().forEach(LiveLink::close);
        byNumber.clear();
        byPeer.clear();
        open.clear();
    }
}
