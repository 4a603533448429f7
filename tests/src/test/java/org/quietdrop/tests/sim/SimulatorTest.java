package org.quietdrop.tests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Nothing lost, nothing doubled, no state ahead of the truth, over thousands of seeds; and four
 * broken cores that must be caught, or the simulator proves nothing.
 */
final class SimulatorTest {
    private static final int SEEDS = Integer.getInteger("quietdrop.sim.seeds", 2_000);
    private static final long FIRST = Long.getLong("quietdrop.sim.first", 1);

    @Test
    void everySeedKeepsThePromises() {
        SimTotals totals = new SimTotals();
        List<String> violations =
                LongStream.range(FIRST, FIRST + SEEDS)
                        .parallel()
                        .boxed()
                        .flatMap(seed -> Scenario.run(seed, Flaw.NONE, totals).stream())
                        .toList();
        System.out.println("Simulator: " + SEEDS + " seeds; " + totals);
        assertEquals(List.of(), violations.stream().limit(10).toList());
        assertTrue(totals.clocksSet.sum() > 0, totals.toString());
        assertTrue(totals.leastOfChanges() > 0, totals.toString());
        assertTrue(totals.least() > 0, "some fault never happened: " + totals);
    }

    @Test
    void whoWasInvitedIsMetWhateverFails() {
        int seeds = Integer.getInteger("quietdrop.sim.invited.seeds", 500);
        SimTotals totals = new SimTotals();
        List<String> violations =
                LongStream.range(FIRST, FIRST + seeds)
                        .parallel()
                        .boxed()
                        .flatMap(seed -> Scenario.runInvited(seed, totals).stream())
                        .toList();
        System.out.println("Simulator: " + seeds + " seeds with invitations; " + totals);
        assertEquals(List.of(), violations.stream().limit(10).toList());
        assertTrue(totals.crashesInInvitation.sum() > 0, totals.toString());
    }

    @Test
    void disksThatArePutBackAreNoticedAndRepaired() {
        int seeds = Integer.getInteger("quietdrop.sim.rollback.seeds", 300);
        SimTotals totals = new SimTotals();
        List<String> violations =
                LongStream.range(FIRST, FIRST + seeds)
                        .parallel()
                        .boxed()
                        .flatMap(seed -> RollbackScenario.run(seed, Flaw.NONE, totals).stream())
                        .toList();
        System.out.println("Simulator: " + seeds + " seeds with rollbacks; " + totals);
        assertEquals(List.of(), violations.stream().limit(10).toList());
        assertTrue(totals.least() > 0, "some fault never happened: " + totals);
        long rollbacks = Math.min(totals.rollbacks.sum(), totals.undone.sum());
        assertTrue(Math.min(rollbacks, totals.renewals.sum()) > 0, totals.toString());
    }

    @Test
    void whoSealsInDifferentSessionsIsCaught() {
        Optional<String> caught =
                LongStream.range(1, 300)
                        .mapToObj(seed ->
                                RollbackScenario.run(seed, Flaw.MISMATCH_IGNORED, new SimTotals()))
                        .filter(v -> !v.isEmpty())
                        .map(v -> v.get(0))
                        .findFirst();
        assertFalse(caught.isEmpty(), "a mismatch that is ignored was not caught");
        System.out.println("Simulator: MISMATCH_IGNORED caught, " + caught.get());
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "ACK_BEFORE_COMMIT",
                "SEND_BEFORE_COMMIT",
                "NO_DEDUPLICATION",
                "STATE_KEPT_AFTER_FAILED_OPEN"
            })
    void brokenCoresAreCaught(Flaw flaw) {
        Optional<String> caught =
                LongStream.range(1, 300)
                        .mapToObj(seed -> Scenario.run(seed, flaw, new SimTotals()))
                        .filter(v -> !v.isEmpty())
                        .map(v -> v.get(0))
                        .findFirst();
        assertFalse(caught.isEmpty(), flaw + " was not caught");
        System.out.println("Simulator: " + flaw + " caught, " + caught.get());
    }
}
