package org.quietdrop.node.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;

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

    private record Try(String host, boolean known, Instant at) {}

    private final ArrayDeque<Try> tries = new ArrayDeque<>();

    /**
     * Takes one try; false if there is none left.
     *
     * @param known whether a contact was at this host
     */
    boolean spend(String host, boolean known, Instant now) {
        while (!tries.isEmpty() && !tries.getFirst().at().plus(TIME).isAfter(now)) {
            tries.removeFirst();
        }
        if (allowed(host, known).isAfter(now)) return false;
        tries.addLast(new Try(host, known, now));
        return true;
    }

    /** From when on there is a try left; {@link Instant#MIN}: now. */
    Instant allowed(String host, boolean known) {
        Instant here = since(known ? A_KNOWN_HOST : A_HOST, host);
        if (known) return here;
        Instant anywhere = since(UNKNOWN, "");
        return here.isAfter(anywhere) ? here : anywhere;
    }

    /** When the try that is the most-th from the end, at this host or at unknown ones, is over. */
    private Instant since(int most, String host) {
        int count = 0;
        for (Iterator<Try> last = tries.descendingIterator(); last.hasNext(); ) {
            Try one = last.next();
            boolean counts = host.isEmpty() ? !one.known() : one.host().equals(host);
            if (counts && ++count == most) return one.at().plus(TIME);
        }
        return Instant.MIN;
    }
}
