package org.quietdrop.discovery;

import java.time.Duration;
import java.util.Optional;

/**
 * Where and how often.
 *
 * @param interfaceName the only network interface to use; empty for all that are usable
 * @param loopbackTag for tests: stay on the loopback interface, under service types that carry this
 *     tag (1 to 8 of {@code a-z0-9}), so that nothing meets the real network or another test
 * @param period the longest pause between two questions while others are few, at least one second;
 *     it grows with their number
 * @param beaconPort the UDP port of the broadcast beacon; 0: no beacon, neither sent nor heard
 */
public record MdnsOptions(
        Optional<String> interfaceName,
        Optional<String> loopbackTag,
        Duration period,
        int beaconPort) {
    /** Where beacons go on a real network. */
    public static final int BEACON_PORT = 47_474;

    private static final Duration PERIOD = Duration.ofMinutes(1);

    public MdnsOptions {
        if (loopbackTag.isPresent() && !loopbackTag.get().matches("[a-z0-9]{1,8}")) {
            throw new IllegalArgumentException("a tag is 1 to 8 of a-z0-9");
        }
        if (period.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a period is at least one second");
        }
        if (beaconPort < 0 || beaconPort > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, or 0 for none");
        }
    }

    /** All usable interfaces of this machine. */
    public static MdnsOptions everywhere() {
        return new MdnsOptions(Optional.empty(), Optional.empty(), PERIOD, BEACON_PORT);
    }

    /** One interface only. */
    public static MdnsOptions on(String interfaceName) {
        return new MdnsOptions(Optional.of(interfaceName), Optional.empty(), PERIOD, BEACON_PORT);
    }

    /** The same with the beacon at another port, or with 0 without one. */
    public MdnsOptions beacon(int port) {
        return new MdnsOptions(interfaceName, loopbackTag, period, port);
    }

    /** Loopback only, under a tag of the test's own. */
    public static MdnsOptions loopback(String tag) {
        return new MdnsOptions(Optional.empty(), Optional.of(tag), PERIOD, 0);
    }

    /** The service type of the kind under these options, with its final dot. */
    String type(ServiceKind kind) {
        return loopbackTag
                .map(tag ->
                        switch (kind) {
                            case NODE -> "_qd" + tag;
                            case PAIRING -> "_qdp" + tag;
                            case NAME -> "_qdn" + tag;
                        })
                .map(name -> name + "._tcp.local.")
                .orElse(kind.type());
    }
}
