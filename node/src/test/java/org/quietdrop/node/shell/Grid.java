package org.quietdrop.node.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The screen of a terminal of paper: what is left on it when all that was sent has been obeyed. It
 * knows what xterm does with the sequences that are sent, wraps late as xterm does, and fails on
 * sequences that it does not know.
 */
final class Grid {
    private static final Pattern SEQUENCE =
            Pattern.compile(
                    "\u001b(?:\\[([0-9;?]*)([@-~])|\\](.*?)(?:\u0007|\u001b\\\\)|([=>78]))");

    private final int width;
    private final int height;
    private final List<StringBuilder> rows = new ArrayList<>();

    /** Rows that have left the screen at the top. */
    final List<String> gone = new ArrayList<>();

    /** Notices to the desktop. */
    final List<String> notices = new ArrayList<>();

    int bells;
    private int row;
    private int column;

    Grid(int width, int height) {
        this.width = width;
        this.height = height;
        for (int i = 0; i < height; i++) rows.add(blank());
    }

    /** What a terminal of this size shows after all this. */
    static Grid of(int width, int height, String sent) {
        Grid grid = new Grid(width, height);
        grid.obey(sent);
        return grid;
    }

    /** All rows with something on them, those that have left the screen first. */
    List<String> all() {
        List<String> all = new ArrayList<>(gone);
        all.addAll(screen());
        return all;
    }

    /** The screen, without the empty rows at its end. */
    List<String> screen() {
        List<String> all =
                new ArrayList<>(rows.stream().map(r -> r.toString().stripTrailing()).toList());
        while (!all.isEmpty() && all.getLast().isEmpty()) all.removeLast();
        return all;
    }

    /** Where the cursor is: column and row, from 0. */
    int column() {
        return column;
    }

    private StringBuilder blank() {
        return new StringBuilder(" ".repeat(width));
    }

    private void obey(String sent) {
        Matcher sequence = SEQUENCE.matcher(sent);
        for (int i = 0; i < sent.length(); ) {
            char c = sent.charAt(i);
            if (c == '\u001b') {
                if (!sequence.region(i, sent.length()).lookingAt()) {
                    if (i + 16 > sent.length()) return;
                    throw new AssertionError(
                            "unknown sequence: " + escaped(sent.substring(i, i + 16)));
                }
                String kind = sequence.group(2);
                String notice = sequence.group(3);
                if (notice != null) notices.add(notice);
                else if (kind != null) control(String.valueOf(sequence.group(1)), kind.charAt(0));
                i = sequence.end();
                continue;
            }
            switch (c) {
                case '\r' -> column = 0;
                case '\n' -> {
                    column = 0;
                    down();
                }
                case '\b' -> column = Math.max(0, Math.min(column, width - 1) - 1);
                case '\u0007' -> bells++;
                default -> {
                    if (Character.getType(c) != Character.NON_SPACING_MARK) put(c);
                }
            }
            i++;
        }
    }

    private static String escaped(String text) {
        return text.replace("\u001b", "ESC");
    }

    private void put(char c) {
        if (column == width) {
            column = 0;
            down();
        }
        rows.get(row).setCharAt(column++, c);
    }

    private void down() {
        if (row < height - 1) {
            row++;
            return;
        }
        gone.add(rows.removeFirst().toString().stripTrailing());
        rows.add(blank());
    }

    private void control(String given, char kind) {
        if (given.startsWith("?") || kind == 'm') return;
        int n = given.isEmpty() ? 0 : Integer.parseInt(given.split(";", -1)[0]);
        int count = Math.max(1, n);
        int at = Math.min(column, width - 1);
        switch (kind) {
            case 'A' -> row = Math.max(0, row - count);
            case 'B' -> row = Math.min(height - 1, row + count);
            case 'C' -> column = Math.min(width - 1, at + count);
            case 'D' -> column = Math.max(0, at - count);
            case 'G' -> column = Math.min(width, count) - 1;
            case 'H' -> {
                String[] parts = given.split(";", -1);
                row = Math.min(height, count) - 1;
                column = parts.length < 2 ? 0 : Math.min(width, Integer.parseInt(parts[1])) - 1;
            }
            case 'K' -> {
                if (n == 0) fill(row, column, width);
                else if (n == 1) fill(row, 0, at + 1);
                else fill(row, 0, width);
            }
            case 'J' -> {
                if (n == 0) fill(row, column, width);
                for (int r = n == 0 ? row + 1 : 0; r < height; r++) fill(r, 0, width);
            }
            case '@' -> {
                rows.get(row).insert(at, " ".repeat(count)).setLength(width);
            }
            case 'P' -> {
                rows.get(row).delete(at, Math.min(width, at + count)).append(" ".repeat(count));
                rows.get(row).setLength(width);
            }
            case 'X' -> fill(row, at, Math.min(width, at + count));
            case 'L' -> {
                for (int i = 0; i < count && row < height; i++) {
                    rows.add(row, blank());
                    rows.removeLast();
                }
            }
            case 'M' -> {
                for (int i = 0; i < count; i++) {
                    rows.remove(row);
                    rows.add(blank());
                }
            }
            default -> throw new AssertionError("unknown sequence: ESC[" + given + kind);
        }
    }

    private void fill(int at, int from, int to) {
        for (int i = from; i < to; i++) rows.get(at).setCharAt(i, ' ');
    }
}
