package org.quietdrop.node.shell;

import java.util.Locale;

/** What came from the keyboard. */
sealed interface Typed {
    /** A line, without its end; a paste of several lines is one. */
    record Line(String text) implements Typed {}

    /** Ctrl-O: this stays for later, another conversation comes first. */
    record Aside(String text) implements Typed {}

    /** Ctrl-C: never mind. */
    record Cancelled() implements Typed {}

    /** Ctrl-D, or the end of what was piped in. */
    record Left() implements Typed {}

    /** Whether it is a yes, in full. */
    default boolean yes() {
        return this instanceof Line line
                && line.text().strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
