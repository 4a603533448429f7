package org.quietdrop.node.cli;

import org.quietdrop.node.core.View;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is carried, for people: counts and bytes, never names. */
public final class RelayWords {
    private static final long KILO = 1_000;
    private static final long MEGA = 1_000_000;

    private RelayWords() {}

    /** How the carrying stands, a line each. */
    public static List<String> lines(View.Relay relay, Display display) {
        List<String> lines = new ArrayList<>();
        lines.add(
                (relay.boxes() == 0 ? "carrying nothing for friends" : carrying(relay, display))
                        + "; at most "
                        + count(relay.most())
                        + ", "
                        + count(relay.mostEach())
                        + " from each");
        lines.add(
                switch (relay.friends()) {
                    case 0 -> "nobody carries for you yet; trust a friend: quietdrop trust NAME";
                    case 1 -> "1 friend carries for you";
                    default -> count(relay.friends()) + " friends carry for you";
                });
        if (relay.elsewhere() == 1) lines.add("1 copy of yours lies with friends");
        if (relay.elsewhere() > 1) {
            lines.add(count(relay.elsewhere()) + " copies of yours lie with friends");
        }
        return lines;
    }

    private static String carrying(View.Relay relay, Display display) {
        String until = relay.until();
        return "carrying %s for friends%s"
                .formatted(
                        boxes(relay),
                        until == null ? "" : ", the last until " + display.date(until));
    }

    /** The question before all is dropped. */
    public static String question(View.Relay relay) {
        return "Drop "
                + boxes(relay)
                + " that wait here for others? Their writers still have them; they may arrive"
                + " later. (yes/no) ";
    }

    /** All was dropped. */
    public static String dropped(View.Relay before) {
        return "dropped "
                + boxes(before)
                + (before.boxes() == 1 ? "; who left it" : "; who left them")
                + " is told when you next meet";
    }

    private static String boxes(View.Relay relay) {
        String boxes = relay.boxes() == 1 ? " sealed box (" : " sealed boxes (";
        return count(relay.boxes()) + boxes + size(relay.bytes()) + ")";
    }

    private static String size(long bytes) {
        if (bytes < KILO) return bytes + " bytes";
        if (bytes < MEGA) return Math.round(bytes / (double) KILO) + " kB";
        return String.format(Locale.ROOT, "%.1f MB", bytes / (double) MEGA);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
