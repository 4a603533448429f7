package org.quietdrop.discovery;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Keeps one station on every address: opens what is missing, replaces what has gone deaf with a
 * growing pause, closes what is no longer wanted. One thread, except for what a station reports.
 */
final class Stations {
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

    private record Trouble(int failures, Instant notBefore) {}

    private final MdnsOptions options;
    private final InstantSource clock;
    private final Supplier<String> hostNames;
    private final BiConsumer<InetAddress, List<Advert>> heard;
    private final Runnable opened;
    private final PacketSight sight;
    private final Map<LocalAddress, Station> stations = new LinkedHashMap<>();
    private final Map<LocalAddress, Trouble> troubles = new HashMap<>();
    private final Set<LocalAddress> mute = new HashSet<>();
    private final List<CompletableFuture<Void>> closing = new ArrayList<>();
    private long droppedBefore;
    private int restarts;
    private Optional<Instant> lastForeignBefore = Optional.empty();

    /**
     * None yet.
     *
     * @param heard takes what others announce; on a station's thread
     * @param opened is run when a station has opened; on a station's thread
     */
    Stations(
            MdnsOptions options,
            InstantSource clock,
            Supplier<String> hostNames,
            BiConsumer<InetAddress, List<Advert>> heard,
            Runnable opened,
            PacketSight sight) {
        this.sight = sight;
        this.options = options;
        this.clock = clock;
        this.hostNames = hostNames;
        this.heard = heard;
        this.opened = opened;
    }

    /** Opens a station on every address that has none, and closes those on other addresses. */
    void settle(Collection<LocalAddress> addresses) {
        Instant now = clock.instant();
        for (LocalAddress address : List.copyOf(stations.keySet())) {
            if (!addresses.contains(address)) {
                close(address);
            }
        }
        troubles.keySet().retainAll(addresses);
        mute.retainAll(addresses);
        for (LocalAddress address : addresses) {
            Trouble trouble = troubles.get(address);
            boolean pause = trouble != null && now.isBefore(trouble.notBefore());
            if (!stations.containsKey(address) && !pause) {
                Station station =
                        new Station(address, hostNames.get(), options, clock, heard, sight);
                stations.put(address, station);
                var _ = station.open().thenRun(opened);
            }
        }
    }

    /** Takes down every station that is dead or deaf; {@link #settle} puts up another. */
    void watch() {
        Instant now = clock.instant();
        for (Station station : List.copyOf(stations.values())) {
            LocalAddress address = station.home();
            if (station.echoed()) {
                mute.remove(address);
            }
            if (!station.healthy()) {
                if (station.deaf()) {
                    mute.add(address);
                }
                restarts++;
                Trouble before = troubles.getOrDefault(address, new Trouble(0, now));
                int failures = Math.min(before.failures() + 1, 7);
                Duration pause = Duration.ofSeconds(1L << (failures - 1));
                pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
                troubles.put(address, new Trouble(failures, now.plus(pause)));
                close(address);
            } else if (station.echoed()) {
                troubles.remove(address);
            }
        }
    }

    /** Announces these, and withdraws what is not among them. */
    void announce(Map<ServiceKind, Announcement> announcements) {
        for (Station station : stations.values()) {
            if (station.isOpen()) {
                for (ServiceKind kind : ServiceKind.values()) {
                    Announcement announcement = announcements.get(kind);
                    if (announcement == null) {
                        station.withdraw(kind);
                    } else {
                        station.announce(announcement);
                    }
                }
            }
        }
    }

    void shout() {
        stations.values().forEach(Station::shout);
    }

    void ask(List<String> types) {
        stations.values().forEach(station -> station.ask(types));
    }

    void closeAll() {
        List.copyOf(stations.keySet()).forEach(this::close);
    }

    /** Completes when all that was closed has said its goodbye. */
    CompletableFuture<Void> allClosed() {
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
    }

    private void close(LocalAddress address) {
        Station station = stations.remove(address);
        if (station != null) {
            droppedBefore += station.dropped();
            lastForeignBefore = later(lastForeignBefore, station.lastForeign());
            closing.removeIf(CompletableFuture::isDone);
            closing.add(station.close());
        }
    }

    List<String> addresses() {
        return stations.values().stream()
                .filter(Station::isOpen)
                .map(station -> station.home().toString())
                .sorted()
                .toList();
    }

    DiscoveryStatus.Heard ownMulticast() {
        if (stations.values().stream().anyMatch(one -> one.echoed() && !one.deaf())) {
            return DiscoveryStatus.Heard.YES;
        }
        boolean deaf = !mute.isEmpty() || stations.values().stream().anyMatch(Station::deaf);
        return deaf ? DiscoveryStatus.Heard.NO : DiscoveryStatus.Heard.UNKNOWN;
    }

    Optional<Instant> lastForeign() {
        Optional<Instant> last = lastForeignBefore;
        for (Station station : stations.values()) {
            last = later(last, station.lastForeign());
        }
        return last;
    }

    long dropped() {
        return droppedBefore + stations.values().stream().mapToLong(Station::dropped).sum();
    }

    int restarts() {
        return restarts;
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        if (one.isPresent() && other.isPresent()) {
            return one.get().isAfter(other.get()) ? one : other;
        }
        return one.isPresent() ? one : other;
    }
}
