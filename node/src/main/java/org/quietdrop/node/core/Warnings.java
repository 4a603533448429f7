package org.quietdrop.node.core;

import org.quietdrop.crypto.UserId;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells what a contact did wrong, the same not more than once an hour: a contact that repeats it on
 * link after link must not push out the other notices. Confined to the core thread.
 */
final class Warnings {
    private static final Duration AGAIN = Duration.ofHours(1);

    private final Map<UserId, Map<String, Instant>> told = new HashMap<>();

    /** Tells it unless it was told just now. The texts are few and our own. */
    void tell(Turn turn, UserId contact, String text) {
        if (isNews(turn, contact, text)) Notices.warning(turn, contact, text);
    }

    /** Whether this was not told just now; it counts as told from now on. */
    boolean isNews(Turn turn, UserId contact, String text) {
        Instant now = turn.now();
        Map<String, Instant> before = told.computeIfAbsent(contact, _ -> new HashMap<>());
        // The clock may have been set back meanwhile.
        before.values().removeIf(at -> at.isAfter(now) || !now.isBefore(at.plus(AGAIN)));
        return before.putIfAbsent(text, now) == null;
    }

    /** Forgets what was told: it may not have been kept. */
    void clear() {
        told.clear();
    }
}
