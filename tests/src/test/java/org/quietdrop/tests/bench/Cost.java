package org.quietdrop.tests.bench;

import java.time.Duration;

/**
 * What a piece of work took.
 *
 * @param wall from its begin to its end
 * @param cpu user and system time of all processes that worked for it
 */
record Cost(Duration wall, Duration cpu) {
    Cost plus(Cost other) {
        return new Cost(wall.plus(other.wall), cpu.plus(other.cpu));
    }

    Cost minus(Cost other) {
        return new Cost(wall.minus(other.wall), cpu.minus(other.cpu));
    }
}
