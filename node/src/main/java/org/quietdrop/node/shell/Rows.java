package org.quietdrop.node.shell;

import org.jline.utils.AttributedString;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/**
 * Knows which printed lines are surely still on the screen, and how far above the prompt. Only what
 * is certain counts: whatever may have moved lines in a way that is not known here makes it forget
 * all of them. Not thread-safe.
 */
final class Rows {
    /** A line that may be written again: its first row, counted from the beginning of all. */
    private record Kept(String id, long begin, int rows) {}

    private static final int MOST = 100;

    private final Deque<Kept> kept = new ArrayDeque<>();
    private int width;
    private int height;
    private long printed;

    /** The screen has this size; another one than before moved everything. */
    void size(int columns, int rows) {
        if (columns != width || rows != height) forget();
        width = columns;
        height = rows;
    }

    /** Where the lines are is not known any more. */
    void forget() {
        kept.clear();
    }

    /** Something was printed above the prompt. */
    void printed(AttributedString text) {
        int rows = count(text);
        if (rows == 0) {
            forget();
            return;
        }
        printed += rows;
        fits(1);
    }

    /** The same, and it may be written again later. */
    void printed(String id, AttributedString text) {
        long begin = printed;
        printed(text);
        int rows = count(text);
        kept.removeIf(k -> k.id().equals(id));
        if (rows == 0) return;
        kept.addLast(new Kept(id, begin, rows));
        if (kept.size() > MOST) kept.removeFirst();
        fits(1);
    }

    /**
     * The prompt with what is typed takes at most so many rows now: lines that it pushed out go.
     */
    void fits(int prompt) {
        kept.removeIf(k -> printed - k.begin() + prompt > height);
    }

    /**
     * How many rows above the prompt the line begins.
     *
     * @param text what shall stand there: only as many rows as before
     * @return empty: it cannot be written there
     */
    OptionalInt above(String id, AttributedString text) {
        int rows = count(text);
        return kept.stream()
                .filter(k -> k.id().equals(id) && k.rows() == rows)
                .mapToInt(k -> Math.toIntExact(printed - k.begin()))
                .findFirst();
    }

    /** Rows that the text takes; 0: that depends on the terminal. */
    private int count(AttributedString text) {
        int rows = 0;
        for (String line : text.toString().split("\n", -1)) {
            if (most(line) >= width) return 0;
            rows++;
        }
        return rows;
    }

    /** The most columns that any terminal takes for it. */
    private static int most(String line) {
        return line.codePoints().map(c -> c >= ' ' && c < 0x7f ? 1 : 2).sum();
    }

    /** The most rows that any terminal of this width takes for what is typed. */
    int most(String typed, int columns) {
        int rows = 0;
        for (String line : typed.split("\n", -1)) {
            rows += most(line) / Math.max(1, columns - 1) + 1;
        }
        return rows;
    }
}
