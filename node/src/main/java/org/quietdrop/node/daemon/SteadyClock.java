package org.quietdrop.node.daemon;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that begins with the time of another one and then runs evenly: setting the date does not
 * change it. Thread-safe.
 */
final class SteadyClock implements InstantSource {
    private final Instant start;
    private final LongSupplier nanos;
    private final long startNanos;

    /**
     * Begins now.
     *
     * @param nanos counts nanoseconds from anywhere and never goes back
     */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
        this.start = wall.instant();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos.getAsLong() - startNanos);
    }
}
