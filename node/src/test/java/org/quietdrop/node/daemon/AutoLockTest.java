package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class AutoLockTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Optional<Duration> QUARTER = Optional.of(Duration.ofMinutes(15));

    private Instant now = NOW;
    private final List<Instant> looks = new ArrayList<>();
    private final AutoLock lock = new AutoLock(() -> now, looks::add);

    private boolean overAt(long minutes) {
        now = NOW.plus(Duration.ofMinutes(minutes));
        return lock.over();
    }

    @Test
    void itIsOverWhenNobodyUsedTheNodeForThatLong() {
        lock.begin(QUARTER);
        assertFalse(overAt(14));
        assertTrue(overAt(15));
        assertEquals(NOW.plus(Duration.ofMinutes(15)), looks.getFirst());
    }

    @Test
    void eachUseBeginsItAnew() {
        lock.begin(QUARTER);
        now = NOW.plus(Duration.ofMinutes(10));
        lock.used();
        assertFalse(overAt(15));
        assertEquals(NOW.plus(Duration.ofMinutes(25)), looks.getLast());
        assertFalse(overAt(24));
        assertTrue(overAt(25));
    }

    @Test
    void offIsNever() {
        lock.begin(Optional.empty());
        assertFalse(overAt(1_000_000));
        assertEquals(List.of(), looks);
        lock.begin(QUARTER);
        lock.begin(Optional.empty());
        assertFalse(overAt(2_000_000));
    }

    @Test
    void aClockThatIsSetBackNeverKeepsItOpenForLonger() {
        lock.begin(QUARTER);
        assertFalse(overAt(-100_000));
        assertFalse(overAt(-100_000 + 14));
        assertTrue(overAt(-100_000 + 15));
    }
}
