package org.quietdrop.discovery;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;

/**
 * When the beacon is sent: as long as no other node is heard by mDNS ({@code README.md}, section
 * "The beacon"). One thread.
 */
final class BeaconSchedule {
    /** So long after the beginning mDNS has had its chance. */
    static final Duration FIRST = Duration.ofSeconds(10);

    /** Longer than two nodes that hear each other are ever both silent. */
    static final Duration SILENCE = Duration.ofSeconds(90);

    /** Where no multicast of anybody is heard. */
    static final Duration PAUSE = Duration.ofSeconds(15);

    /** Where multicast is heard, only of no other node: most likely there is none. */
    static final Duration LONG_PAUSE = Duration.ofSeconds(60);

    private final IntFunction<byte[]> random;
    private Instant begun = Instant.MAX;
    private @Nullable Instant node;
    private Instant next = Instant.MIN;

    BeaconSchedule(IntFunction<byte[]> random) {
        this.random = random;
    }

    /** On other networks, or under other names: nothing is known of them yet. */
    void begin(Instant now) {
        begun = now;
        node = null;
        next = Instant.MIN;
    }

    /** Another node was heard by mDNS. */
    void heard(Instant now) {
        node = now;
    }

    /** Whether another node was heard by mDNS since the beginning. */
    boolean anybody() {
        return node != null;
    }

    /** Whether mDNS has been silent about others for long enough. */
    boolean silent(Instant now) {
        if (now.isBefore(begun)) {
            return false;
        }
        Instant last = node;
        // A clock that was set back makes it wait anew, and no longer than that.
        if (last != null && now.isBefore(last)) {
            return false;
        }
        return last == null ? !now.isBefore(begun.plus(FIRST)) : !now.isBefore(last.plus(SILENCE));
    }

    /**
     * Whether to send now; the next time is then fixed.
     *
     * @param others when anything of anybody was last heard by mDNS
     */
    boolean due(Instant now, Instant others) {
        if (begun.equals(Instant.MAX)) {
            return false;
        }
        if (now.isBefore(begun) || (node != null && now.isBefore(node))) {
            begin(now);
        }
        if (!silent(now)) {
            return false;
        }
        Duration pause = lively(now, others) ? LONG_PAUSE : PAUSE;
        boolean setBack = next.isAfter(now.plus(LONG_PAUSE.multipliedBy(2)));
        if (now.isBefore(next) && !setBack) {
            return false;
        }
        next = now.plus(jittered(pause));
        return true;
    }

    /** Whether multicast of anybody is heard on these networks. */
    boolean lively(Instant now, Instant others) {
        return !others.isBefore(begun) && now.isBefore(others.plus(SILENCE));
    }

    private Duration jittered(Duration pause) {
        int fraction = random.apply(1)[0] & 0xff;
        return pause.multipliedBy(800 + 400L * fraction / 255).dividedBy(1000);
    }
}
