package org.quietdrop.tests.sim.town;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A small town in every build: what must never be, and that things happen at all. */
final class TownTest {
    private static final long SEED = Long.getLong("quietdrop.town.seed", 1);

    @Test
    void nothingIsLostOrDoubledInASmallTown() {
        Outcome off = Outcome.of(Plans.small(SEED));
        Outcome on = Outcome.of(Plans.small(SEED).with(true));
        System.out.println("Seed " + SEED + Outcome.table(off, on));
        assertEquals(List.of(), off.violations());
        assertEquals(List.of(), on.violations());
        assertTrue(off.written() > 300, "written " + off.written());
        assertTrue(off.arrived() > 0.3, "arrived " + off.arrived());
        assertEquals(0, off.copies());
        assertTrue(on.copies() > 100, "copies " + on.copies());
    }
}
