package org.quietdrop.node.core;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.record.Contact;

/**
 * Whom to dial and when: contacts at the addresses known for them, with back-off and jitter, and
 * nodes seen on the network, of which only the hello tells who they are. Confined to the core
 * thread; keeps nothing over a restart.
 */
final class Dialer {
    /** Dials under way at once. */
    private static final int AT_ONCE = 4;

    /** Nodes seen on the network that are remembered. */
    private static final int HEARD = 512;

    private static final Duration[] BACK_OFF = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(10)
    };

    /** The larger name leaves the first try to the smaller one (discovery, "Who dials"). */
    private static final Duration OTHERS_FIRST = Duration.ofSeconds(5);

    private static final class Route {
        final List<String> addresses;
        int failures;
        int turn;
        Instant due;
        boolean dialling;

        Route(List<String> addresses, Instant due) {
            this.addresses = addresses;
            this.due = due;
        }
    }

    private static final class Heard {
        final Endpoint at;
        Instant due;
        int failures;
        boolean dialling;
        boolean stranger;
        @Nullable UserId contact;

        Heard(Endpoint at, Instant due) {
            this.at = at;
            this.due = due;
        }
    }

    private final RandomSource random;
    private final Map<UserId, Route> routes = new HashMap<>();
    private final Map<String, Heard> heard = new LinkedHashMap<>();
    private final Map<Long, Runnable> failed = new HashMap<>();
    private final Map<Long, Runnable> met = new HashMap<>();
    private String ownInstance = "";
    private long nextDial = 1;

    Dialer(RandomSource random) {
        this.random = random;
    }

    void announced(String instance) {
        ownInstance = instance;
    }

    /** Reads the contacts anew: who has no link and where it may be. Strangers get another chance. */
    void refresh(Turn turn, Predicate<UserId> linked) {
        Map<UserId, Route> kept = new HashMap<>(routes);
        routes.clear();
        for (Contact c : turn.contacts().all()) {
            if (linked.test(c.id()) || c.state() == Contact.State.BLOCKED) continue;
            List<String> at = c.addresses().stream().map(Contact.Address::at).toList();
            if (at.isEmpty()) continue;
            Route old = kept.get(c.id());
            routes.put(
                    c.id(),
                    old != null && old.addresses.equals(at) ? old : new Route(at, turn.now()));
        }
    }

    /** Our relations have changed: a stranger may be somebody now. */
    void forgetStrangers(Instant now) {
        for (Heard h : heard.values()) {
            if (!h.stranger) continue;
            h.stranger = false;
            h.due = now;
        }
    }

    void seen(String instance, Endpoint at, Instant now) {
        Heard old = heard.get(instance);
        if (instance.equals(ownInstance) || (old != null && old.at.equals(at))) return;
        if (heard.size() >= HEARD) heard.remove(heard.keySet().iterator().next());
        boolean first = ownInstance.compareTo(instance) < 0;
        Duration wait = first ? Duration.ZERO : OTHERS_FIRST;
        heard.put(instance, new Heard(at, now.plus(wait).plus(jitter(Duration.ofSeconds(1)))));
    }

    void gone(String instance) {
        heard.remove(instance);
    }

    /** A link is up: whoever is at that host needs no dial for now. */
    void linkedAt(Endpoint remote, UserId contact, boolean dialled) {
        for (Heard h : heard.values()) {
            boolean same = dialled ? h.at.equals(remote) : h.at.host().equals(remote.host());
            if (same && h.contact == null) h.contact = contact;
        }
    }

    /** A link went down: whoever was there may be dialled again. */
    void unlinked(UserId contact, Instant now) {
        for (Heard h : heard.values()) {
            if (!contact.equals(h.contact)) continue;
            h.contact = null;
            h.due = now.plus(jitter(Duration.ofSeconds(2)));
        }
    }

    /** Starts the dials that are due. */
    void dial(Turn turn, boolean anybodyToFind) {
        if (!anybodyToFind) return;
        Instant now = turn.now();
        for (Route r : routes.values()) {
            if (r.dialling || r.due.isAfter(now) || full()) continue;
            Endpoint to = Endpoint.parse(r.addresses.get(r.turn++ % r.addresses.size()));
            r.dialling = true;
            start(
                    turn,
                    to,
                    () -> {
                        r.dialling = false;
                        r.due = now(turn).plus(backOff(r.failures++));
                    },
                    () -> {});
        }
        for (Heard h : heard.values()) {
            if (h.dialling || h.stranger || h.contact != null) continue;
            if (h.due.isAfter(now) || full()) continue;
            h.dialling = true;
            start(
                    turn,
                    h.at,
                    () -> {
                        h.dialling = false;
                        h.due = now(turn).plus(backOff(h.failures++));
                    },
                    () -> h.stranger = true);
        }
    }

    private @Nullable Instant ended;

    private Instant now(Turn turn) {
        return ended == null ? turn.now() : ended;
    }

    private boolean full() {
        return failed.size() >= AT_ONCE;
    }

    private void start(Turn turn, Endpoint to, Runnable ifFailed, Runnable ifStranger) {
        long dial = nextDial++;
        failed.put(dial, ifFailed);
        met.put(dial, ifStranger);
        turn.effect(new Effect.Dial(dial, to));
    }

    void ended(Event.DialEnded event, Instant now) {
        Runnable onFailure = failed.remove(event.dial());
        Runnable onStranger = met.remove(event.dial());
        if (onFailure == null || onStranger == null) return;
        ended = now;
        onFailure.run();
        ended = null;
        if (event.outcome() == Event.DialOutcome.STRANGER) onStranger.run();
    }

    /** All dials are void: the links below were closed at once. */
    void reset(Instant now) {
        failed.clear();
        met.clear();
        for (Route r : routes.values()) r.dialling = false;
        Iterator<Heard> all = heard.values().iterator();
        while (all.hasNext()) {
            Heard h = all.next();
            h.dialling = false;
            h.contact = null;
            h.due = now;
        }
    }

    /** When the next dial is due. */
    Optional<Instant> next(boolean anybodyToFind) {
        if (!anybodyToFind || full()) return Optional.empty();
        @Nullable Instant next = null;
        for (Route r : routes.values()) {
            if (!r.dialling && (next == null || r.due.isBefore(next))) next = r.due;
        }
        for (Heard h : heard.values()) {
            if (h.dialling || h.stranger || h.contact != null) continue;
            if (next == null || h.due.isBefore(next)) next = h.due;
        }
        return Optional.ofNullable(next);
    }

    /** When a contact is dialled next. */
    Optional<Instant> nextFor(UserId contact) {
        return Optional.ofNullable(routes.get(contact)).map(r -> r.due);
    }

    View.Peers peers(Turn turn) {
        return new View.Peers(
                heard.entrySet().stream()
                        .map(e -> peer(turn, e.getKey(), e.getValue()))
                        .toList());
    }

    private static View.Peer peer(Turn turn, String instance, Heard h) {
        String state = h.contact != null ? "contact" : h.stranger ? "stranger" : "unknown";
        UserId contact = h.contact;
        return new View.Peer(
                instance, h.at.toString(), state, contact == null ? null : turn.petname(contact));
    }

    private Duration backOff(int failures) {
        Duration base = BACK_OFF[Math.min(failures, BACK_OFF.length - 1)];
        return base.multipliedBy(8).dividedBy(10).plus(jitter(base.multipliedBy(4).dividedBy(10)));
    }

    private Duration jitter(Duration upTo) {
        long range = Math.max(1, upTo.toMillis());
        long drawn = ByteBuffer.wrap(random.bytes(8)).getLong() >>> 1;
        return Duration.ofMillis(drawn % range);
    }
}
