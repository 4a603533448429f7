package org.quietdrop.node.cli;

import picocli.CommandLine;

import java.time.Duration;

/** Durations as people type them: 500ms, 30s, 10m, 2h, 7d. */
final class ShortDuration implements CommandLine.ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        if (text.matches("[0-9]{1,9}(ms|s|m|h|d)")) {
            String unit = text.replaceAll("[0-9]", "");
            long count = Long.parseLong(text.substring(0, text.length() - unit.length()));
            return switch (unit) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        throw new CommandLine.TypeConversionException(
                "\"" + text + "\" is not a time like 500ms, 30s, 10m, 2h or 7d");
    }

    /** Exact, in the largest unit that fits. */
    static String format(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) return millis + " ms";
        long seconds = millis / 1000;
        if (seconds % 3600 == 0 && seconds > 0) return seconds / 3600 + " h";
        if (seconds % 60 == 0 && seconds > 0) return seconds / 60 + " min";
        return seconds + " s";
    }
}
