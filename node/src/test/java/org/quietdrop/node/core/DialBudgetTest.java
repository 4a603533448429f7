package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Instant;

final class DialBudgetTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant OVER = NOW.plus(DialBudget.TIME);

    private final DialBudget budget = new DialBudget();

    private int spent(String host, boolean known, int tries, Instant now) {
        int spent = 0;
        for (int i = 0; i < tries; i++) spent += budget.spend(host, known, now) ? 1 : 0;
        return spent;
    }

    @Test
    void oneHostHasEightAndAllOfThemSixtyFour() {
        assertEquals(8, spent("a", false, 20, NOW));
        for (int i = 0; i < 20; i++) spent("host" + i, false, 4, NOW);
        assertFalse(budget.spend("fresh", false, NOW));
        assertEquals(OVER, budget.allowed("fresh", false));
    }

    @Test
    void whereAContactWasIsApart() {
        for (int i = 0; i < 64; i++) assertTrue(budget.spend("host" + i, false, NOW));
        assertFalse(budget.spend("b", false, NOW));
        assertEquals(16, spent("b", true, 20, NOW));
        assertEquals(16, spent("c", true, 20, NOW));
        // And does not use up what the others have.
        assertEquals(64, spent64(OVER));
    }

    private int spent64(Instant now) {
        int spent = 0;
        for (int i = 0; i < 100; i++) spent += budget.spend("next" + i, false, now) ? 1 : 0;
        return spent;
    }

    @Test
    void afterTenMinutesThereIsMore() {
        assertEquals(8, spent("a", false, 8, NOW));
        assertEquals(OVER, budget.allowed("a", false));
        assertFalse(budget.spend("a", false, OVER.minusMillis(1)));
        assertEquals(8, spent("a", false, 20, OVER));
        assertEquals(Instant.MIN, budget.allowed("b", false));
    }

    @Test
    void aClockThatIsSetBackStopsNobody() {
        assertEquals(8, spent("a", false, 20, NOW));
        assertEquals(8, spent("a", false, 20, NOW.minusSeconds(86_400)));
    }

    @Test
    void eachTryComesBackTenMinutesAfterIt() {
        for (int i = 0; i < 8; i++) assertTrue(budget.spend("a", false, NOW.plusSeconds(i)));
        assertEquals(1, spent("a", false, 5, OVER));
        assertEquals(OVER.plusSeconds(1), budget.allowed("a", false));
        for (int i = 1; i < 8; i++) assertEquals(1, spent("a", false, 5, OVER.plusSeconds(i)));
        assertEquals(OVER.plus(DialBudget.TIME), budget.allowed("a", false));
    }
}
