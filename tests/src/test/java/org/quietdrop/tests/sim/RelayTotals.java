package org.quietdrop.tests.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What happened to carried mail, over all seeds: what never happened was not tested. */
final class RelayTotals {
    /** Everything that must happen in enough seeds. */
    enum What {
        DEPOSITS,
        KEPT,
        HANDED_OVER,
        CAME_BY_RELAY,
        TOLD_BY_RECEIPT,
        /** By relays alone, after all failures. */
        REACHED,
        SHOWN_CARRIED,
        SHOWN_READ,
        EXPIRED,
        EXPIRED_THEN_DELIVERED,
        RECALLED,
        RECALL_REFUSED,
        EDITED,
        DELETED,
        LOST_SAID,
        NO_TRUST,
        SHARE_FULL,
        ALL_FULL,
        DISK_FULL,
        COMMIT_REFUSED,
        TRUST_OFF,
        TRUST_ON_AGAIN,
        RELAY_DROPPED,
        FORGOTTEN,
        CLOCK_AHEAD,
        CLOCK_BEHIND,
        RELAY_PUT_BACK,
        PERSON_PUT_BACK,
        LIED_KEPT,
        LIED_NOT_KEPT,
        LIED_LOST,
        BOX_THROWN_AWAY,
        BOX_REPLAYED,
        BOX_LATE,
        FLOODED,
        LIAR_WARNED_OF
    }

    private final Map<What, Long> counts = new ConcurrentHashMap<>();

    void add(What what) {
        counts.merge(what, 1L, Long::sum);
    }

    /** What never happened. */
    List<What> never() {
        return Arrays.stream(What.values()).filter(w -> !counts.containsKey(w)).toList();
    }

    @Override
    public String toString() {
        return Arrays.stream(What.values())
                .map(w ->
                        w.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                                + " "
                                + counts.getOrDefault(w, 0L))
                .collect(Collectors.joining(", "));
    }
}
