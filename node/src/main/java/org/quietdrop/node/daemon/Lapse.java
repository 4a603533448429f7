package org.quietdrop.node.daemon;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices that time did not pass as it should between two looks: the machine or this process slept,
 * or somebody set the clock. For one thread.
 */
final class Lapse {
    /** Clocks are corrected by so much without anybody noticing. */
    private static final Duration DRIFT = Duration.ofSeconds(5);

    private final InstantSource wall;
    private final InstantSource steady;
    private final Duration late;
    private Instant wallThen;
    private Instant steadyThen;

    /**
     * Begins now.
     *
     * @param late looks that are further apart than this were not taken when they should
     */
    Lapse(InstantSource wall, InstantSource steady, Duration late) {
        this.wall = wall;
        this.steady = steady;
        this.late = late;
        this.wallThen = wall.instant();
        this.steadyThen = steady.instant();
    }

    /** Looks, and says whether there was one since the look before. */
    boolean look() {
        Instant wallNow = wall.instant();
        Instant steadyNow = steady.instant();
        Duration took = Duration.between(steadyThen, steadyNow);
        Duration apart = Duration.between(wallThen, wallNow).minus(took).abs();
        wallThen = wallNow;
        steadyThen = steadyNow;
        return apart.compareTo(DRIFT) > 0 || took.compareTo(late) > 0;
    }
}
