package org.quietdrop.discovery;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

import javax.jmdns.ServiceInfo;

/**
 * mDNS on one address, from opening to goodbye. JmDNS blocks when it opens, withdraws and closes;
 * this happens one after the other on a thread of the station's own.
 */
final class Station {
    /** Announcements in a row, a second apart, for those who miss a packet. */
    private static final int SHOUTS = 3;

    private static final int CLOSE_SECONDS = 5;
    private static final Duration GOODBYE_PAUSE = Duration.ofMillis(200);
    private static final int DEAF = 3;

    private static final class Registered {
        private final Announcement announcement;
        private final ServiceInfo service;
        private int shouts;

        Registered(Announcement announcement) {
            this.announcement = announcement;
            this.service =
                    ServiceInfo.create(
                            announcement.type(),
                            announcement.instance(),
                            announcement.port(),
                            0,
                            0,
                            announcement.text());
        }
    }

    private final LocalAddress home;
    private final String host;
    private final PacketFilter filter;
    private final InstantSource clock;
    private final BiConsumer<InetAddress, List<Advert>> heard;
    private final PacketSight sight;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("mdns").factory());

    /** Guarded by itself. */
    private final Map<ServiceKind, Registered> registered = new EnumMap<>(ServiceKind.class);

    private final AtomicLong dropped = new AtomicLong();
    private final AtomicInteger unheardQuestions = new AtomicInteger();
    private volatile boolean echoed;
    private volatile boolean failed;
    private volatile boolean closing;
    private volatile @Nullable Instant lastForeign;
    private volatile @Nullable HardenedJmDNS jmdns;

    /**
     * Sends nothing until it is opened.
     *
     * @param host the random host name, one label
     * @param heard takes what others announce, with the address to dial; on JmDNS's thread
     */
    Station(
            LocalAddress home,
            String host,
            MdnsOptions options,
            InstantSource clock,
            BiConsumer<InetAddress, List<Advert>> heard,
            PacketSight sight) {
        this.sight = sight;
        this.home = home;
        this.host = host;
        this.filter = new PacketFilter(options, home);
        this.clock = clock;
        this.heard = heard;
    }

    /** Completes when it can send, exceptionally when the address cannot be used. */
    CompletableFuture<Void> open() {
        return CompletableFuture.runAsync(this::openNow, worker);
    }

    private void openNow() {
        try {
            nameOurs();
            FilteredSocket ear = new FilteredSocket(this::hear);
            jmdns = new HardenedJmDNS(home.named(host), host, ear, sight);
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw new CompletionException(e);
        }
    }

    /** Announces, replacing what the kind announced before. Any number of times. */
    void announce(Announcement announcement) {
        work(() -> {
            Registered before = get(announcement.kind());
            if (before != null && before.announcement.equals(announcement)) {
                return;
            }
            withdrawNow(announcement.kind());
            Registered now = new Registered(announcement);
            HardenedJmDNS open = jmdns;
            if (open == null || closing) {
                return;
            }
            open.registerService(now.service);
            synchronized (registered) {
                registered.put(announcement.kind(), now);
            }
            nameOurs();
            shout();
        });
    }

    /** Says goodbye for the kind, if it is announced. */
    void withdraw(ServiceKind kind) {
        work(() -> withdrawNow(kind));
    }

    private void withdrawNow(ServiceKind kind) {
        Registered before;
        synchronized (registered) {
            before = registered.remove(kind);
        }
        HardenedJmDNS open = jmdns;
        if (before != null && open != null) {
            open.unregisterService(before.service);
            nameOurs();
        }
    }

    private @Nullable Registered get(ServiceKind kind) {
        synchronized (registered) {
            return registered.get(kind);
        }
    }

    private void nameOurs() {
        Set<String> names = new HashSet<>();
        names.add(host + ".local.");
        synchronized (registered) {
            registered.values().forEach(r -> names.add(r.announcement.fullName()));
        }
        filter.own(names);
    }

    /** Repeats fresh announcements; to be called once a second. */
    void shout() {
        HardenedJmDNS open = jmdns;
        if (open == null || closing) {
            return;
        }
        synchronized (registered) {
            for (Registered one : registered.values()) {
                if (one.shouts < SHOUTS) {
                    one.shouts++;
                    open.shout(one.service);
                }
            }
        }
    }

    /** Asks who offers each of the types, if the station is open. */
    void ask(List<String> types) {
        HardenedJmDNS open = jmdns;
        if (open != null && !closing) {
            types.forEach(open::ask);
            unheardQuestions.incrementAndGet();
        }
    }

    LocalAddress home() {
        return home;
    }

    boolean isOpen() {
        return jmdns != null && !closing;
    }

    /** False when it must be replaced. */
    boolean healthy() {
        HardenedJmDNS open = jmdns;
        return !failed && !deaf() && (open == null || open.healthy());
    }

    /** True when three rounds of questions in a row did not come back to us. */
    boolean deaf() {
        return unheardQuestions.get() >= DEAF;
    }

    /** True once one of our packets came back. */
    boolean echoed() {
        return echoed;
    }

    long dropped() {
        return dropped.get();
    }

    Optional<Instant> lastForeign() {
        return Optional.ofNullable(lastForeign);
    }

    /** Says goodbye and closes. Completes after at most five seconds, never exceptionally. */
    CompletableFuture<Void> close() {
        closing = true;
        CompletableFuture<Void> done =
                CompletableFuture.runAsync(this::closeNow, worker)
                        .orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
                        .exceptionally(_ -> shutDown());
        worker.shutdown();
        return done;
    }

    private void closeNow() {
        try {
            goodbye();
            // Once more, as one packet is easily lost.
            Thread.sleep(GOODBYE_PAUSE);
            goodbye();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            shutDown();
        }
    }

    private void goodbye() {
        HardenedJmDNS open = jmdns;
        if (open != null) {
            synchronized (registered) {
                registered.values().forEach(one -> open.sayGoodbye(one.service));
            }
        }
    }

    private @Nullable Void shutDown() {
        HardenedJmDNS open = jmdns;
        if (open != null) {
            open.shutDown();
        }
        return null;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void work(Work work) {
        if (closing) {
            return;
        }
        worker.execute(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                failed = true;
            }
        });
    }

    private Optional<byte[]> hear(byte[] data, int length, InetSocketAddress from) {
        Instant now = clock.instant();
        boolean own = home.address().equals(from.getAddress());
        // Ours come back to us; on the network they are but once.
        if (!own) sight.came(false, from, home.address(), length);
        if (!own && home.onLink(from.getAddress())) {
            lastForeign = now;
        }
        return switch (filter.judge(data, length, from, now)) {
            case PacketFilter.Verdict.Dropped drop -> {
                if (drop.reason() == PacketFilter.Reason.ANSWERED_ALREADY) {
                    echo(own);
                } else {
                    dropped.incrementAndGet();
                }
                yield Optional.empty();
            }
            case PacketFilter.Verdict.Ask ask -> {
                echo(own);
                yield Optional.of(ask.packet());
            }
            case PacketFilter.Verdict.Heard adverts -> {
                echo(own);
                heard.accept(home.dialable(from.getAddress()), adverts.adverts());
                yield Optional.empty();
            }
        };
    }

    private void echo(boolean own) {
        if (own) {
            echoed = true;
            unheardQuestions.set(0);
        }
    }
}
