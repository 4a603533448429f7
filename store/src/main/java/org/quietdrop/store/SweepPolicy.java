package org.quietdrop.store;

import java.time.Duration;
import java.time.Instant;

/**
 * When the store rewrites its segments, so that what was deleted goes and the disk is not wasted.
 *
 * @param every a pass that forgets begins so long after the one before, if there is anything to
 *     forget
 * @param soon a pass that was asked for begins at the earliest so long after the one before
 * @param factor the journal may have so many times the length of what counts in it
 * @param slack and so many full-grown segments more
 */
public record SweepPolicy(Duration every, Duration soon, int factor, int slack) {
    /**
     * A pass each 12 hours, so that all is gone within 24, and 10 minutes apart for who asks; twice
     * what counts and 64 MiB.
     */
    public static final SweepPolicy STANDARD =
            new SweepPolicy(Duration.ofHours(12), Duration.ofMinutes(10), 2, 4);

    /** Nothing is ever rewritten: for proofs that show what remains then. */
    public static final SweepPolicy NEVER = new SweepPolicy(Duration.ZERO, Duration.ZERO, 0, 0);

    /** Whether it is time to forget. A clock that was put back makes it time, too. */
    boolean due(Instant now, Instant swept) {
        return now.isBefore(swept) || !now.isBefore(swept.plus(every));
    }

    /**
     * How long the journal may be, in bytes, before it is made shorter.
     *
     * @param live what counts in it, in bytes
     * @param segmentBytes length of a full-grown segment
     */
    public long bound(long live, int segmentBytes) {
        return factor * live + (long) slack * segmentBytes;
    }
}
