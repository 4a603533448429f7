package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.doctor.NodeFacts;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Step;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What messages say about clocks: only those that were not held up on their way. */
final class ExaminationTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant UP = NOW.minus(Duration.ofHours(2));

    private static Line line(boolean mine, Step.What how, Instant kept, Duration lag) {
        return new Line(
                Bytes.of(new byte[16]),
                mine,
                "at eight",
                kept.minus(lag),
                kept,
                1,
                0,
                Line.State.RECEIVED,
                List.of(new Step(kept, how, "")));
    }

    private static Line came(Instant kept, Duration lag) {
        return line(false, Step.What.RECEIVED, kept, lag);
    }

    private static Optional<Duration> lag(Optional<Instant> since, Line... lines) {
        return Examination.lag(List.of(lines), since, NOW).map(NodeFacts.Lag::least);
    }

    @Test
    void whatCameAtOnceCounts() {
        Instant later = UP.plus(Duration.ofMinutes(10));
        Duration hour = Duration.ofHours(1);
        Duration second = Duration.ofSeconds(1);
        Optional<Instant> up = Optional.of(UP);
        assertEquals(Optional.empty(), lag(up));
        assertEquals(Optional.of(hour), lag(up, came(later, hour)));
        assertEquals(Optional.of(second), lag(up, came(later, hour), came(later, second)));
        assertEquals(Optional.of(second), lag(up, came(later, second), came(later, hour)));
    }

    @Test
    void whatWaitedDoesNot() {
        Duration hour = Duration.ofHours(1);
        Instant later = UP.plus(Duration.ofMinutes(10));
        assertEquals(Optional.empty(), lag(Optional.empty(), came(later, hour)));
        Instant atFirst = UP.plusSeconds(30);
        assertEquals(Optional.empty(), lag(Optional.of(UP), came(atFirst, hour)));
        Line carried = line(false, Step.What.CAME_BY, later, hour);
        assertEquals(Optional.empty(), lag(Optional.of(UP), carried));
        Line mine = line(true, Step.What.RECEIVED, later, hour);
        assertEquals(Optional.empty(), lag(Optional.of(UP), mine));
    }

    @Test
    void whatWasWrittenInOurFutureCountsHoweverItCame() {
        Duration future = Duration.ofHours(-1);
        Instant later = UP.plus(Duration.ofMinutes(10));
        Line carried = line(false, Step.What.CAME_BY, later, future);
        assertEquals(Optional.of(future), lag(Optional.empty(), carried));
        Instant longAgo = NOW.minus(Duration.ofDays(8));
        assertEquals(Optional.empty(), lag(Optional.empty(), came(longAgo, future)));
    }
}
