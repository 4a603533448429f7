package org.quietdrop.crypto.relay;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** The weeks by which handles and outer keys change, counted from 1970-01-01 00:00 UTC. */
public final class Week {
    /** The length of a week in seconds. */
    public static final long SECONDS = 604_800;

    /** How many weeks before the present one are asked for. */
    public static final int ASKED_BACK = 5;

    /** How many weeks after the present one are asked for: a depositor's clock may be ahead. */
    public static final int ASKED_AHEAD = 1;

    /** How many weeks are asked for in all. */
    public static final int ASKED = ASKED_BACK + 1 + ASKED_AHEAD;

    private Week() {}

    /** The week that {@code time} lies in; below zero before 1970. */
    public static long of(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS);
    }

    /** The seven weeks whose drops are asked for at {@code now}, the oldest first. */
    public static List<Long> asked(Instant now) {
        long week = of(now);
        return LongStream.rangeClosed(week - ASKED_BACK, week + ASKED_AHEAD).boxed().toList();
    }
}
