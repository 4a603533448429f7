package org.quietdrop.node.cli;

import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine;

import java.time.Duration;

/** How names that are shown to a whole network are told: the own one, and those of others. */
public final class NameWords {
    /** What to do about somebody who shows a name. */
    public static final String NEXT =
            "anybody can show any name. To make a contact of somebody whom you see or hear: ";

    /** Nothing is shown. */
    public static final String HIDDEN = "nobody sees your name";

    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofHours(1);

    private NameWords() {}

    /**
     * A time as people type it.
     *
     * @throws UserError exit 2 when it is none, or not from ten seconds to an hour
     */
    public static Duration time(String typed) {
        try {
            Duration time = new ShortDuration().convert(typed);
            if (time.compareTo(LEAST) >= 0 && time.compareTo(MOST) <= 0) return time;
        } catch (CommandLine.TypeConversionException e) {
            // Said below.
        }
        throw new UserError(
                UserError.Exit.USAGE,
                "\"" + typed + "\" is no time for showing a name",
                "a time from 10s to 1h, like 10m, or: off");
    }

    /** What it costs. */
    public static String shown(View.Visible visible, Display display) {
        return "everybody on this network can see the name %s now, and this address (%s), until %s"
                .formatted(
                        TerminalText.clean(visible.name()),
                        TerminalText.clean(String.join(", ", visible.at())),
                        display.clock(visible.until()));
    }

    /** Somebody else's, which can look like no other line: it stands in quotation marks. */
    public static String claim(View.Claim claim) {
        String says = TerminalText.clean(claim.says()).replace('"', '\'');
        String at = TerminalText.clean(String.join(", ", claim.at()));
        String line = "%s  calls itself \"%s\"".formatted(at, says);
        String like = claim.like();
        if (like == null) return line;
        return line + ", which does not make it your contact " + TerminalText.clean(like);
    }
}
