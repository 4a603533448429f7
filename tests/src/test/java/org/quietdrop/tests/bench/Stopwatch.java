package org.quietdrop.tests.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * Measures what was done since it was made: the time, and the CPU of one process that lived before
 * and of all children of this process that have ended since.
 */
final class Stopwatch {
    private final long lives;
    private final Duration livesBefore;
    private final Duration endedBefore;
    private final long begun;

    /**
     * @param lives the process that lives before and after; 0 for none
     */
    Stopwatch(long lives) throws IOException {
        this.lives = lives;
        livesBefore = now();
        endedBefore = CpuTime.ofEndedChildren();
        begun = System.nanoTime();
    }

    private Duration now() throws IOException {
        return lives == 0 ? Duration.ZERO : CpuTime.of(lives);
    }

    Duration wall() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** The CPU until now, and the time until then. */
    Cost cost(Duration wall) throws IOException {
        Duration ended = CpuTime.ofEndedChildren().minus(endedBefore);
        return new Cost(wall, now().minus(livesBefore).plus(ended));
    }

    /** Both until now. */
    Cost read() throws IOException {
        return cost(wall());
    }

    /** The same, with all that a process has used that began meanwhile and still lives. */
    Cost read(long began) throws IOException {
        Cost cost = read();
        return cost.plus(new Cost(Duration.ZERO, CpuTime.of(began)));
    }
}
