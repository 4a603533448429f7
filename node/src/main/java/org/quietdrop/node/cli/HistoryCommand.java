package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
            "  quietdrop history bob --since 2026-01-31 --json"
        })
final class HistoryCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

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

    HistoryCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (limit < 1) throw new UserError(UserError.Exit.USAGE, "a limit is at least 1");
        try (ControlClient client = face.connect()) {
            List<View.Line> lines = lines(client);
            show(lines);
            if (face.attended()) read(client, lines);
        }
        return 0;
    }

    /** A person has these on the screen; a script that reads them is nobody. */
    private void read(ControlClient client, List<View.Line> lines) {
        LongSummaryStatistics shown =
                lines.stream()
                        .filter(line -> line.state().equals("received"))
                        .mapToLong(View.Line::cursor)
                        .summaryStatistics();
        if (shown.getCount() == 0) return;
        Map<String, Object> params =
                Map.of("with", name, "from", shown.getMin(), "cursor", shown.getMax());
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
        params.put("since", since == null ? null : moment(since));
        while (lines.size() < limit) {
            int page = Math.min(PAGE, limit - lines.size());
            params.put("limit", page);
            List<View.Line> older = client.call("history", params, View.Lines.class).lines();
            lines.addAll(0, older);
            if (older.size() < page) break;
            params.put("before", older.stream().mapToLong(View.Line::cursor).min().orElseThrow());
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

    private String moment(String text) {
        try {
            if (text.length() == "2026-01-31".length()) {
                Instant start =
                        LocalDate.parse(text).atStartOfDay(face.around().zone()).toInstant();
                return start.toString();
            }
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeParseException e) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "--since is a day or a moment",
                    "like 2026-01-31 or 2026-01-31T12:00:00Z");
        }
    }
}
