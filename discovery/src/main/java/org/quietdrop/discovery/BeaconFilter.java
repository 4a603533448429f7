package org.quietdrop.discovery;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Decides which packets at the beacon's port are beacons: the rules of {@code README.md}, section
 * "The beacon". No I/O; one thread, except for {@link #homes}.
 */
final class BeaconFilter {
    /** Seconds for which a beacon is believed, as a record of mDNS. */
    private static final long TTL = PeerTable.MAX_TTL.toSeconds();

    private final int port;
    private final SourceBudget budget = new SourceBudget();
    private volatile List<LocalAddress> homes = List.of();

    BeaconFilter(int port) {
        this.port = port;
    }

    /** Our addresses, on whose networks others are listened to. Any thread. */
    void homes(Collection<LocalAddress> addresses) {
        homes = List.copyOf(addresses);
    }

    /** What the first {@code length} bytes say, if they are to be believed. */
    Optional<Advert> judge(byte[] data, int length, InetSocketAddress from, Instant now) {
        if (from.getPort() != port || !(from.getAddress() instanceof Inet4Address source)) {
            return Optional.empty();
        }
        if (homes.stream().noneMatch(home -> home.onLink(source))) {
            return Optional.empty();
        }
        Optional<BeaconPacket> beacon = BeaconPacket.read(data, length);
        if (beacon.isEmpty() || !budget.take(source, now)) {
            return Optional.empty();
        }
        return beacon.map(b ->
                new Advert.Present(
                        ServiceKind.NODE, b.instance(), b.port(), Optional.empty(), TTL));
    }
}
