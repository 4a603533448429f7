package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Contacts that all start at the same moment, with new ports, are linked with each other soon.
 * Needs root on Linux: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Timeout(240)
final class ColdLanTest {
    private static final Duration SOON = Duration.ofSeconds(8);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"2, IPv4 and IPv6", "5, IPv4 and IPv6", "2, v6"})
    void allLinked(int nodes, String networks) throws Exception {
        boolean six = networks.equals("v6");
        String count = String.valueOf(nodes);
        try (Lan lan = six ? Lan.up(count, "v6") : Lan.up(count)) {
            Village village = Village.of(lan, folder, nodes, six);
            for (int round = 1; round <= 2; round++) {
                village.stop();
                village.start();
                Duration linked = village.linked(Neighbours.AGAIN);
                System.out.printf(
                        "%d nodes cold (%s), round %d: all linked %d ms after the last was ready%n",
                        nodes, networks, round, linked.toMillis());
                assertTrue(linked.compareTo(SOON) <= 0, "linked after " + linked);
            }
        }
    }
}
