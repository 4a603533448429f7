package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class BeaconScheduleTest {
    private static final long SEED = 3;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEVER = Instant.MIN;

    private final Random random = new Random(SEED);
    private final BeaconSchedule schedule =
            new BeaconSchedule(n -> {
                byte[] bytes = new byte[n];
                random.nextBytes(bytes);
                return bytes;
            });

    /** The seconds from the first to the last at which it is sent. */
    private List<Integer> sent(int from, int to, Instant others) {
        List<Integer> sent = new ArrayList<>();
        for (int second = from; second < to; second++) {
            if (schedule.due(NOW.plusSeconds(second), others)) sent.add(second);
        }
        return sent;
    }

    private static void paced(List<Integer> sent, Duration pause) {
        for (int i = 1; i < sent.size(); i++) {
            int gap = sent.get(i) - sent.get(i - 1);
            assertTrue(
                    gap >= 0.8 * pause.toSeconds() && gap <= 1.2 * pause.toSeconds() + 1,
                    "seed " + SEED + ": " + sent);
        }
    }

    @Test
    void beforeItBeginsNothingIsSent() {
        assertEquals(List.of(), sent(0, 1_000, NEVER));
    }

    @Test
    void aloneItBeginsAfterTenSecondsAndGoesOnEveryFifteen() {
        schedule.begin(NOW);
        List<Integer> sent = sent(0, 600, NEVER);
        assertEquals(10, sent.getFirst());
        assertEquals(40, sent.size(), 4);
        paced(sent, BeaconSchedule.PAUSE);
        assertTrue(sent.stream().distinct().count() > 20);
    }

    @Test
    void whereOnlyOtherProgramsSpeakItIsSentEachMinute() {
        schedule.begin(NOW);
        List<Integer> sent = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            Instant now = NOW.plusSeconds(second);
            if (schedule.due(now, now.minusSeconds(5))) sent.add(second);
        }
        // What was heard before the beginning was heard on another network.
        assertEquals(10, sent.getFirst());
        assertEquals(10, sent.size(), 2);
        paced(sent, BeaconSchedule.LONG_PAUSE);
    }

    /** The longest silence between two nodes is the jittered period of their questions: 72 s. */
    @Test
    void aNodeThatIsHeardByMdnsKeepsItSilent() {
        schedule.begin(NOW);
        for (int second = 0; second < 7_200; second++) {
            Instant now = NOW.plusSeconds(second);
            if (second % 72 == 3) schedule.heard(now);
            assertFalse(schedule.due(now, now), "second " + second);
        }
    }

    @Test
    void itStopsWhenANodeIsHeardAndBeginsAgainAfterNinetySeconds() {
        schedule.begin(NOW);
        assertFalse(sent(0, 60, NEVER).isEmpty());
        schedule.heard(NOW.plusSeconds(60));
        assertEquals(List.of(150), sent(60, 151, NEVER));
    }

    @Test
    void onAnotherNetworkMdnsGetsAnotherChance() {
        schedule.begin(NOW);
        schedule.heard(NOW);
        assertEquals(List.of(), sent(0, 60, NEVER));
        schedule.begin(NOW.plusSeconds(60));
        assertEquals(70, sent(60, 100, NEVER).getFirst());
    }

    @Test
    void aClockThatIsSetBackSilencesItForTenSecondsAtMost() {
        schedule.begin(NOW);
        assertFalse(sent(0, 60, NEVER).isEmpty());
        assertEquals(-100_000 + 10, sent(-100_000, -99_900, NEVER).getFirst());
        schedule.heard(NOW.plusSeconds(100_000));
        assertEquals(10, sent(0, 60, NEVER).getFirst());
    }
}
