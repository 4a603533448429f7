package org.quietdrop.node.cli;

import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.time.ZoneId;

/** How messages stand in an exported text: each with its day, time and writer. */
final class ExportedLines {
    private final Display display;

    ExportedLines(ZoneId zone) {
        this.display = new Display(zone);
    }

    /** One message; further lines of its text are indented, so that none looks like another. */
    String line(View.Line line) {
        boolean mine = line.from().equals("me");
        String head = display.minute(line.time()) + "  " + TerminalText.clean(line.from()) + ": ";
        String text = Display.content(line, " ".repeat(4)) + Display.signs(line);
        boolean said = line.state().equals("delivered") || line.state().equals("read");
        boolean told = mine && !said && line.deleted() == null;
        String state = told ? "    [" + Display.state(line) + "]" : "";
        String gap = Display.gap(line);
        return (gap.isEmpty() ? "" : gap.strip() + "\n") + head + text + state;
    }
}
