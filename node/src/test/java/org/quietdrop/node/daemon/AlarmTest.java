package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

final class AlarmTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void ringsOnceForWhatIsDue() throws Exception {
        AtomicInteger rings = new AtomicInteger();
        CountDownLatch rang = new CountDownLatch(1);
        try (Alarm alarm =
                new Alarm(
                        () -> NOW,
                        () -> {
                            rings.incrementAndGet();
                            rang.countDown();
                        })) {
            alarm.at(NOW.minusSeconds(5));
            assertTrue(rang.await(60, TimeUnit.SECONDS));
        }
        assertEquals(1, rings.get());
    }

    @Test
    void theLastTimeSetCounts() throws Exception {
        AtomicReference<Instant> time = new AtomicReference<>(NOW);
        CountDownLatch rang = new CountDownLatch(1);
        try (Alarm alarm = new Alarm(time::get, rang::countDown)) {
            alarm.at(NOW.plusSeconds(3600));
            assertEquals(1, rang.getCount());
            alarm.at(NOW);
            assertTrue(rang.await(60, TimeUnit.SECONDS));
        }
    }
}
