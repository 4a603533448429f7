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
 */
public record MdnsOptions(
        Optional<String> interfaceName, Optional<String> loopbackTag, Duration period) {
    private static final Duration PERIOD = Duration.ofMinutes(1);

    public MdnsOptions {
        if (loopbackTag.isPresent() && !loopbackTag.get().matches("[a-z0-9]{1,8}")) {
            throw new IllegalArgumentException("a tag is 1 to 8 of a-z0-9");
        }
        if (period.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a period is at least one second");
        }
    }

    /** All usable interfaces of this machine. */
    public static MdnsOptions everywhere() {
        return new MdnsOptions(Optional.empty(), Optional.empty(), PERIOD);
    }

    /** One interface only. */
    public static MdnsOptions on(String interfaceName) {
        return new MdnsOptions(Optional.of(interfaceName), Optional.empty(), PERIOD);
    }

    /** Loopback only, under a tag of the test's own. */
    public static MdnsOptions loopback(String tag) {
        return new MdnsOptions(Optional.empty(), Optional.of(tag), PERIOD);
    }

    /** The service type of the kind under these options, with its final dot. */
    String type(ServiceKind kind) {
        return loopbackTag
                .map(tag -> kind == ServiceKind.NODE ? "_qd" + tag : "_qdp" + tag)
                .map(name -> name + "._tcp.local.")
                .orElse(kind.type());
    }
}
