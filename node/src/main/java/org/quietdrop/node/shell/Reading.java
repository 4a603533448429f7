package org.quietdrop.node.shell;

import org.quietdrop.node.core.UserError;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells the node how far each conversation was on the screen, each line once. It never makes the
 * screen wait: of lines that come while the node is being told, only the last is told after it.
 * Thread-safe.
 */
final class Reading {
    /** The way to the node. */
    interface Teller {
        /**
         * Tells it; blocks.
         *
         * @param contact id of the contact
         * @param from the first line that was shown
         * @param cursor the last one
         * @throws UserError when the node is away or locked
         */
        void tell(String contact, long from, long cursor);
    }

    private record Lines(long from, long cursor) {}

    private final Teller teller;
    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, Lines> waiting = new HashMap<>();
    private boolean telling;

    Reading(Teller teller) {
        this.teller = teller;
    }

    /** Lines that came in are on the screen, from one cursor to another. */
    synchronized void shown(String contact, long from, long cursor) {
        long before = told.getOrDefault(contact, 0L);
        if (before >= cursor) return;
        told.put(contact, cursor);
        Lines lines = new Lines(Math.max(from, before + 1), cursor);
        waiting.merge(contact, lines, (old, now) -> new Lines(old.from(), now.cursor()));
        if (telling) return;
        telling = true;
        Thread.startVirtualThread(this::tellAll);
    }

    private void tellAll() {
        for (Map<String, Lines> next = next(); !next.isEmpty(); next = next()) {
            next.forEach(this::tell);
        }
    }

    private synchronized Map<String, Lines> next() {
        Map<String, Lines> next = Map.copyOf(waiting);
        waiting.clear();
        telling = !next.isEmpty();
        return next;
    }

    private void tell(String contact, Lines lines) {
        try {
            teller.tell(contact, lines.from(), lines.cursor());
        } catch (UserError e) {
            // Not worth a word on the screen: it is told again with the next line that is shown.
            forget(contact, lines.cursor());
        }
    }

    private synchronized void forget(String contact, long cursor) {
        boolean _ = told.remove(contact, cursor);
    }
}
