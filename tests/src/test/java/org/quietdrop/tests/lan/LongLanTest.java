package org.quietdrop.tests.lan;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What {@link RoughLanTest} and {@link SinkLanTest} show, at the length that people live with.
 * Needs root on Linux and an hour and a quarter: {@code mvn -Plong -pl tests -am test}.
 */
@Tag("long")
@Timeout(value = 100, unit = TimeUnit.MINUTES)
final class LongLanTest {
    @TempDir private Path folder;

    @Test
    void linkedAgainAfterTenMinutesAway() throws Exception {
        try (Lan lan = Lan.up("6")) {
            LongAway.sideBySide(new LongAway(lan, folder, Duration.ofMinutes(10)).from(1));
        }
    }

    @Test
    void nothingReachesTheSinkInAnHour() throws Exception {
        new SinkUse(folder, Duration.ofHours(1)).nothingElseIsSent();
    }
}
