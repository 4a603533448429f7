package org.quietdrop.tests.lan;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Five nodes on a network that loses a fifth of all frames at every host, and so more than a third
 * between any two. Needs root on Linux and Python: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Timeout(300)
final class LossLanTest {
    private static final int NODES = 5;
    private static final int ROUNDS = 3;

    @TempDir private Path folder;

    @Test
    void allLinkedDespiteLoss() throws Exception {
        try (Lan lan = Lan.up(String.valueOf(NODES))) {
            Village village = Village.of(lan, folder, NODES, false);
            for (int i = 1; i <= NODES; i++) lan.tell("loss", String.valueOf(i), "20");
            for (int round = 1; round <= ROUNDS; round++) {
                village.stop();
                village.start();
                Duration linked = village.linked(Neighbours.AGAIN);
                System.out.printf(
                        "%d nodes with 20 %% of loss at each, round %d: all linked %d ms after the"
                                + " last was ready%n",
                        NODES, round, linked.toMillis());
            }
        }
    }
}
