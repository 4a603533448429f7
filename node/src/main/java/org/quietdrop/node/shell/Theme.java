package org.quietdrop.node.shell;

import org.jline.utils.AttributedStyle;

/**
 * How lines are styled. Colour never says anything that the words do not say: each theme is
 * readable where its ground is what it is made for, {@link #NONE} on every one.
 */
enum Theme {
    NONE(AttributedStyle.BOLD, AttributedStyle.DEFAULT.faint(), AttributedStyle.BOLD),
    /** Dark letters, for a light ground. */
    LIGHT(coloured(25).bold(), coloured(240), coloured(88).bold()),
    /** Light letters, for a dark ground. */
    DARK(coloured(117).bold(), coloured(246), coloured(222).bold());

    private final AttributedStyle head;
    private final AttributedStyle quiet;
    private final AttributedStyle point;

    Theme(AttributedStyle head, AttributedStyle quiet, AttributedStyle point) {
        this.head = head;
        this.quiet = quiet;
        this.point = point;
    }

    /** Of the palette of 256 that terminals have; jline takes the nearest of fewer. */
    private static AttributedStyle coloured(int colour) {
        return AttributedStyle.DEFAULT.foreground(colour);
    }

    /** The one that the setting names; what is not known: none. */
    static Theme of(String word) {
        return switch (word) {
            case "light" -> LIGHT;
            case "dark" -> DARK;
            default -> NONE;
        };
    }

    /** Who and when, before a line of a conversation. */
    AttributedStyle head() {
        return head;
    }

    /** What happens beside the conversation. */
    AttributedStyle quiet() {
        return quiet;
    }

    /** What is read aloud or compared. */
    AttributedStyle point() {
        return point;
    }
}
