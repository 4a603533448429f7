package org.quietdrop.tests.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quietdrop.crypto.KeyWatch;

import java.util.List;

/**
 * Fifty snapshots along a busy run, each brought to life again: no key and nonce is used for two
 * things in all these lives, all contacts talk again, nothing is missing in silence.
 */
final class RestoreTest {
    private static final long FIRST = Long.getLong("quietdrop.restore.first", 1);
    private static final int SEEDS = Integer.getInteger("quietdrop.restore.seeds", 1);

    @ParameterizedTest
    @EnumSource(
            value = Keepsake.From.class,
            names = {"BACKUP", "DISK"})
    void eachOfFiftySnapshotsIsALifeOfItsOwn(Keepsake.From from) {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) lives(from, seed);
    }

    private static void lives(Keepsake.From from, long seed) {
        SimTotals totals = new SimTotals();
        try (KeyWatch watch = KeyWatch.begin()) {
            List<String> violations = RestoreScenario.run(seed, from, Flaw.NONE, watch, totals);
            System.out.println(
                    from
                            + ", seed "
                            + seed
                            + ": "
                            + watch.seals()
                            + " seals, "
                            + watch.envelopes()
                            + " envelopes; "
                            + totals);
            assertEquals(List.of(), violations.stream().limit(10).toList());
            assertEquals(List.of(), watch.reused());
            assertTrue(watch.envelopes() > 800 && watch.seals() > 5_000, "nothing was watched");
            assertTrue(totals.undone.sum() > 0, "nothing was undone");
            assertTrue(totals.missed.sum() > 0, "nothing that had come was gone");
        }
    }

    @Test
    void whoKeepsRatchetsAndGoesOnIsCaught() {
        try (KeyWatch watch = KeyWatch.begin()) {
            List<String> violations =
                    RestoreScenario.run(
                            FIRST,
                            Keepsake.From.BACKUP_WITH_SESSIONS,
                            Flaw.MISMATCH_IGNORED,
                            watch,
                            new SimTotals());
            assertTrue(
                    watch.reused().contains("a message key sealed two envelopes"),
                    "a key that was used again was not seen");
            System.out.println("caught: " + watch.reused().size() + " keys, " + violations.size());
        }
    }
}
