package org.quietdrop.store.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Of hints that come in any order, the newest count, whatever the clocks say. */
final class RelayHintsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<Bytes> OLD = List.of(Bytes.of(new byte[8]));
    private static final List<Bytes> NEW = List.of(Bytes.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));

    private static List<Bytes> heard(Duration ahead) {
        Instant written = NOW.plus(ahead);
        return RelayHints.NONE
                .hearing(written.plusSeconds(60), NOW.plusSeconds(90), NEW)
                .hearing(written, NOW.plusSeconds(120), OLD)
                .heard();
    }

    @Test
    void olderOnesThatComeLaterDoNotCount() {
        assertEquals(NEW, heard(Duration.ZERO));
        assertEquals(NEW, heard(Duration.ofHours(-47)));
        assertEquals(NEW, heard(Duration.ofHours(47)), "the writer's clock is ahead");
    }

    @Test
    void noneFromFarInTimeToComeStandUntilThen() {
        RelayHints far = RelayHints.NONE.hearing(NOW.plus(Duration.ofDays(400)), NOW, OLD);
        assertEquals(NEW, far.hearing(NOW.plusSeconds(60), NOW.plusSeconds(60), NEW).heard());
    }
}
