package org.quietdrop.node.cli;

import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

/** What is said of a change to a message, here and in the shell. */
public final class ChangeWords {
    private ChangeWords() {}

    /** Other words stand in its place. */
    public static String edited(View.Changed changed) {
        return changed.asked()
                ? "edited here; %s's node is told (the old words may have been read) (%s)"
                        .formatted(with(changed), Display.id(changed.id()))
                : "edited before it left (" + Display.id(changed.id()) + ")";
    }

    /** It is gone here. */
    public static String deleted(View.Changed changed) {
        return changed.asked()
                ? "deleted here; %s's node is asked to delete it, too (it may have been read or kept) (%s)"
                        .formatted(with(changed), Display.id(changed.id()))
                : "deleted here (" + Display.id(changed.id()) + ")";
    }

    /** A sign stands at it, or none any more. */
    public static String reacted(View.Changed changed) {
        return "%s's node is told (%s)".formatted(with(changed), Display.id(changed.id()));
    }

    private static String with(View.Changed changed) {
        return TerminalText.clean(changed.with());
    }
}
