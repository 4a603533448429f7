package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.LinkedHashMap;
import java.util.Map;

/** What happened, as {@code watch} says it. */
final class NoticeLines {
    private NoticeLines() {}

    /** The fields of a line of history beside those of the notice. */
    static Map<String, @Nullable Object> fields(View.Notice notice) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("cursor", notice.cursor());
        fields.put("event", notice.event());
        View.Line line = notice.line();
        if (line != null) {
            fields.put("id", line.id());
            fields.put("conversation", line.conversation());
            fields.put("from", line.from());
            fields.put("text", line.text());
            fields.put("time", line.time());
            fields.put("state", line.state());
            fields.put("verified", line.verified());
            fields.put("gap", line.gap());
            fields.put("replyTo", line.replyTo());
            fields.put("edited", line.edited());
            fields.put("deleted", line.deleted());
            fields.put("reactions", line.reactions());
            fields.put("change", notice.event().equals("changed") ? notice.text() : null);
        } else {
            fields.put("time", notice.time());
            fields.put("text", notice.text());
        }
        fields.put("contact", notice.contact());
        return fields;
    }

    /** For people. */
    static String text(Display display, View.Notice notice) {
        View.Line line = notice.line();
        if (line != null && notice.event().equals("message")) {
            boolean mine = line.from().equals("me");
            return display.line(line)
                    + (mine ? " to " + TerminalText.clean(line.conversation()) : "");
        }
        String time = display.clock(notice.time()) + "  ";
        if (line != null && notice.event().equals("changed")) {
            String how = notice.text() == null ? "changed" : notice.text();
            return time + TerminalText.clean(how) + ": " + display.line(line);
        }
        if (line != null) {
            return time
                    + Display.id(line.id())
                    + " to "
                    + TerminalText.clean(line.conversation())
                    + ": "
                    + Display.state(line);
        }
        View.Contact contact = notice.contact();
        String who = contact == null ? "" : Display.name(contact.name(), contact.verified()) + "  ";
        String what = notice.text() == null ? notice.event() : notice.text();
        return time + who + TerminalText.clean(what);
    }
}
