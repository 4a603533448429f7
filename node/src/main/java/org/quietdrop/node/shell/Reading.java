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
         * @throws UserError when the node is away or locked
         */
        void tell(String contact, long cursor);
    }

    private final Teller teller;
    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, Long> waiting = new HashMap<>();
    private boolean telling;

    Reading(Teller teller) {
        this.teller = teller;
    }

    /** A line that came in is on the screen. */
    synchronized void shown(String contact, long cursor) {
        if (told.getOrDefault(contact, 0L) >= cursor) return;
        told.put(contact, cursor);
        waiting.put(contact, cursor);
        if (telling) return;
        telling = true;
        Thread.startVirtualThread(this::tellAll);
    }

    private void tellAll() {
        for (Map<String, Long> next = next(); !next.isEmpty(); next = next()) {
            next.forEach(this::tell);
        }
    }

    private synchronized Map<String, Long> next() {
        Map<String, Long> next = Map.copyOf(waiting);
        waiting.clear();
        telling = !next.isEmpty();
        return next;
    }

    private void tell(String contact, long cursor) {
        try {
            teller.tell(contact, cursor);
        } catch (UserError e) {
            // Not worth a word on the screen: it is told again with the next line that is shown.
            forget(contact, cursor);
        }
    }

    private synchronized void forget(String contact, long cursor) {
        boolean _ = told.remove(contact, cursor);
    }
}
