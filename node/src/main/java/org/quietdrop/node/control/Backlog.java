package org.quietdrop.node.control;

import java.util.concurrent.atomic.AtomicLong;

/** What waits for all clients together, in bytes. Thread-safe. */
final class Backlog {
    /** Above this, a client with much waiting for it gets no more. */
    static final long MOST = 64L * 1024 * 1024;

    private final AtomicLong bytes = new AtomicLong();

    /** Whether there is room for a line; a client for whom little waits always gets its own. */
    boolean takes(long line, long own) {
        return own <= Outgoing.HIGH_WATER || bytes.get() + line <= MOST;
    }

    void add(long line) {
        bytes.addAndGet(line);
    }

    void remove(long line) {
        bytes.addAndGet(-line);
    }

    long bytes() {
        return bytes.get();
    }
}
