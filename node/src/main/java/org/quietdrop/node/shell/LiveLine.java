package org.quietdrop.node.shell;

import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

import java.util.List;
import java.util.OptionalInt;

/**
 * The line that is typed, with rows above that it keeps an eye on: a printed line can be written
 * again where it stands, as long as that is certain to hit it. All under jline's own lock.
 */
final class LiveLine extends LineReaderImpl {
    private static final String DOWN = "\u001b[%dB";
    private static final String CLEAR_REST = "\u001b[K";

    private final Rows rows = new Rows();

    /** Something is on the screen that is neither a printed line nor the prompt. */
    private boolean disturbed;

    private String shown = "";

    @SuppressWarnings("this-escape")
    LiveLine(Terminal terminal) {
        super(terminal, "quietdrop", null);
    }

    /** Prints above the line. */
    void above(AttributedString text, String ansi) {
        above("", text, ansi);
    }

    /**
     * Prints above the line.
     *
     * @param id to write it again; empty: it stays as it is
     * @param ansi the same as the terminal gets it
     */
    void above(String id, AttributedString text, String ansi) {
        lock.lock();
        try {
            measure();
            printAbove(ansi);
            if (disturbed) rows.forget();
            else if (id.isEmpty()) rows.printed(text);
            else rows.printed(id, text);
            if (reading) rows.fits(height());
        } finally {
            lock.unlock();
        }
    }

    /** Writes a printed line again where it stands; whether that was possible. */
    boolean again(String id, AttributedString text, String ansi) {
        lock.lock();
        try {
            measure();
            OptionalInt up = disturbed ? OptionalInt.empty() : rows.above(id, text);
            if (up.isEmpty()) return false;
            if (reading) display.update(List.of(), 0);
            List<String> lines = ansi.lines().toList();
            StringBuilder out = new StringBuilder("\u001b[%dA".formatted(up.getAsInt()));
            for (String line : lines) {
                out.append('\r').append(line).append(CLEAR_REST).append(DOWN.formatted(1));
            }
            int left = up.getAsInt() - lines.size();
            if (left > 0) out.append(DOWN.formatted(left));
            terminal.writer().print(out.append('\r'));
            if (reading) redisplay(false);
            terminal.flush();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Sends the terminal something that moves nothing. */
    void signal(String sequence) {
        lock.lock();
        try {
            terminal.writer().print(sequence);
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    /** The prompt is another one, at once if it is on the screen. */
    void prompt(String text) {
        lock.lock();
        try {
            if (!reading || text.equals(shown)) return;
            shown = text;
            setPrompt(text);
            redisplay(true);
        } finally {
            lock.unlock();
        }
    }

    /** The prompt that the next line begins with. */
    void begins(String text) {
        shown = text;
    }

    /**
     * Somebody else writes to the terminal, until {@code false}; what stands on it is not known
     * from then on.
     */
    void disturbed(boolean now) {
        lock.lock();
        try {
            disturbed = now;
            rows.forget();
        } finally {
            lock.unlock();
        }
    }

    /** What stands on the screen is not known any more. */
    void forget() {
        lock.lock();
        try {
            rows.forget();
        } finally {
            lock.unlock();
        }
    }

    private void measure() {
        Size now = terminal.getSize();
        rows.size(now.getColumns(), now.getRows());
    }

    private int height() {
        String typed = prompt + buf.toString();
        int continued = (int) buf.toString().chars().filter(c -> c == '\n').count();
        return rows.most(typed, size.getColumns()) + continued;
    }

    @Override
    protected void redisplay(boolean flush) {
        super.redisplay(flush);
        if (!reading) return;
        // A list of completions may have pushed everything up.
        if (post != null) rows.forget();
        measure();
        rows.fits(height());
    }

    /** What stays of a command is its last row; the one above it was about that moment. */
    @Override
    protected void cleanup() {
        String last = prompt.toString();
        int begin = last.lastIndexOf('\n') + 1;
        if (begin > 0) prompt = prompt.subSequence(begin, prompt.length());
        boolean stays = !isSet(Option.ERASE_LINE_ON_FINISH);
        AttributedString typed = new AttributedString(prompt + buf.toString());
        super.cleanup();
        if (!stays) return;
        measure();
        rows.printed(typed);
    }

    @Override
    public boolean clearScreen() {
        rows.forget();
        return super.clearScreen();
    }

    @Override
    protected void handleSignal(Terminal.Signal signal) {
        forget();
        super.handleSignal(signal);
    }
}
