package org.quietdrop.node.shell;

/**
 * How long the shell waits for what usually comes at once, in milliseconds.
 *
 * @param key for the rest of an arrow key: on a slow machine or line it comes late, and must not be
 *     typed
 * @param word for word of a line of ours, which then stands on the same line
 * @param rest after one notice to the desktop, until the next
 */
record Pace(long key, long word, long rest) {
    /** What people get. */
    static final Pace USUAL = new Pace(1_000, 300, 2_000);
}
