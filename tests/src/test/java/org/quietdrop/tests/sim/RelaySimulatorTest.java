package org.quietdrop.tests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Mail that friends carry: nothing lost while its writer's disk and its lifetime last, nothing
 * doubled, no state ahead of the truth, quotas kept; and broken cores that must be caught.
 */
final class RelaySimulatorTest {
    private static final int SEEDS = Integer.getInteger("quietdrop.sim.relay.seeds", 500);
    private static final int MANY = 10_000;
    private static final long FIRST = Long.getLong("quietdrop.sim.first", 1);

    @Test
    void carriedMailKeepsThePromises() {
        run(FIRST, SEEDS);
    }

    @Tag("seeds")
    @Test
    void carriedMailKeepsThePromisesOverTenThousandSeeds() {
        run(FIRST, MANY);
    }

    private static void run(long first, int seeds) {
        SimTotals faults = new SimTotals();
        RelayTotals totals = new RelayTotals();
        List<String> violations =
                LongStream.range(first, first + seeds)
                        .parallel()
                        .boxed()
                        .flatMap(
                                seed -> RelayScenario.run(seed, Flaw.NONE, faults, totals).stream())
                        .toList();
        System.out.println("Simulator: " + seeds + " seeds with relays; " + totals);
        System.out.println("Simulator: the same; " + faults);
        assertEquals(List.of(), violations.stream().limit(10).toList());
        assertEquals(List.of(), totals.never(), "never happened");
        assertTrue(faults.leastOfRelays() > 0, "some fault never happened: " + faults);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NO_DEDUPLICATION",
                "KEPT_BEFORE_COMMIT",
                "TAKEN_BEFORE_COMMIT",
                "LOST_NOT_OWED",
                "LOST_IGNORED",
                "FRESH_DROPS",
                "EXPIRED_IS_FINAL",
                "NO_QUOTAS"
            })
    void brokenRelaysAreCaught(Flaw flaw) {
        Optional<String> caught =
                LongStream.range(1, 300)
                        .mapToObj(seed ->
                                RelayScenario.run(seed, flaw, new SimTotals(), new RelayTotals()))
                        .filter(v -> !v.isEmpty())
                        .map(v -> v.get(0))
                        .findFirst();
        assertFalse(caught.isEmpty(), flaw + " was not caught");
        System.out.println("Simulator: " + flaw + " caught, " + caught.get());
    }
}
