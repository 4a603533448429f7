package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.cli.Display;
import org.quietdrop.node.cli.FoundLines;
import org.quietdrop.node.cli.Moment;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /search}: a page of what was found; without words the next page of the last search. */
final class SearchTalk {
    private static final int PAGE = 20;
    private static final Set<String> NAMES = Set.of("--from", "--in");
    private static final Set<String> TIMES = Set.of("--since", "--before");

    private final Calls calls;
    private final Screen screen;
    private final People people;
    private final ZoneId zone;
    private final FoundLines lines;
    private Map<String, Object> last = Map.of();

    SearchTalk(Calls calls, Screen screen, People people, Display display, ZoneId zone) {
        this.calls = calls;
        this.screen = screen;
        this.people = people;
        this.zone = zone;
        this.lines = new FoundLines(display);
    }

    /** Searches for what was typed behind the verb. */
    void run(List<String> arguments) {
        if (arguments.isEmpty() && last.isEmpty()) {
            throw new UserError(
                    UserError.Exit.USAGE, "search for what?", "like: " + Verb.SEARCH.usage());
        }
        Map<String, Object> params = arguments.isEmpty() ? last : read(arguments);
        last = Map.of();
        show(params);
    }

    private Map<String, Object> read(List<String> arguments) {
        Map<String, Object> params = new LinkedHashMap<>();
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (!NAMES.contains(word) && !TIMES.contains(word)) {
                words.append(words.isEmpty() ? "" : " ").append(Words.quoted(word));
                continue;
            }
            if (i + 1 == arguments.size()) {
                throw new UserError(UserError.Exit.USAGE, word + " needs more");
            }
            String value = arguments.get(++i);
            params.put(
                    word.substring(2),
                    TIMES.contains(word) ? Moment.parse(word, value, zone) : value);
        }
        params.put("words", words.toString());
        params.put("limit", PAGE);
        return params;
    }

    /** Asks on while nothing was found and there is more to look at. */
    private void show(Map<String, Object> begun) {
        Map<String, Object> params = new LinkedHashMap<>(begun);
        int shown = 0;
        View.Found found;
        @Nullable String next;
        do {
            found = calls.call("search", params, View.Found.class);
            for (View.Line line : found.lines()) {
                people.recent().add(line);
                screen.say(lines.line(line));
            }
            shown += found.lines().size();
            next = found.next();
            if (next != null) params.put("after", next);
        } while (shown < PAGE && next != null);
        if (shown == 0) screen.say("Nothing was found.");
        String unsearched = lines.unsearched(found);
        if (!unsearched.isEmpty()) screen.remark(Screen.sentence(unsearched));
        if (shown > 0) screen.remark("What was said around one of them: /around ID");
        if (next == null) return;
        last = Map.copyOf(params);
        screen.remark("Older ones: /search");
    }
}
