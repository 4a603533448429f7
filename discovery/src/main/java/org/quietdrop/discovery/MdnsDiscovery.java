package org.quietdrop.discovery;

import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Discovery by mDNS. Everything below runs on one thread of its own; JmDNS's threads and the
 * caller's only put work in its queue. Nothing is sent while nothing is announced or looked for.
 */
public final class MdnsDiscovery implements Discovery {
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

    /** Against slow leaks in JmDNS; the caller's hourly {@link #rename} usually comes first. */
    private static final Duration MAX_AGE = Duration.ofHours(6);

    private static final int MAX_PENDING = 1000;

    /** Kept, as the logging system forgets a logger that nobody holds. */
    private static final Logger JMDNS_LOG = Logger.getLogger("javax.jmdns");

    static {
        // JmDNS reads it once, when its first class is loaded. Its default of an hour would keep a
        // node that died on everybody's list as long.
        System.setProperty("net.dns.ttl", String.valueOf(PeerTable.MAX_TTL.toSeconds()));
        // It logs addresses, names and what strangers send.
        JMDNS_LOG.setLevel(Level.OFF);
        // Before JmDNS's threads do it at the same time, which slf4j remarks upon on stderr.
        LoggerFactory.getILoggerFactory();
    }

    private final MdnsOptions options;
    private final InstantSource clock;
    private final OwnNames names;
    private final Consumer<Sighting> sightings;
    private final PeerTable peers;
    private final AskSchedule schedule;
    private final Stations stations;

    /** Apart from the others, so that the name has a host of its own; they hear nothing. */
    private final Stations shown;

    private final Beacon beacon;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<ServiceKind, Announcement> wanted = new EnumMap<>(ServiceKind.class);
    private final Set<ServiceKind> browsing = EnumSet.noneOf(ServiceKind.class);
    private Set<LocalAddress> addresses = Set.of();
    private Instant lookedAround = Instant.MIN;
    private Instant opened = Instant.MAX;
    private Optional<String> trouble = Optional.empty();
    private volatile boolean closed;
    private volatile DiscoveryStatus status;

    /**
     * Sends nothing yet.
     *
     * @param random gives that many random bytes; names come from it; any thread
     * @param sightings called on discovery's own thread, one at a time; must not block
     */
    public MdnsDiscovery(
            MdnsOptions options,
            InstantSource clock,
            IntFunction<byte[]> random,
            Consumer<Sighting> sightings) {
        this(options, clock, random, sightings, new PacketSight());
    }

    /**
     * The same, looked at.
     *
     * @param sight is shown every packet, while somebody looks
     */
    public MdnsDiscovery(
            MdnsOptions options,
            InstantSource clock,
            IntFunction<byte[]> random,
            Consumer<Sighting> sightings,
            PacketSight sight) {
        this.options = options;
        this.clock = clock;
        this.names = new OwnNames(random);
        this.sightings = sightings;
        this.peers = new PeerTable(this::report);
        this.schedule = new AskSchedule(options.period(), random);
        this.stations =
                new Stations(
                        options,
                        clock,
                        names::fresh,
                        this::heardByMdns,
                        () -> post(this::stationOpened),
                        sight);
        this.shown =
                new Stations(
                        options,
                        clock,
                        names::fresh,
                        (_, _) -> {},
                        () -> post(this::announceAll),
                        sight);
        this.beacon = new Beacon(options.beaconPort(), clock, random, this::heard, sight);
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("discovery").factory());
        this.status = describe();
        var _ = thread.scheduleWithFixedDelay(() -> guard(this::tick), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void announce(ServiceKind kind, int port, Optional<Integer> pairingNumber) {
        // Made here too, so that the caller gets the exception.
        announcement(kind, port, pairingNumber, Optional.empty());
        post(() -> {
            wanted.put(kind, announcement(kind, port, pairingNumber, Optional.empty()));
            settle();
        });
    }

    @Override
    public void show(String name) {
        announcement(ServiceKind.NAME, Announcement.NO_PORT, Optional.empty(), Optional.of(name));
        post(() -> {
            wanted.put(
                    ServiceKind.NAME,
                    announcement(
                            ServiceKind.NAME,
                            Announcement.NO_PORT,
                            Optional.empty(),
                            Optional.of(name)));
            settle();
        });
    }

    private Announcement announcement(
            ServiceKind kind, int port, Optional<Integer> number, Optional<String> name) {
        return new Announcement(kind, options.type(kind), names.of(kind), port, number, name);
    }

    @Override
    public void withdraw(ServiceKind kind) {
        names.renew(kind);
        post(() -> {
            if (wanted.remove(kind) != null) {
                settle();
            }
        });
    }

    @Override
    public void browse(ServiceKind kind, boolean on) {
        post(() -> {
            if (on && browsing.add(kind)) {
                schedule.restart(clock.instant());
                settle();
                askIfDue();
            } else if (!on && browsing.remove(kind)) {
                peers.forget(kind);
                settle();
            }
        });
    }

    @Override
    public String instance(ServiceKind kind) {
        return names.of(kind);
    }

    @Override
    public DiscoveryStatus status() {
        return status;
    }

    @Override
    public void rename(int nodePort) {
        names.renew();
        post(() -> {
            wanted.computeIfPresent(ServiceKind.NODE, (_, old) -> old.at(old.instance(), nodePort));
            reopen();
        });
    }

    /** Everything closes and opens again under the present names. */
    private void reopen() {
        stations.closeAll();
        shown.closeAll();
        wanted.replaceAll((kind, old) -> old.at(names.of(kind), old.port()));
        settle();
    }

    private void settle() {
        if (wanted.isEmpty() && browsing.isEmpty()) {
            stations.closeAll();
            shown.closeAll();
            beacon.close();
            addresses = Set.of();
            lookedAround = Instant.MIN;
            return;
        }
        if (addresses.isEmpty()) {
            lookAround();
        }
        if (stations.addresses().isEmpty()) {
            opened = clock.instant();
            beacon.begin();
        }
        settleOn(addresses);
        announceAll();
    }

    private void settleOn(Set<LocalAddress> addresses) {
        stations.settle(addresses);
        shown.settle(wanted.containsKey(ServiceKind.NAME) ? addresses : Set.of());
        beacon.settle(addresses);
    }

    private void announceAll() {
        Map<ServiceKind, Announcement> opaque = new EnumMap<>(wanted);
        Announcement name = opaque.remove(ServiceKind.NAME);
        stations.announce(opaque);
        shown.announce(name == null ? Map.of() : Map.of(ServiceKind.NAME, name));
    }

    private void stationOpened() {
        announceAll();
        schedule.restart(clock.instant());
        askIfDue();
    }

    private void tick() {
        Instant now = clock.instant();
        peers.expire(now);
        if (wanted.isEmpty() && browsing.isEmpty()) {
            return;
        }
        if (away(lookedAround, now, LOOK_AROUND)) {
            Set<LocalAddress> before = addresses;
            lookAround();
            if (!before.isEmpty() && !before.equals(addresses)) {
                names.renew();
                reopen();
            } else if (away(opened, now, MAX_AGE)) {
                reopen();
            } else {
                stations.watch();
                shown.watch();
            }
        }
        settleOn(addresses);
        stations.shout();
        shown.shout();
        beacon.tick(Optional.ofNullable(wanted.get(ServiceKind.NODE)), stations.lastForeign());
        askIfDue();
    }

    /** Whether the time has passed since then, or the clock was set to before it. */
    private static boolean away(Instant then, Instant now, Duration time) {
        return !then.equals(Instant.MAX) && (now.isBefore(then) || !now.isBefore(then.plus(time)));
    }

    private void lookAround() {
        lookedAround = clock.instant();
        try {
            addresses = new HashSet<>(UsableAddresses.of(options));
            trouble =
                    addresses.isEmpty()
                            ? Optional.of(
                                    options.interfaceName()
                                            .map(n -> "interface " + n + " is not up or not there")
                                            .orElse("no network interface is up"))
                            : Optional.empty();
        } catch (SocketException e) {
            addresses = Set.of();
            trouble = Optional.of("the network interfaces cannot be listed");
        }
    }

    private void askIfDue() {
        if (!browsing.isEmpty() && schedule.due(clock.instant(), peers.size())) {
            stations.ask(browsing.stream().map(options::type).toList());
        }
    }

    /** On a station's thread. */
    private void heardByMdns(InetAddress source, List<Advert> adverts) {
        heard(source, adverts);
        boolean node =
                adverts.stream()
                        .anyMatch(a ->
                                a instanceof Advert.Present
                                        && a.kind() == ServiceKind.NODE
                                        && !names.ours(a.instance()));
        if (node && pending.get() < MAX_PENDING) {
            post(() -> {
                // Another node on this machine, or what we were before, says nothing of the
                // network.
                if (addresses.stream().noneMatch(home -> home.address().equals(source))) {
                    beacon.heardByMdns(clock.instant());
                }
            });
        }
    }

    /** On a thread of a station or of the beacon. */
    private void heard(InetAddress source, List<Advert> adverts) {
        if (pending.get() >= MAX_PENDING) {
            return;
        }
        pending.incrementAndGet();
        post(() -> {
            pending.decrementAndGet();
            Instant now = clock.instant();
            for (Advert advert : adverts) {
                if (browsing.contains(advert.kind()) && !names.ours(advert.instance())) {
                    peers.take(advert, source, now);
                }
            }
        });
    }

    private void report(Sighting sighting) {
        if (!closed) {
            sightings.accept(sighting);
        }
    }

    private void post(Runnable work) {
        try {
            thread.execute(() -> guard(work));
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: nothing is left to do.
        }
    }

    private void guard(Runnable work) {
        if (closed) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            trouble = Optional.of("a defect in discovery: " + e.getClass().getName());
        }
        status = describe();
    }

    private DiscoveryStatus describe() {
        DiscoveryStatus.Heard own = stations.ownMulticast();
        Optional<String> reason = trouble;
        if (closed) {
            reason = Optional.of("it is closed");
        } else if (wanted.isEmpty() && browsing.isEmpty()) {
            reason = Optional.of("nothing is announced or looked for");
        } else if (reason.isEmpty() && own == DiscoveryStatus.Heard.NO) {
            reason =
                    Optional.of(
                            "our own multicast does not come back: a firewall or the network"
                                    + " blocks it");
        }
        return new DiscoveryStatus(
                !closed,
                stations.addresses(),
                own,
                stations.lastForeign(),
                peers.size(),
                stations.dropped() + beacon.dropped(),
                stations.restarts(),
                reason,
                beacon.status());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        CompletableFuture<Void> goodbye = new CompletableFuture<>();
        post(() -> {
            closed = true;
            stations.closeAll();
            shown.closeAll();
            beacon.close();
            var _ =
                    CompletableFuture.allOf(stations.allClosed(), shown.allClosed())
                            .whenComplete((_, _) -> goodbye.complete(null));
        });
        try {
            goodbye.get(6, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It has had its time; its threads are daemons or were told to end.
        }
        thread.shutdownNow();
    }
}
