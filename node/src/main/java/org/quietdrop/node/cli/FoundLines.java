package org.quietdrop.node.cli;

import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.LinkedHashMap;
import java.util.Map;

/** How people read what a search found: where it was said, by whom, when, and its id. */
public final class FoundLines {
    private static final int QUOTED = 200;

    private final Display display;

    /** Times and names as this one shows them. */
    public FoundLines(Display display) {
        this.display = display;
    }

    /** One line: its id leads to the lines around it. */
    public String line(View.Line line) {
        boolean mine = line.from().equals("me");
        String who = display.called(line.conversation(), line.verified());
        return Display.id(line.id())
                + "  "
                + display.minute(line.time())
                + "  "
                + (mine ? "me to " + who : who)
                + "  "
                + Display.quote(line.text(), QUOTED);
    }

    /** What was not searched yet; empty: nothing. */
    public String unsearched(View.Found found) {
        if (found.whole()) return "";
        String to = found.searchedTo();
        return to == null
                ? "the search index is being built and has just begun; try again soon"
                : "searched back to "
                        + TerminalText.clean(display.minute(to))
                        + " so far; the search index is still being built";
    }

    /** The same for scripts. */
    Map<String, Object> fields(View.Found found) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("whole", found.whole());
        if (found.searchedTo() != null) fields.put("searchedTo", found.searchedTo());
        return fields;
    }
}
