package org.quietdrop.discovery;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * Stands in where multicast is silent: says by directed broadcast (IPv4) where this node is, and
 * hears others say it. One thread, except for what it hears.
 */
final class Beacon {
    /** Longer packets are cut here, and so are none. */
    private static final int MOST = 64;

    private final int port;
    private final PacketSight sight;
    private final InstantSource clock;
    private final BiConsumer<InetAddress, List<Advert>> heard;
    private final BeaconSchedule schedule;
    private final BeaconFilter filter;
    private final AtomicLong dropped = new AtomicLong();
    private List<LocalAddress> homes = List.of();
    private boolean wanted;
    private boolean taken;
    private boolean lively;
    private @Nullable DatagramChannel channel;

    /**
     * Opens nothing yet.
     *
     * @param port 0: there is no beacon
     * @param heard takes what others say, with the address to dial; on the beacon's own thread
     */
    Beacon(
            int port,
            InstantSource clock,
            IntFunction<byte[]> random,
            BiConsumer<InetAddress, List<Advert>> heard,
            PacketSight sight) {
        this.sight = sight;
        this.port = port;
        this.clock = clock;
        this.heard = heard;
        this.schedule = new BeaconSchedule(random);
        this.filter = new BeaconFilter(port);
    }

    /** Listens on the networks of these addresses; on none: nothing is open. */
    void settle(Collection<LocalAddress> addresses) {
        homes = addresses.stream().filter(home -> home.broadcast().isPresent()).toList();
        filter.homes(homes);
        if (port == 0 || homes.isEmpty()) {
            close();
        } else if (channel == null) {
            open();
        }
    }

    private void open() {
        DatagramChannel opened = null;
        try {
            opened = DatagramChannel.open(StandardProtocolFamily.INET);
            // Several nodes on one machine all hear.
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            opened.setOption(StandardSocketOptions.SO_BROADCAST, true);
            opened.bind(new InetSocketAddress("0.0.0.0", port));
            DatagramChannel ear = opened;
            channel = ear;
            taken = false;
            Thread.ofPlatform().daemon().name("beacon").start(() -> listen(ear));
        } catch (IOException e) {
            taken = true;
            closeQuietly(opened);
        }
    }

    private void listen(DatagramChannel ear) {
        ByteBuffer buffer = ByteBuffer.allocate(MOST);
        while (ear.isOpen()) {
            try {
                buffer.clear();
                if (ear.receive(buffer) instanceof InetSocketAddress from) {
                    hear(buffer.array(), buffer.position(), from);
                }
            } catch (IOException e) {
                closeQuietly(ear);
            } catch (RuntimeException e) {
                // A defect of ours must not end the one thread that listens.
                dropped.incrementAndGet();
            }
        }
    }

    private void hear(byte[] data, int length, InetSocketAddress from) {
        look(from, length);
        Optional<Advert> advert = filter.judge(data, length, from, clock.instant());
        advert.ifPresentOrElse(
                a -> heard.accept(from.getAddress(), List.of(a)), dropped::incrementAndGet);
    }

    /** Broadcasts of our own come back to us; on the network they are but once. */
    private void look(InetSocketAddress from, int length) {
        if (!sight.open()) return;
        boolean own = homes.stream().anyMatch(home -> home.address().equals(from.getAddress()));
        homes.stream()
                .filter(home -> !own && home.onLink(from.getAddress()))
                .findFirst()
                .ifPresent(home -> sight.came(true, from, home.address(), length));
    }

    /** Begins to wait anew: the networks or the names are others now. */
    void begin() {
        schedule.begin(clock.instant());
    }

    /** Another node was heard by mDNS: the beacon is not needed. */
    void heardByMdns(Instant now) {
        schedule.heard(now);
    }

    /**
     * Sends if it is time to; to be called once a second.
     *
     * @param node what is announced of this node; empty: nothing is sent
     * @param others when anything of anybody was last heard by mDNS
     */
    void tick(Optional<Announcement> node, Optional<Instant> others) {
        DatagramChannel open = channel;
        if (open != null && !open.isOpen()) {
            channel = null;
        }
        wanted = node.isPresent();
        Instant now = clock.instant();
        Instant last = others.orElse(Instant.MIN);
        lively = schedule.lively(now, last);
        if (channel == null || node.isEmpty() || !schedule.due(now, last)) {
            return;
        }
        byte[] packet = new BeaconPacket(node.get().instance(), node.get().port()).bytes();
        for (LocalAddress home : homes) {
            home.broadcast().ifPresent(to -> send(packet, home.address(), to));
        }
    }

    private void send(byte[] packet, InetAddress from, InetAddress to) {
        DatagramChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            open.send(ByteBuffer.wrap(packet), new InetSocketAddress(to, port));
            sight.sent(true, from, to, port, packet.length);
        } catch (IOException e) {
            // The network is away, or does not want it: the next one may get through.
        }
    }

    long dropped() {
        return dropped.get();
    }

    BeaconStatus status() {
        if (port == 0) {
            return new BeaconStatus(false, false, "switched off");
        }
        if (channel == null) {
            return new BeaconStatus(
                    false,
                    false,
                    taken
                            ? "another program has UDP port " + port
                            : "no network with IPv4, and IPv6 has no broadcast");
        }
        if (!wanted) {
            return new BeaconStatus(false, true, "this node is not announced");
        }
        if (!schedule.silent(clock.instant())) {
            return new BeaconStatus(
                    false,
                    true,
                    schedule.anybody()
                            ? "other nodes are heard by multicast"
                            : "multicast has its chance first");
        }
        return new BeaconStatus(
                true,
                true,
                lively
                        ? "no other node is heard by multicast"
                        : "nobody's multicast is heard on this network");
    }

    void close() {
        DatagramChannel open = channel;
        channel = null;
        closeQuietly(open);
    }

    private static void closeQuietly(@Nullable DatagramChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more, either way.
        }
    }
}
