package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.UserId;

import java.time.Duration;
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
    /**
     * Two dials that cross bring up two links within this. Who dials later than that has lost the
     * first link, whatever this side still sees of it.
     */
    private static final Duration CROSSING = Duration.ofSeconds(15);

    private final Map<Long, LiveLink> byNumber = new HashMap<>();

    /** All that came up and did not go down, also those that were told to close. */
    private final Set<Long> open = new HashSet<>();

    private final Map<UserId, LiveLink> byPeer = new HashMap<>();

    /**
     * Links that came while another of the same contact is up, until it is said which home of that
     * contact they lead to; at most one a contact.
     */
    private final Map<UserId, Event.LinkUp> second = new HashMap<>();

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
     * Takes a new link. Of two links of one pair that came up at the same time the one with the
     * greater hello hash goes, on both sides alike; else the older one goes. A link under other
     * keys of the same peer gives way to the newer keys.
     *
     * @param now by the steady clock
     * @return the number of the link to close, or null
     */
    @Nullable Long add(Event.LinkUp up, Instant now) {
        LiveLink old = byPeer.get(up.relation().peer());
        open.add(up.link());
        if (old != null) {
            boolean sameKeys = old.up.relation().equals(up.relation());
            boolean crossing = Duration.between(old.since, now).compareTo(CROSSING) < 0;
            if (sameKeys && crossing && up.h().compareTo(old.up.h()) > 0) {
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

    /** Whether a link of the same contact under the same keys is up. */
    boolean hasOther(Event.LinkUp up) {
        LiveLink old = byPeer.get(up.relation().peer());
        return old != null && old.up.relation().equals(up.relation());
    }

    /** Keeps a second link of a contact; returns the number of the one to close, or null. */
    @Nullable Long wait(Event.LinkUp up) {
        open.add(up.link());
        Event.LinkUp before = second.put(up.relation().peer(), up);
        if (before == null) return null;
        before.exp().close();
        return before.link();
    }

    /** A link that has waited and does not any more. */
    Optional<Event.LinkUp> waited(long number) {
        Optional<Event.LinkUp> found =
                second.values().stream().filter(up -> up.link() == number).findFirst();
        found.ifPresent(up -> second.remove(up.relation().peer()));
        return found;
    }

    /** A link that is to be closed although it is none of ours. */
    void refused(Event.LinkUp up) {
        open.add(up.link());
        up.exp().close();
    }

    /** A link has gone down; returns it if it was up here. */
    Optional<LiveLink> down(long number) {
        open.remove(number);
        waited(number).ifPresent(up -> up.exp().close());
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
        second.values().forEach(up -> up.exp().close());
        second.clear();
        byPeer.clear();
        open.clear();
    }
}
