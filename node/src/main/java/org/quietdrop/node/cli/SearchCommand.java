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
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code search}: the newest messages that have all of some words. */
@Command(
        name = "search",
        description = {
            "Search all conversations for words, in any script; newest first.",
            "All words must be there, in any order; the last may be the beginning of one;",
            "words in quotation marks must stand together. Case and accents do not count."
        },
        footer = {
            "",
            "Other users of this machine can see arguments: search in the shell for what they must",
            "not see (/search), or give - and write the words on standard input.",
            "Exit code 9: nothing was found.",
            "",
            "Examples:",
            "  quietdrop search ferry tickets",
            "  quietdrop search --from bob --since 2026-01-31 '\"at eight\"'"
        })
final class SearchCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    private final Face face;

    @Parameters(
            arity = "0..*",
            paramLabel = "WORDS",
            description = "What to look for, or - for standard input.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--from", paramLabel = "NAME", description = "Who wrote it; me is you.")
    private @Nullable String from;

    @Option(names = "--in", paramLabel = "NAME", description = "In the conversation with NAME.")
    private @Nullable String in;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Nothing older than this day or moment, like 2026-01-31T12:00:00Z.")
    private @Nullable String since;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description = "Only what is older than this day or moment.")
    private @Nullable String before;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most this many (default: ${DEFAULT-VALUE}).")
    private int limit = 50;

    SearchCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (limit < 1) throw new UserError(UserError.Exit.USAGE, "a limit is at least 1");
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("words", words());
        params.put("from", from);
        params.put("in", in);
        params.put("since", since == null ? null : moment("--since", since));
        params.put("before", before == null ? null : moment("--before", before));
        try (ControlClient client = face.connect()) {
            return show(client, params);
        }
    }

    private String words() {
        return TextArgument.word(String.join(" ", words), face.around().in());
    }

    private String moment(String option, String text) {
        return Moment.parse(option, text, face.around().zone());
    }

    /** Page by page, so that a person sees the first ones at once. */
    private int show(ControlClient client, Map<String, @Nullable Object> params) {
        FoundLines display = new FoundLines(new Display(face.around().zone()));
        int shown = 0;
        View.Found found;
        do {
            params.put("limit", Math.min(PAGE, limit - shown));
            found = client.call("search", params, View.Found.class);
            for (View.Line line : found.lines()) {
                face.give(line);
                face.say(display.line(line));
            }
            shown += found.lines().size();
            params.put("after", found.next());
        } while (shown < limit && found.next() != null);
        String unsearched = display.unsearched(found);
        if (!unsearched.isEmpty()) {
            if (face.json()) face.hint(unsearched, display.fields(found));
            else face.remark(unsearched);
        }
        if (shown > 0) return 0;
        throw new UserError(
                UserError.Exit.NOT_FOUND,
                found.whole() ? "nothing was found" : "nothing was found so far");
    }
}
