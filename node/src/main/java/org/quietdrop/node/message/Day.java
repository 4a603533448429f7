package org.quietdrop.node.message;

import java.time.Instant;

/** Days since 1970 in UTC, in which lifetimes are counted where many share one moment. */
public final class Day {
    private static final long SECONDS = 86_400;

    private Day() {}

    /** The day of a moment. */
    public static long of(Instant when) {
        return Math.floorDiv(when.getEpochSecond(), SECONDS);
    }

    /** When a day begins. */
    public static Instant start(long day) {
        return Instant.ofEpochSecond(day * SECONDS);
    }
}
