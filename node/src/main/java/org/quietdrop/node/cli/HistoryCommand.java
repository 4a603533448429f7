package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code history}: the newest lines of a conversation, oldest of them first. */
@Command(
        name = "history",
        description = {
            "Show the newest messages of a conversation.",
            "On a terminal they count as read; the writers learn it only with read-receipts on."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop history bob --limit 20",
            "  quietdrop history bob --since 2026-01-31 --json",
            "  quietdrop history bob --before 3f9a21",
            "  quietdrop history --around 3f9a21"
        })
final class HistoryCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    private final Face face;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "The contact; not needed with --around.")
    private @Nullable String name;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private int limit = 50;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Nothing older than this day or moment, like 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(
            names = "--before",
            paramLabel = "CURSOR|ID",
            description = "The messages before this one: the cursor of a line, or its id.")
    private @Nullable String before;

    @Option(names = "--around", paramLabel = "ID", description = "The messages around this one.")
    private @Nullable String around;

    private @Nullable Long next;

    HistoryCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (limit < 1) throw new UserError(UserError.Exit.USAGE, "a limit is at least 1");
        if (around != null && (before != null || limit > PAGE)) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "--around shows one page: at most " + PAGE + " lines, and not with --before");
        }
        if (name == null && around == null) {
            throw new UserError(
                    UserError.Exit.USAGE, "whose history?", "use: quietdrop history NAME");
        }
        try (ControlClient client = face.connect()) {
            List<View.Line> lines = lines(client);
            show(lines);
            older(lines);
            if (face.attended()) read(client, lines);
        }
        return 0;
    }

    /** Says where the next page begins. */
    private void older(List<View.Line> lines) {
        Long cursor = next;
        if (cursor == null || lines.isEmpty()) return;
        String words = "older messages: --before " + cursor;
        if (face.json()) face.hint(words, Map.of("next", cursor));
        else if (face.attended()) face.remark(words);
    }

    /** A person has these on the screen; a script that reads them is nobody. */
    private void read(ControlClient client, List<View.Line> lines) {
        LongSummaryStatistics shown =
                lines.stream()
                        .filter(line -> line.state().equals("received"))
                        .mapToLong(View.Line::cursor)
                        .summaryStatistics();
        if (shown.getCount() == 0) return;
        String with = name == null ? lines.getFirst().conversation() : name;
        Map<String, Object> params =
                Map.of("with", with, "from", shown.getMin(), "cursor", shown.getMax());
        var _ = client.call("read", params, View.Done.class);
    }

    /**
     * Page by page from the newest back. A page is in the senders' order, so the line that came
     * first need not be its first.
     */
    private List<View.Line> lines(ControlClient client) {
        List<View.Line> lines = new ArrayList<>();
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("with", name);
        params.put(
                "since",
                since == null ? null : Moment.parse("--since", since, face.around().zone()));
        params.put("before", before);
        params.put("around", around);
        while (lines.size() < limit) {
            int page = Math.min(PAGE, limit - lines.size());
            params.put("limit", page);
            View.Lines older = client.call("history", params, View.Lines.class);
            lines.addAll(0, older.lines());
            next = older.next();
            if (next == null || around != null) break;
            params.put("before", next);
        }
        return lines;
    }

    private void show(List<View.Line> lines) {
        Display display = new Display(face.around().zone());
        String day = "";
        for (View.Line line : lines) {
            face.give(line);
            String today = display.day(line.time());
            if (!today.equals(day)) face.say("--- " + today);
            day = today;
            String gap = Display.gap(line);
            if (!gap.isEmpty()) face.say(gap);
            face.say(display.line(line));
        }
        if (lines.isEmpty()) face.say("no messages");
    }
}
