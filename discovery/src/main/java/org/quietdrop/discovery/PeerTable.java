package org.quietdrop.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Who is announced at present. At most 500 entries, 4 of one source address; beyond, the one not
 * heard of for longest makes room, so that somebody who floods the table cannot keep newcomers out
 * of it. No I/O, no clock; one thread.
 */
final class PeerTable {
    static final int MAX_ENTRIES = 500;
    static final int MAX_PER_SOURCE = 4;

    /** Several nodes on one machine meet on loopback. */
    static final int MAX_ON_LOOPBACK = 64;

    /** Longer claims are cut to the time to live that QuietDrop announces itself. */
    static final Duration MAX_TTL = Duration.ofMinutes(2);

    private record Key(ServiceKind kind, String instance, InetAddress source) {}

    private record Entry(
            int port,
            Optional<Integer> number,
            Optional<String> name,
            Instant heard,
            Instant until) {

        boolean saysTheSame(Entry other) {
            return port == other.port && number.equals(other.number) && name.equals(other.name);
        }
    }

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private final Consumer<Sighting> sightings;

    PeerTable(Consumer<Sighting> sightings) {
        this.sightings = sightings;
    }

    int size() {
        return entries.size();
    }

    void take(Advert advert, InetAddress source, Instant now) {
        Key key = new Key(advert.kind(), advert.instance(), source);
        switch (advert) {
            case Advert.Gone _ -> remove(key);
            case Advert.Present present -> put(key, present, now);
        }
    }

    private void put(Key key, Advert.Present present, Instant now) {
        Duration ttl = Duration.ofSeconds(Math.min(present.ttl(), MAX_TTL.toSeconds()));
        Entry entry =
                new Entry(present.port(), present.number(), present.name(), now, now.plus(ttl));
        Entry before = entries.get(key);
        if (before == null) {
            makeRoom(key.source());
        }
        entries.put(key, entry);
        if (before == null || !before.saysTheSame(entry)) {
            sightings.accept(
                    new Sighting.Appeared(
                            key.kind(),
                            key.instance(),
                            at(key, entry),
                            entry.number(),
                            entry.name()));
        }
    }

    private void makeRoom(InetAddress source) {
        int limit = source.isLoopbackAddress() ? MAX_ON_LOOPBACK : MAX_PER_SOURCE;
        List<Key> ofSource =
                entries.keySet().stream().filter(k -> k.source().equals(source)).toList();
        if (ofSource.size() >= limit) {
            removeOldest(ofSource);
        } else if (entries.size() >= MAX_ENTRIES) {
            removeOldest(List.copyOf(entries.keySet()));
        }
    }

    private void removeOldest(List<Key> keys) {
        keys.stream().min(Comparator.comparing((Key k) -> heard(k))).ifPresent(this::remove);
    }

    private Instant heard(Key key) {
        Entry entry = entries.get(key);
        return entry == null ? Instant.MIN : entry.heard();
    }

    private void remove(Key key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            sightings.accept(new Sighting.Vanished(key.kind(), key.instance(), at(key, entry)));
        }
    }

    /** Removes what was not heard of for its time to live. */
    void expire(Instant now) {
        List<Key> over = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (!now.isBefore(entry.until())) {
                over.add(key);
            }
        });
        over.forEach(this::remove);
    }

    /** Forgets a kind without a word. */
    void forget(ServiceKind kind) {
        dropSilently(key -> key.kind() == kind);
    }

    private void dropSilently(Predicate<Key> which) {
        for (Iterator<Key> keys = entries.keySet().iterator(); keys.hasNext(); ) {
            if (which.test(keys.next())) {
                keys.remove();
            }
        }
    }

    private static InetSocketAddress at(Key key, Entry entry) {
        return new InetSocketAddress(key.source(), entry.port());
    }
}
