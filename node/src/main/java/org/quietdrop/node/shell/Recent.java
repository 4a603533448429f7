package org.quietdrop.node.shell;

import org.quietdrop.node.core.View;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The messages that were on the screen last: for {@code /why} and its completion. Thread-safe. */
final class Recent {
    private static final int KEPT = 50;

    private final Deque<View.Line> lines = new ArrayDeque<>();

    /** A message is on the screen. */
    synchronized void add(View.Line line) {
        lines.removeIf(known -> known.id().equals(line.id()));
        lines.addFirst(line);
        if (lines.size() > KEPT) lines.removeLast();
    }

    /** Newest first. */
    synchronized List<View.Line> newestFirst() {
        return List.copyOf(lines);
    }

    /** The newest in a conversation, of ours or of the other side, with words in it. */
    synchronized Optional<View.Line> newest(String conversation, boolean mine) {
        return lines.stream()
                .filter(line -> line.conversation().equals(conversation))
                .filter(line -> line.from().equals("me") == mine && line.deleted() == null)
                .max(Comparator.comparingLong(View.Line::cursor));
    }

    /** The newest that was written here. */
    synchronized Optional<View.Line> mine() {
        return lines.stream().filter(line -> line.from().equals("me")).findFirst();
    }
}
