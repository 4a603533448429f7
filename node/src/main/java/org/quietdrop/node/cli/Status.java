package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What {@code status} says, as far as people read it; scripts get all of it.
 *
 * @param discovery {@code off}, {@code own_multicast_heard} (yes, no, unknown), {@code reason}
 */
record Status(
        String state,
        long pid,
        @Nullable List<String> listening,
        int links,
        int outbox,
        String version,
        @Nullable String name,
        @Nullable Map<String, Object> discovery,
        @Nullable List<String> warnings) {

    boolean locked() {
        return state.equals("locked");
    }

    List<String> places() {
        return listening == null ? List.of() : listening;
    }

    /** What is known of mDNS, as a sentence. */
    String multicast() {
        Map<String, Object> known = discovery == null ? Map.of() : discovery;
        if (Boolean.TRUE.equals(known.get("off"))) return "mDNS is off";
        return switch (String.valueOf(known.get("own_multicast_heard"))) {
            case "yes" -> "our own multicast was heard";
            case "no" -> "our own multicast was not heard: a firewall or the network stops it";
            default -> "whether our own multicast is heard is not known yet";
        };
    }
}
