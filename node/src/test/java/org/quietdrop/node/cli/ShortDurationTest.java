package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.time.Duration;

/** Times as people type them. */
final class ShortDurationTest {
    private static Duration read(String text) {
        return new ShortDuration().convert(text);
    }

    @Test
    void unitsAreRead() {
        assertEquals(Duration.ofMillis(500), read("500ms"));
        assertEquals(Duration.ofSeconds(30), read("30s"));
        assertEquals(Duration.ofMinutes(10), read("10m"));
        assertEquals(Duration.ofHours(2), read("2h"));
        assertEquals(Duration.ofDays(7), read("7d"));
    }

    @Test
    void theRestIsRefused() {
        for (String bad : new String[] {"", "5", "-5s", "5 s", "5S", "1.5s", "s", "9999999999s"}) {
            assertThrows(CommandLine.TypeConversionException.class, () -> read(bad), bad);
        }
    }

    @Test
    void largestUnitIsShown() {
        assertEquals("10 min", ShortDuration.format(Duration.ofMinutes(10)));
        assertEquals("90 s", ShortDuration.format(Duration.ofSeconds(90)));
        assertEquals("2 h", ShortDuration.format(Duration.ofHours(2)));
        assertEquals("250 ms", ShortDuration.format(Duration.ofMillis(250)));
    }
}
