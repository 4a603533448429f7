package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.control.Watching;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** {@code watch}: what happens, as it happens, until Ctrl-C or until nobody reads. */
@Command(
        name = "watch",
        description = {
            "Show what happens as it happens; Ctrl-C ends.",
            "With --cursor first everything after that cursor, so that nothing is missed."
        },
        footer = {"", "Examples:", "  quietdrop watch", "  quietdrop watch --json --cursor 120"})
final class WatchCommand implements Callable<Integer> {
    private final Face face;

    @Option(
            names = "--cursor",
            paramLabel = "N",
            description = "Begin after this cursor; 0 is the beginning.")
    private @Nullable Long cursor;

    WatchCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (cursor != null && cursor < 0) {
            throw new UserError(UserError.Exit.USAGE, "a cursor is a number from 0");
        }
        OptionalLong from = cursor == null ? OptionalLong.empty() : OptionalLong.of(cursor);
        try (ControlClient client = face.connect();
                Watching watching = client.watch(from)) {
            Display display = new Display(face.around().zone());
            while (!face.readerIsGone()) {
                Optional<View.Notice> notice = watching.next();
                if (notice.isEmpty()) break;
                face.give(flat(notice.get()));
                face.say(text(display, notice.get()));
            }
        }
        return 0;
    }

    /** The fields of a line of history beside those of the notice. */
    private static Map<String, @Nullable Object> flat(View.Notice notice) {
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

    private static String text(Display display, View.Notice notice) {
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
