package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.record.Contact;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whom to dial and when: contacts at the addresses known for them, with back-off and jitter, and
 * nodes seen on the network, of which only the hello tells who they are. Confined to the core
 * thread; keeps nothing over a restart.
 */
final class Dialer {
    /** Dials under way at once in each lane. */
    private static final int AT_ONCE = 4;

    /**
     * Strangers who let a dial hang must not hold up those to contacts, and what is slow behind a
     * proxy nothing on the network.
     */
    private enum Lane {
        CONTACTS,
        HEARD,
        PROXY
    }

    /** Nodes seen on the network that are remembered. */
    private static final int HEARD = 512;

    /** Places of one such node that are remembered: its addresses on our networks. */
    private static final int PLACES = 8;

    /** Several soon: on a network that loses much, each may fail although somebody is there. */
    private static final Duration[] BACK_OFF = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
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

    /** For so long a contact whose link has ended is dialled at least so often. */
    private static final Duration MISSED = Duration.ofHours(1);

    private static final Duration MISSED_PAUSE = Duration.ofSeconds(15);

    /** A link that ends sooner than this is not dialled again at once. */
    private static final Duration HASTY = Duration.ofSeconds(10);

    /** Something that can be dialled, and when it is due. */
    private abstract static sealed class Target permits Route, Heard {
        Instant due;
        Instant missedUntil = Instant.MIN;
        int failures;
        boolean dialling;

        /** In which lane it was dialled last. */
        Lane lane = Lane.HEARD;

        /** It answered, and is nobody we know. */
        boolean stranger;

        Target(Instant due) {
            this.due = due;
        }

        abstract boolean worthDialling();

        /** Where it is dialled next. */
        abstract Endpoint place();

        abstract Optional<UserId> whose();

        int turn;
    }

    /**
     * The known addresses of a contact, the one that worked last first: every second try goes
     * there, the others take turns.
     */
    private static final class Route extends Target {
        final UserId contact;
        final List<Endpoint> addresses;

        Route(UserId contact, List<Endpoint> addresses, Instant due) {
            super(due);
            this.contact = contact;
            this.addresses = addresses;
        }

        @Override
        boolean worthDialling() {
            return !dialling;
        }

        @Override
        Endpoint place() {
            if (turn % 2 == 0 || addresses.size() == 1) return addresses.getFirst();
            return addresses.get(1 + turn / 2 % (addresses.size() - 1));
        }

        @Override
        Optional<UserId> whose() {
            return Optional.of(contact);
        }
    }

    /** A node seen on the network, by one random name at one or more places, tried in turn. */
    private static final class Heard extends Target {
        final List<Endpoint> places = new ArrayList<>();
        @Nullable UserId contact;

        Heard(Endpoint at, Instant due) {
            super(due);
            places.add(at);
        }

        @Override
        boolean worthDialling() {
            return !dialling && !stranger && contact == null;
        }

        @Override
        Endpoint place() {
            return places.get(turn % places.size());
        }

        @Override
        Optional<UserId> whose() {
            return Optional.empty();
        }

        /** Where the next try goes. */
        String host() {
            return place().host();
        }
    }

    private final RandomSource random;
    private final Map<UserId, Route> routes = new HashMap<>();
    private final Map<String, Heard> heard = new LinkedHashMap<>();
    private final Map<Long, Target> dialled = new HashMap<>();

    /** Where contacts with a link listen; what is heard there later is theirs. */
    private final Map<UserId, List<Endpoint>> listening = new HashMap<>();

    private final DialBudget budget = new DialBudget();

    /** Where contacts without a link were: what is heard there may well be one that came back. */
    private final Set<String> hosts = new HashSet<>();

    /** Whose link has ended within {@link #MISSED}, and when that is over. */
    private final Map<UserId, Instant> missed = new HashMap<>();

    /** How often in a row the link with a contact ended as soon as it was up. */
    private final Map<UserId, Integer> hasty = new HashMap<>();

    private boolean proxy;
    private String ownInstance = "";
    private long nextDial = 1;

    Dialer(RandomSource random) {
        this.random = random;
    }

    /** Whether places beyond the network are dialled through a proxy from now on. */
    void proxy(boolean on) {
        proxy = on;
    }

    void announced(String instance) {
        ownInstance = instance;
        heard.remove(instance);
    }

    /** Reads the contacts anew: who has no link and where it may be. */
    void refresh(Turn turn, Predicate<UserId> linked) {
        missed.values().removeIf(until -> !turn.steady().isBefore(until));
        Map<UserId, Route> kept = new HashMap<>(routes);
        routes.clear();
        hosts.clear();
        for (Contact c : turn.contacts().all()) {
            if (linked.test(c.id()) || c.state() == Contact.State.BLOCKED) continue;
            List<Endpoint> at = places(c);
            if (at.isEmpty()) continue;
            at.forEach(place -> hosts.add(place.host()));
            Route old = kept.get(c.id());
            Route route =
                    old != null && old.addresses.equals(at)
                            ? old
                            : new Route(c.id(), at, firstTry(c.id(), turn.steady()));
            route.missedUntil = missed.getOrDefault(c.id(), Instant.MIN);
            routes.put(c.id(), route);
        }
    }

    /** Without those that cannot be read: one strange address must not stop all dialling. */
    private static List<Endpoint> places(Contact contact) {
        return contact.addresses().stream().flatMap(a -> Endpoint.read(a.at()).stream()).toList();
    }

    private Instant firstTry(UserId contact, Instant now) {
        Integer times = hasty.get(contact);
        return times == null ? now : now.plus(backOff(times));
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
        if (instance.equals(ownInstance)) return;
        Heard old = heard.get(instance);
        if (old != null) {
            if (old.places.size() >= PLACES || old.places.contains(at)) return;
            old.places.add(at);
            whoListensAt(at).ifPresent(contact -> old.contact = contact);
            return;
        }
        if (heard.size() >= HEARD) makeRoom();
        boolean first = ownInstance.compareTo(instance) < 0;
        Duration wait = first ? Duration.ZERO : OTHERS_FIRST;
        Heard node = new Heard(at, now.plus(wait).plus(jitter(Duration.ofSeconds(1))));
        whoListensAt(at).ifPresent(contact -> node.contact = contact);
        heard.put(instance, node);
    }

    private Optional<UserId> whoListensAt(Endpoint at) {
        return listening.entrySet().stream()
                .filter(e -> e.getValue().contains(at))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** A flood of names must not push out those who are not tried yet, or are contacts. */
    private void makeRoom() {
        String first =
                heard.entrySet().stream()
                        .min(Comparator.comparingInt(e -> worth(e.getValue())))
                        .orElseThrow()
                        .getKey();
        heard.remove(first);
    }

    private int worth(Heard h) {
        if (h.contact != null) return 4;
        if (known(h)) return 3;
        if (h.dialling) return 2;
        return h.stranger || h.failures > 0 ? 0 : 1;
    }

    void gone(String instance) {
        heard.remove(instance);
    }

    /** A contact listens there: that node needs no dial while the link is up. */
    void listensAt(Endpoint at, UserId contact) {
        List<Endpoint> places = listening.computeIfAbsent(contact, _ -> new ArrayList<>());
        if (!places.contains(at)) places.add(at);
        if (places.size() > PLACES) places.removeFirst();
        for (Heard h : heard.values()) {
            if (h.places.contains(at)) h.contact = contact;
        }
    }

    /**
     * A link went down: whoever was there, or seemed a stranger meanwhile, may be dialled again.
     */
    void unlinked(UserId contact, Duration lasted, Instant now) {
        if (lasted.compareTo(HASTY) < 0) {
            hasty.merge(contact, 1, Integer::sum);
        } else {
            hasty.remove(contact);
            missed.put(contact, now.plus(MISSED));
        }
        parted(contact, now);
        forgetStrangers(now.plus(OTHERS_FIRST));
    }

    /**
     * Something has changed about this machine or its network: whoever is waited for may be there.
     */
    void hurry(Instant now) {
        for (Target t : all()) {
            t.failures = 0;
            if (t.due.isAfter(now)) t.due = now.plus(jitter(Duration.ofSeconds(1)));
        }
        routes.values().forEach(route -> route.turn = 0);
    }

    /** There is no link with this contact any more, through nobody's fault. */
    void parted(UserId contact, Instant now) {
        listening.remove(contact);
        for (Heard h : heard.values()) {
            if (!contact.equals(h.contact)) continue;
            h.contact = null;
            h.failures = 0;
            h.due = firstTry(contact, now).plus(jitter(Duration.ofSeconds(2)));
        }
    }

    private boolean known(Heard h) {
        return hosts.contains(h.host());
    }

    /**
     * Starts the dials that are due: those first that lead to where a contact was, then those that
     * have waited longest.
     */
    void dial(Turn turn, boolean anybodyToFind) {
        if (!anybodyToFind) return;
        List<Target> due = new ArrayList<>();
        for (Target t : all()) {
            if (t.worthDialling() && !t.due.isAfter(turn.steady())) due.add(t);
        }
        due.sort(
                Comparator.comparing((Target t) -> t instanceof Heard h && !known(h))
                        .thenComparing(t -> t.due));
        for (Target t : due) {
            if (full(lane(t))) continue;
            if (t instanceof Heard h && !budget.spend(h.host(), known(h), turn.steady())) continue;
            start(turn, t);
        }
    }

    /** Whether a dial would start now. */
    boolean hasDue(Instant now) {
        return next(true).map(t -> !t.isAfter(now)).orElse(false);
    }

    private Iterable<Target> all() {
        List<Target> all = new ArrayList<>(routes.values());
        all.addAll(heard.values());
        return all;
    }

    private Lane lane(Target target) {
        return switch (target) {
            case Heard _ -> Lane.HEARD;
            case Route r -> proxy && !r.place().isLocal() ? Lane.PROXY : Lane.CONTACTS;
        };
    }

    private boolean full(Lane lane) {
        return dialled.values().stream().filter(t -> t.lane == lane).count() >= AT_ONCE;
    }

    private void start(Turn turn, Target target) {
        long dial = nextDial++;
        target.dialling = true;
        target.lane = lane(target);
        dialled.put(dial, target);
        turn.effect(new Effect.Dial(dial, target.place(), target.whose()));
        target.turn++;
    }

    void ended(Event.DialEnded event, Instant now) {
        Target target = dialled.remove(event.dial());
        if (target == null) return;
        target.dialling = false;
        Duration pause = backOff(target.failures++);
        boolean often = now.isBefore(target.missedUntil) && pause.compareTo(MISSED_PAUSE) > 0;
        target.due = now.plus(often ? MISSED_PAUSE : pause);
        target.stranger = event.outcome() == Event.DialOutcome.STRANGER;
    }

    /** All dials are void: nobody waits for their ends any more. */
    void reset() {
        dialled.clear();
        for (Target t : all()) t.dialling = false;
        for (Heard h : heard.values()) h.contact = null;
        listening.clear();
    }

    /** When the next dial is due. */
    Optional<Instant> next(boolean anybodyToFind) {
        if (!anybodyToFind) return Optional.empty();
        @Nullable Instant next = null;
        for (Target t : all()) {
            if (!t.worthDialling() || full(lane(t))) continue;
            Instant due = t.due;
            if (t instanceof Heard h) {
                Instant allowed = budget.allowed(h.host(), known(h));
                if (due.isBefore(allowed)) due = allowed;
            }
            if (next == null || due.isBefore(next)) next = due;
        }
        return Optional.ofNullable(next);
    }

    /** When a contact is dialled next. */
    Optional<Instant> nextFor(UserId contact) {
        return Optional.ofNullable(routes.get(contact)).map(r -> r.due);
    }

    List<View.Peer> peers(Turn turn) {
        return heard.entrySet().stream().map(e -> peer(turn, e.getKey(), e.getValue())).toList();
    }

    private static View.Peer peer(Turn turn, String instance, Heard h) {
        String state = h.contact != null ? "contact" : h.stranger ? "stranger" : "unknown";
        UserId contact = h.contact;
        return new View.Peer(
                instance,
                h.places.get(0).toString(),
                state,
                contact == null ? null : turn.petname(contact));
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
