package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Rings once at the time last set. The clock is looked at again at least once a minute, so that one
 * that was set, or ran on while the machine slept, makes it late by that much at most. Thread-safe.
 */
final class Alarm implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Runnable ring;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("alarm").factory());
    private @Nullable Instant due;
    private @Nullable Future<?> next;

    /**
     * @param ring called on the alarm's thread; must not block
     */
    Alarm(InstantSource clock, Runnable ring) {
        this.clock = clock;
        this.ring = ring;
    }

    /** Sets the time, in place of an earlier one. */
    synchronized void at(Instant when) {
        due = when;
        arm(when);
    }

    private void arm(Instant when) {
        if (timer.isShutdown()) return;
        if (next != null) next.cancel(false);
        Duration left = Duration.between(clock.instant(), when);
        long millis = Math.clamp(left.toMillis() + 1, 0, LONGEST.toMillis());
        next = timer.schedule(this::look, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        synchronized (this) {
            if (due == null) return;
            if (clock.instant().isBefore(due)) {
                arm(due);
                return;
            }
            due = null;
        }
        ring.run();
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
    }
}
