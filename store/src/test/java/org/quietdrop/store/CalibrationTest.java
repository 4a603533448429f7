package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The cost of a guess goes up with the machine and never below moderate. */
final class CalibrationTest {
    /** The passes chosen where the moderate cost takes this long. */
    private static int passesWhere(Duration moderateTakes) {
        Instant[] now = {Instant.EPOCH};
        List<Argon2Cost> tried = new ArrayList<>();
        Argon2Cost cost =
                Calibration.upward(
                        () -> now[0],
                        c -> {
                            tried.add(c);
                            now[0] = now[0].plus(moderateTakes);
                        });
        assertEquals(List.of(Argon2Cost.MODERATE), tried);
        assertEquals(Argon2Cost.MODERATE.memoryBytes(), cost.memoryBytes());
        return cost.passes();
    }

    @Test
    void aFastMachineWorksMoreAndASlowOneNeverLess() {
        assertEquals(3, passesWhere(Duration.ofSeconds(20)));
        assertEquals(3, passesWhere(Duration.ofMillis(750)));
        assertEquals(4, passesWhere(Duration.ofMillis(560)));
        assertEquals(7, passesWhere(Duration.ofMillis(300)));
        assertEquals(22, passesWhere(Duration.ofMillis(100)));
    }

    @Test
    void aClockThatIsSetCannotMakeItCheapOrEndless() {
        assertEquals(3, passesWhere(Duration.ZERO));
        assertEquals(3, passesWhere(Duration.ofHours(-1)));
        assertEquals(3, passesWhere(Duration.ofHours(1)));
        assertEquals(Calibration.MOST_PASSES, passesWhere(Duration.ofMillis(1)));
    }

    @Test
    void onThisMachineAVaultOpensUnderTheCostThatWasFound() {
        Argon2Cost cost = Calibration.upward(InstantSource.system());
        assertTrue(cost.passes() >= Argon2Cost.MODERATE.passes(), cost.toString());
        System.out.println("Calibration: " + cost.passes() + " passes over 256 MiB here");
    }
}
