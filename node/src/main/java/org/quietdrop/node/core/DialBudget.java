package org.quietdrop.node.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often nodes may be dialled of which nobody knows yet who they are: so that invented ones,
 * many at one host or many hosts, cost little and cannot keep us from a contact that came back. One
 * thread.
 */
final class DialBudget {
    static final Duration TIME = Duration.ofMinutes(10);

    /** In {@link #TIME}, at hosts where no contact was before. */
    static final int UNKNOWN = 64;

    /** In {@link #TIME}, at one such host. */
    static final int A_HOST = 8;

    /** In {@link #TIME}, at one host where a contact was: they are apart from all others. */
    static final int A_KNOWN_HOST = 16;

    private final ArrayDeque<Instant> unknown = new ArrayDeque<>();
    private final Map<String, List<Instant>> hosts = new HashMap<>();

    /**
     * Takes one try; false if there is none left.
     *
     * @param known whether a contact was at this host
     */
    boolean spend(String host, boolean known, Instant now) {
        if (hosts.values().stream().anyMatch(tries -> tries.getLast().isAfter(now))) {
            // The clock was set back: the tries must not count for as long as that.
            hosts.clear();
            unknown.clear();
        }
        if (allowed(host, known).isAfter(now)) return false;
        hosts.values().removeIf(tries -> over(tries.getLast(), now));
        List<Instant> here = hosts.computeIfAbsent(host, _ -> new ArrayList<>());
        here.add(now);
        if (here.size() > A_KNOWN_HOST) here.removeFirst();
        if (known) return true;
        unknown.addLast(now);
        if (unknown.size() > UNKNOWN) unknown.removeFirst();
        return true;
    }

    /** From when on there is a try left; long ago: now. */
    Instant allowed(String host, boolean known) {
        List<Instant> tries = hosts.getOrDefault(host, List.of());
        int most = known ? A_KNOWN_HOST : A_HOST;
        Instant here =
                tries.size() < most ? Instant.MIN : tries.get(tries.size() - most).plus(TIME);
        if (known || unknown.size() < UNKNOWN) return here;
        Instant anywhere = unknown.getFirst().plus(TIME);
        return here.isAfter(anywhere) ? here : anywhere;
    }

    private static boolean over(Instant tried, Instant now) {
        return !tried.plus(TIME).isAfter(now);
    }
}
