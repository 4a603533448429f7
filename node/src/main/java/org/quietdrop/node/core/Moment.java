package org.quietdrop.node.core;

import java.time.Duration;
import java.time.Instant;

/**
 * One moment by the two clocks of a node. Dates, lifetimes and what people read go by the wall
 * clock. How long something takes, and when to do it, goes by the steady one: it begins with the
 * same time and is never set, so that nothing waits for a day when somebody corrects the date.
 *
 * @param wall the date and time of the machine
 * @param steady only its differences mean anything; it may stand still while the machine sleeps
 */
public record Moment(Instant wall, Instant steady) {
    /** A moment where nobody has set the clock since the start. */
    public static Moment of(Instant both) {
        return new Moment(both, both);
    }

    /** When the wall clock will show that, if nobody sets it; now, if it has shown it before. */
    Instant steadyAt(Instant date) {
        return date.isAfter(wall) ? steady.plus(Duration.between(wall, date)) : steady;
    }

    /** What the wall clock shows then, if nobody sets it. */
    public Instant wallAt(Instant then) {
        return wall.plus(Duration.between(steady, then));
    }
}
