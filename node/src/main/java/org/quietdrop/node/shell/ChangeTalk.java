package org.quietdrop.node.shell;

import org.quietdrop.node.cli.ChangeWords;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code /reply}, {@code /edit}, {@code /delete} and {@code /react}. Without an id they mean the
 * newest message of the open conversation: the other side's for an answer or a sign, else one's
 * own.
 */
final class ChangeTalk {
    private static final Set<String> OFF = Set.of("off", "--off");

    private final Calls calls;
    private final Screen screen;
    private final People people;

    ChangeTalk(Calls calls, Screen screen, People people) {
        this.calls = calls;
        this.screen = screen;
        this.people = people;
    }

    /** Does what a whole line says. The text behind an id is taken as it was typed. */
    void run(Verb verb, String line) {
        List<Words.Word> words = Words.of(line);
        boolean named = words.size() > 1 && isId(words.get(1).text());
        int rest = named ? 2 : 1;
        String text = words.size() > rest ? line.substring(words.get(rest).begin()) : "";
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("id", named ? words.get(1).text() : newest(verb));
        boolean needs = verb != Verb.DELETE;
        if (text.isBlank() == needs) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    verb.word() + (needs ? " needs more" : " takes nothing but an ID"),
                    "like: " + verb.usage());
        }
        if (verb == Verb.REPLY) {
            params.put("text", text);
            var _ = calls.call("reply", params, View.Sent.class);
            return;
        }
        screen.say(Screen.sentence(changed(verb, params, text)));
    }

    private String changed(Verb verb, Map<String, Object> params, String text) {
        if (verb == Verb.EDIT) {
            params.put("text", text);
            return ChangeWords.edited(calls.call("edit", params, View.Changed.class));
        }
        if (verb == Verb.DELETE) {
            return ChangeWords.deleted(calls.call("delete", params, View.Changed.class));
        }
        params.put("sign", OFF.contains(text) ? "" : text);
        return ChangeWords.reacted(calls.call("react", params, View.Changed.class));
    }

    /**
     * What looks like an id is one only if such a message was on the screen: "facade" is a word.
     */
    private boolean isId(String word) {
        if (!word.matches("[0-9a-f]{6,32}")) return false;
        boolean digits = word.chars().anyMatch(Character::isDigit);
        return digits
                || people.recent().newestFirst().stream().anyMatch(l -> l.id().startsWith(word));
    }

    private String newest(Verb verb) {
        View.Contact open =
                people.open()
                        .orElseThrow(() ->
                                new UserError(
                                        UserError.Exit.USAGE,
                                        "no conversation is open",
                                        "open one with: /open NAME"));
        boolean mine = verb == Verb.EDIT || verb == Verb.DELETE;
        return people.recent()
                .newest(open.name(), mine)
                .map(View.Line::id)
                .orElseThrow(() ->
                        new UserError(
                                UserError.Exit.USAGE,
                                mine
                                        ? "no message of yours was on the screen yet"
                                        : "no message of the other side was on the screen yet",
                                "Tab after " + verb.word() + " shows those that were"));
    }
}
