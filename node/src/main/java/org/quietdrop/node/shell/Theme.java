package org.quietdrop.node.shell;

import org.jline.utils.AttributedStyle;

/**
 * How lines are styled. Colour never says anything that the words do not say: each theme is
 * readable where its ground is what it is made for, {@link #NONE} on every one.
 */
enum Theme {
    NONE,
    /** Dark letters, for a light ground. */
    LIGHT,
    /** Light letters, for a dark ground. */
    DARK;

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
        return switch (this) {
            case NONE -> AttributedStyle.BOLD;
            case LIGHT -> coloured(25).bold();
            case DARK -> coloured(117).bold();
        };
    }

    /** What happens beside the conversation. */
    AttributedStyle quiet() {
        return switch (this) {
            case NONE -> AttributedStyle.DEFAULT.faint();
            case LIGHT -> coloured(240);
            case DARK -> coloured(246);
        };
    }

    /** What is read aloud or compared. */
    AttributedStyle point() {
        return switch (this) {
            case NONE -> AttributedStyle.BOLD;
            case LIGHT -> coloured(88).bold();
            case DARK -> coloured(222).bold();
        };
    }
}
