package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Contacts that all start at the same moment, with new ports, are linked with each other soon, also
 * where a fifth of all frames is lost at every host and so more than a third between any two. Needs
 * root on Linux, and Python for the loss: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Isolated("it measures, or takes all of the machine")
@Timeout(400)
final class ColdLanTest {
    private static final Duration SOON = Duration.ofSeconds(8);
    private static final int MANY = 5;
    private static final int ROUNDS = 2;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two(boolean six) throws Exception {
        try (Lan lan = six ? Lan.up("2", "v6") : Lan.up("2")) {
            Village village = Village.of(lan, folder, 2, six);
            cold(village, six ? "2 nodes cold, IPv6 link-local" : "2 nodes cold", SOON);
        }
    }

    @Test
    void manyAndThenWithLoss() throws Exception {
        try (Lan lan = Lan.up(String.valueOf(MANY))) {
            Village village = Village.of(lan, folder, MANY, false);
            cold(village, MANY + " nodes cold", SOON);
            for (int i = 1; i <= MANY; i++) lan.tell("loss", String.valueOf(i), "20");
            for (int round = 1; round <= ROUNDS; round++) {
                cold(village, MANY + " nodes cold, 20 % lost at each", Neighbours.AGAIN);
            }
        }
    }

    private static void cold(Village village, String what, Duration most) throws Exception {
        village.stop();
        village.start();
        Duration linked = village.linked(Duration.ofMinutes(2));
        System.out.printf(
                "%s: all linked %d ms after the last was ready%n", what, linked.toMillis());
        assertTrue(linked.compareTo(most) <= 0, what + ": linked after " + linked);
    }
}
