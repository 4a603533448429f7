package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whether nobody has used the node for so long that it is to be locked. A clock that was set back
 * begins the time anew; one that ran on while the machine slept counts. Thread-safe.
 */
final class AutoLock {
    private final InstantSource clock;
    private final Consumer<Instant> alarm;
    private @Nullable Duration after;
    private Instant used = Instant.MIN;

    /**
     * @param alarm told when to look again, in place of what it was told before
     */
    AutoLock(InstantSource clock, Consumer<Instant> alarm) {
        this.clock = clock;
        this.alarm = alarm;
    }

    /**
     * The node is ready, or is to be locked after another time from now on.
     *
     * @param after empty: never
     */
    synchronized void begin(Optional<Duration> after) {
        this.after = after.orElse(null);
        used = clock.instant();
        after.ifPresent(time -> alarm.accept(used.plus(time)));
    }

    /** When it is to be locked if nobody asks for anything until then; empty: never. */
    synchronized Optional<Instant> due() {
        return Optional.ofNullable(after).map(used::plus);
    }

    /** A person asked the node for something. */
    synchronized void used() {
        used = clock.instant();
    }

    /** Whether the time is over; else it is looked at again. */
    synchronized boolean over() {
        if (after == null) return false;
        Instant now = clock.instant();
        if (now.isBefore(used)) used = now;
        Instant due = used.plus(after);
        if (!now.isBefore(due)) return true;
        alarm.accept(due);
        return false;
    }
}
