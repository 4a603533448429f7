package org.quietdrop.tests.sim.town;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A small town in every build: what must never be, and that things happen at all. */
final class TownTest {
    private static final long SEED = Long.getLong("quietdrop.town.seed", 1);

    @Test
    void nothingIsLostOrDoubledInASmallTown() {
        Outcome off = Outcome.of(Plans.small(SEED));
        System.out.println(
                "Town of 40, seed " + SEED + "; " + off.events() + " events; " + off.traffic());
        System.out.println(Outcome.head());
        System.out.println(off.row());
        assertEquals(java.util.List.of(), off.violations());
        assertTrue(off.written() > 300, "written " + off.written());
        assertTrue(off.arrived() > 0.3, "arrived " + off.arrived());
    }
}
