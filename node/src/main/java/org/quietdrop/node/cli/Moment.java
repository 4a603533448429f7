package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/** Moments as people type them: a day, which begins at midnight where they are, or RFC 3339. */
public final class Moment {
    private Moment() {}

    /**
     * The moment as the node reads it.
     *
     * @param option what was typed before it
     * @throws UserError exit 2 when it is none
     */
    public static String parse(String option, String text, ZoneId zone) {
        try {
            boolean day = text.length() == "2026-01-31".length();
            return day
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant().toString()
                    : OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeParseException e) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    option + " is a day or a moment",
                    "like 2026-01-31 or 2026-01-31T12:00:00Z");
        }
    }
}
