package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.Answer;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What {@code status} says, as far as people read it; scripts get all of it.
 *
 * @param unread received and seen by nobody; absent: an older node
 * @param carried boxes kept for friends
 * @param uptimeSeconds since the process was started
 * @param diskBytes all files of the home
 * @param proxy off or its URI
 * @param autoLock off, or after how long
 * @param locksAt when that is, unless somebody uses the node before
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
        @Nullable Integer unread,
        @Nullable Integer carried,
        @Nullable String home,
        @Nullable Long uptimeSeconds,
        @Nullable Long diskBytes,
        @Nullable String proxy,
        @Nullable String autoLock,
        @Nullable String locksAt,
        @Nullable String name,
        @Nullable Map<String, Object> discovery,
        @Nullable List<String> warnings,
        @Nullable String remembered,
        View.@Nullable Visible visible) {
    private static final long MEGABYTE = 1_000_000;

    /** What a node said. */
    public static Status of(Answer answer) {
        return new Status(
                answer.text("state"),
                answer.number("pid"),
                answer.texts("listening"),
                (int) answer.number("links"),
                (int) answer.number("outbox"),
                answer.text("version"),
                count(answer.optionalNumber("unread")),
                count(answer.optionalNumber("carried")),
                answer.optionalText("home"),
                answer.optionalNumber("uptimeSeconds"),
                answer.optionalNumber("diskBytes"),
                answer.optionalText("proxy"),
                answer.optionalText("autoLock"),
                answer.optionalText("locksAt"),
                answer.optionalText("name"),
                answer.map("discovery"),
                answer.texts("warnings"),
                answer.optionalText("remembered"),
                answer.as("visible", View.Visible.class));
    }

    private static @Nullable Integer count(@Nullable Long number) {
        return number == null ? null : Math.clamp(number, 0, Integer.MAX_VALUE);
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
            lines.addAll(mail());
            lines.add("listening: " + listeningAt());
            if (proxy != null && !proxy.equals("off")) {
                lines.add("proxy: " + TerminalText.clean(proxy));
            }
            if (discovery != null) lines.add("network: " + multicast());
            if (!beacon().isEmpty()) lines.add("broadcast beacon " + beacon());
            if (visible != null) lines.add("visible: " + NameWords.shown(visible, display.get()));
        }
        if (remembered != null) {
            lines.add("opens without the passphrase: " + TerminalText.clean(remembered));
        }
        if (locksAt != null && autoLock != null) {
            lines.add(
                    "locks by itself: "
                            + display.get().moment(locksAt)
                            + ", when nobody has used it for "
                            + TerminalText.clean(autoLock));
        }
        if (home != null) lines.add("home: " + TerminalText.clean(home) + size());
        lines.add("process " + pid + ", version " + TerminalText.clean(version) + up());
        for (String warning : warnings == null ? List.<String>of() : warnings) {
            lines.add("warning: " + TerminalText.clean(warning));
        }
        return lines;
    }

    /** What lies here and should be known; nothing when nothing does. */
    private List<String> mail() {
        int unseen = unread == null ? 0 : unread;
        int boxes = carried == null ? 0 : carried;
        List<String> lines = new ArrayList<>();
        if (unseen > 0) lines.add("unread: " + unseen);
        if (boxes > 0) {
            lines.add("carried for friends: " + boxes + (boxes == 1 ? " box" : " boxes"));
        }
        return lines;
    }

    private String size() {
        if (diskBytes == null) return "";
        if (diskBytes < MEGABYTE) return ", " + (diskBytes + 999) / 1_000 + " kB";
        long tenths = (diskBytes * 10 + MEGABYTE / 2) / MEGABYTE;
        return ", " + tenths / 10 + "." + tenths % 10 + " MB";
    }

    private String up() {
        if (uptimeSeconds == null) return "";
        Duration up = Duration.ofSeconds(uptimeSeconds);
        long days = up.toDays();
        return ", up for "
                + (days > 0 ? days + "d " : "")
                + up.toHoursPart()
                + two(up.toMinutesPart())
                + two(up.toSecondsPart());
    }

    private static String two(int number) {
        return (number < 10 ? ":0" : ":") + number;
    }

    /** Where it listens, on one line. */
    public String listeningAt() {
        List<String> at = places();
        return at.isEmpty() ? "nowhere" : TerminalText.clean(String.join(", ", at));
    }
}
