package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

final class LapseTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private Instant wall = NOW;
    private long nanos = -5;
    private final SteadyClock steady = new SteadyClock(() -> wall, () -> nanos);
    private final Lapse lapse = new Lapse(() -> wall, steady, Duration.ofSeconds(20));

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void timeThatPassesIsNoLapse() {
        for (int i = 0; i < 1_000; i++) {
            pass(Duration.ofSeconds(5));
            assertFalse(lapse.look());
        }
        pass(Duration.ofSeconds(20));
        assertFalse(lapse.look(), "a look may be late");
    }

    @Test
    void theSteadyClockIsNeverSet() {
        pass(Duration.ofSeconds(5));
        wall = wall.plus(Duration.ofDays(1));
        assertEquals(NOW.plusSeconds(5), steady.instant());
        wall = wall.minus(Duration.ofDays(30));
        pass(Duration.ofSeconds(5));
        assertEquals(NOW.plusSeconds(10), steady.instant());
    }

    @Test
    void aClockThatIsSetIsNoticedOnce() {
        for (Duration step : new Duration[] {Duration.ofDays(1), Duration.ofDays(-1)}) {
            pass(Duration.ofSeconds(5));
            wall = wall.plus(step);
            assertTrue(lapse.look());
            pass(Duration.ofSeconds(5));
            assertFalse(lapse.look());
        }
        pass(Duration.ofSeconds(5));
        wall = wall.plus(Duration.ofSeconds(3));
        assertFalse(lapse.look(), "clocks are corrected all the time");
    }

    /**
     * While a machine sleeps, the steady clock may stand still; while a process does, it does not.
     */
    @Test
    void sleepIsNoticed() {
        wall = wall.plus(Duration.ofHours(8));
        assertTrue(lapse.look());
        pass(Duration.ofMinutes(10));
        assertTrue(lapse.look());
        pass(Duration.ofSeconds(5));
        assertFalse(lapse.look());
    }
}
