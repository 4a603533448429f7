package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

final class SourceBudgetTest {
    private static final Instant NOW = Instant.EPOCH;
    private final SourceBudget budget = new SourceBudget();

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private int taken(int source, int tries, Instant at) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += budget.take(address(source), at) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aBurstAndThenTenASecond() {
        assertEquals(30, taken(1, 100, NOW));
        assertEquals(10, taken(1, 100, NOW.plusSeconds(1)));
        assertEquals(30, taken(1, 100, NOW.plusSeconds(3600)));
    }

    @Test
    void twoHundredASecondInAll() {
        int taken = 0;
        for (int source = 0; source < 250; source++) {
            taken += taken(source, 2, NOW);
        }
        assertEquals(200, taken);
        assertFalse(budget.take(address(999), NOW));
        assertTrue(budget.take(address(999), NOW.plusMillis(10)));
    }

    @Test
    void aClockSetBackNeitherStopsNorRefills() {
        assertEquals(30, taken(1, 100, NOW));
        Instant before = NOW.minusSeconds(3600);
        assertEquals(0, taken(1, 100, before));
        assertEquals(10, taken(1, 100, before.plusSeconds(1)));
    }

    @Test
    void refillsInManySmallSteps() {
        assertEquals(30, taken(1, 30, NOW));
        int taken = 0;
        for (int millis = 1; millis <= 1000; millis++) {
            taken += taken(1, 1, NOW.plusMillis(millis));
        }
        assertTrue(taken >= 9 && taken <= 10, "taken " + taken);
    }
}
