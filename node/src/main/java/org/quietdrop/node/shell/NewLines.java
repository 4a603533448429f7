package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.View;

import java.util.List;

/** Where in some lines of a conversation those begin that were not read yet. */
final class NewLines {
    /** More are not shown at once when a conversation is opened. */
    private static final int MOST = 100;

    /** Lines before the first new one, so that it does not stand alone. */
    private static final int BEFORE = 3;

    private final List<View.Line> lines;
    private final long after;
    private final String count;
    private final long unseen;
    private final long back;

    /**
     * @param lines oldest first
     * @param unread as counted before they were asked for; null: nothing is new
     */
    NewLines(List<View.Line> lines, View.@Nullable Unread unread) {
        boolean none = unread == null || unread.count() == 0;
        this.lines = none ? List.of() : lines;
        after = unread == null ? Long.MAX_VALUE : unread.after();
        long shown = this.lines.stream().filter(this::isNew).count();
        count = String.valueOf(shown);
        unseen = unread == null ? 0 : unread.count() - shown;
        back = unread == null ? 0 : unread.through() - unread.after();
    }

    /** How many lines to ask for: all new ones, up to a limit, and never fewer than usual. */
    static int count(View.@Nullable Unread unread, int usual) {
        if (unread == null || unread.count() == 0) return usual;
        return Math.clamp(unread.through() - unread.after() + BEFORE, usual, MOST);
    }

    /** What stands before all lines: new ones that are too many to be shown now. */
    List<String> before(String name) {
        if (unseen <= 0) return List.of();
        return List.of("(" + unseen + " new before these: /history " + name + " " + back + ")");
    }

    /** Whether the mark stands before this line. */
    boolean beginAt(View.Line line) {
        return lines.stream().filter(this::isNew).findFirst().filter(line::equals).isPresent();
    }

    /** What is said there. */
    String mark() {
        return "--- new: " + count;
    }

    private boolean isNew(View.Line line) {
        return line.cursor() > after && line.state().equals("received");
    }
}
