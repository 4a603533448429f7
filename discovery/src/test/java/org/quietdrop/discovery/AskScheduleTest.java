package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

final class AskScheduleTest {
    private static final Instant NOW = Instant.EPOCH;

    private static AskSchedule schedule(int jitter) {
        return new AskSchedule(
                Duration.ofMinutes(1),
                count -> {
                    byte[] bytes = new byte[count];
                    bytes[0] = (byte) jitter;
                    return bytes;
                });
    }

    private static List<Integer> asks(AskSchedule schedule, int peers, int seconds) {
        List<Integer> at = new ArrayList<>();
        for (int s = 0; s < seconds; s++) {
            if (schedule.due(NOW.plusSeconds(s), peers)) {
                at.add(s);
            }
        }
        return at;
    }

    @Test
    void backsOffToThePeriod() {
        // 127 of 255: a pause is as long as meant, less a thousandth.
        assertEquals(List.of(0, 1, 3, 7, 15, 31, 63, 123, 183), asks(schedule(127), 0, 200));
    }

    @Test
    void growsWithThePeers() {
        AskSchedule schedule = schedule(127);
        assertEquals(List.of(0, 1, 3, 7, 15, 31, 63, 127, 255), asks(schedule, 49, 400));
    }

    @Test
    void jitterIsTwentyPercent() {
        for (int jitter = 0; jitter < 256; jitter++) {
            AskSchedule schedule = schedule(jitter);
            assertTrue(schedule.due(NOW, 0));
            assertFalse(schedule.due(NOW.plusMillis(799), 0));
            assertTrue(schedule.due(NOW.plusMillis(1200), 0));
        }
    }

    @Test
    void beginsAnewWhenTold() {
        AskSchedule schedule = schedule(127);
        asks(schedule, 0, 100);
        assertFalse(schedule.due(NOW.plusSeconds(100), 0));
        schedule.restart(NOW.plusSeconds(100));
        assertTrue(schedule.due(NOW.plusSeconds(100), 0));
        assertTrue(schedule.due(NOW.plusSeconds(101), 0));
    }

    @Test
    void aClockSetBackDoesNotSilenceIt() {
        AskSchedule schedule = schedule(127);
        assertTrue(schedule.due(NOW.plusSeconds(100_000), 0));
        assertTrue(schedule.due(NOW, 0));
    }
}
