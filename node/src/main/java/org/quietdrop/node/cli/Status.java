package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.Answer;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What {@code status} says, as far as people read it; scripts get all of it.
 *
 * @param discovery {@code off}, {@code own_multicast_heard} (yes, no, unknown), {@code reason},
 *     {@code beacon} with {@code sending} and {@code why}
 * @param visible the own name, while it is shown to everybody
 */
public record Status(
        String state,
        long pid,
        @Nullable List<String> listening,
        int links,
        int outbox,
        String version,
        @Nullable String name,
        @Nullable Map<String, Object> discovery,
        @Nullable List<String> warnings,
        @Nullable String remembered,
        View.@Nullable Visible visible) {

    /** What a node said. */
    public static Status of(Answer answer) {
        return new Status(
                answer.text("state"),
                answer.number("pid"),
                answer.texts("listening"),
                (int) answer.number("links"),
                (int) answer.number("outbox"),
                answer.text("version"),
                answer.optionalText("name"),
                answer.map("discovery"),
                answer.texts("warnings"),
                answer.optionalText("remembered"),
                answer.as("visible", View.Visible.class));
    }

    /** Whether the vault is closed. */
    public boolean locked() {
        return state.equals("locked");
    }

    /** Where it listens. */
    public List<String> places() {
        return listening == null ? List.of() : listening;
    }

    /** What is known of mDNS, as a sentence. */
    public String multicast() {
        Map<String, Object> known = discovery == null ? Map.of() : discovery;
        if (Boolean.TRUE.equals(known.get("off"))) return "mDNS is off";
        return switch (String.valueOf(known.get("own_multicast_heard"))) {
            case "yes" -> "our own multicast was heard";
            case "no" -> "our own multicast was not heard: a firewall or the network stops it";
            default -> "whether our own multicast is heard is not known yet";
        };
    }

    /** Whether a broadcast stands in for multicast, and why; empty when nothing is known of it. */
    private String beacon() {
        if (discovery == null || Boolean.TRUE.equals(discovery.get("off"))) return "";
        if (!(discovery.get("beacon") instanceof Map<?, ?> known)) return "";
        boolean sending = Boolean.TRUE.equals(known.get("sending"));
        return (sending ? "sent: " : "not sent: ")
                + TerminalText.clean(String.valueOf(known.get("why")));
    }

    /**
     * All that people read, a line each.
     *
     * @param display made only when a time is to be shown
     */
    public List<String> lines(Supplier<Display> display) {
        List<String> lines = new ArrayList<>();
        if (locked()) {
            lines.add("locked; open it with: quietdrop unlock");
        } else {
            String who = name == null ? "" : TerminalText.clean(name) + ", ";
            String some = links == 1 ? " link, " : " links, ";
            lines.add("ready: " + who + links + some + outbox + " waiting");
            lines.add("listening: " + listeningAt());
            if (discovery != null) lines.add("network: " + multicast());
            if (!beacon().isEmpty()) lines.add("broadcast beacon " + beacon());
            if (visible != null) lines.add("visible: " + NameWords.shown(visible, display.get()));
        }
        if (remembered != null) {
            lines.add("opens without the passphrase: " + TerminalText.clean(remembered));
        }
        lines.add("process " + pid + ", version " + TerminalText.clean(version));
        for (String warning : warnings == null ? List.<String>of() : warnings) {
            lines.add("warning: " + TerminalText.clean(warning));
        }
        return lines;
    }

    /** Where it listens, on one line. */
    public String listeningAt() {
        List<String> at = places();
        return at.isEmpty() ? "nowhere" : TerminalText.clean(String.join(", ", at));
    }
}
