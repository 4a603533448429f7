package org.quietdrop.node.shell;

/** What came from the keyboard. */
sealed interface Typed {
    /** A line, without its end; a paste of several lines is one. */
    record Line(String text) implements Typed {}

    /** Ctrl-C: never mind. */
    record Cancelled() implements Typed {}

    /** Ctrl-D, or the end of what was piped in. */
    record Left() implements Typed {}
}
