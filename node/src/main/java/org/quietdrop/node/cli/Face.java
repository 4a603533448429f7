package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.Json;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What all commands share: where to write, which node is meant, and whether people or scripts read.
 * The global options are set here while the line is parsed.
 */
final class Face {
    private static final int LONGEST_ANSWER = 100;

    private final Surroundings around;
    private final Programs programs;
    private @Nullable String home;
    private boolean json;
    private boolean start;

    Face(Surroundings around, Programs programs) {
        this.around = around;
        this.programs = programs;
    }

    Surroundings around() {
        return around;
    }

    Programs programs() {
        return programs;
    }

    void home(@Nullable String option) {
        if (option != null) home = option;
    }

    void json(boolean option) {
        json |= option;
    }

    void start(boolean option) {
        start |= option;
    }

    /** Whether scripts read. */
    boolean json() {
        return json;
    }

    /** Whether a person reads this, at a terminal. */
    boolean attended() {
        return !json && around.attended().getAsBoolean();
    }

    /** What the person at the terminal answers; only if {@link #attended}. */
    String ask(String question) {
        around.err().print(TerminalText.clean(question));
        around.err().flush();
        StringBuilder answer = new StringBuilder();
        try {
            for (int b = around.in().read(); b >= 0 && b != '\n'; b = around.in().read()) {
                if (answer.length() < LONGEST_ANSWER) answer.append((char) b);
            }
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "the terminal cannot be read");
        }
        return answer.toString().strip();
    }

    Path home() {
        return HomePath.of(home, around.environment());
    }

    /** The node of this home if it runs; what is asked of it may else be done without it. */
    Optional<ControlClient> node() {
        try {
            return Optional.of(connect());
        } catch (UserError e) {
            if (e.exit() != UserError.Exit.DAEMON) throw e;
            return Optional.empty();
        }
    }

    ControlClient connect() {
        try {
            return ControlClient.connect(home(), around.environment());
        } catch (UserError e) {
            boolean mayStart = start && Files.isDirectory(home());
            if (!mayStart || e.exit() != UserError.Exit.DAEMON) throw e;
        }
        // Once: a node that somebody stops meanwhile stays so.
        start = false;
        return NodeStart.connect(this);
    }

    /** A line for people on stdout; nothing when scripts read. Text from outside comes cleaned. */
    void say(String line) {
        if (!json) around.out().println(line);
    }

    /** An object for scripts on stdout; nothing when people read. */
    void give(Object value) {
        if (json) around.out().println(Json.write(value));
    }

    /** A remark beside the result, on stderr. */
    void remark(String line) {
        String clean = TerminalText.clean(line);
        around.err().println(json ? Json.write(Map.of("notice", clean)) : "quietdrop: " + clean);
    }

    /** A remark for scripts, with fields that they may want. */
    void hint(String line, Map<String, ?> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("notice", TerminalText.clean(line));
        all.putAll(fields);
        around.err().println(Json.write(all));
    }

    /** Whether whoever read stdout has gone away. */
    boolean readerIsGone() {
        return around.out().checkError();
    }

    /** Says what went wrong and what to do; returns the exit code. */
    int fail(UserError error) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("error", error.text());
            fields.put("hint", error.hint());
            fields.put("exit", error.exit().code());
            around.err().println(Json.write(fields));
        } else {
            around.err().println("quietdrop: " + TerminalText.clean(sentence(error)));
        }
        return error.exit().code();
    }

    private static String sentence(UserError error) {
        String text = error.text();
        String hint = error.hint();
        if (hint.isEmpty()) return text;
        boolean ended = text.endsWith(".") || text.endsWith("?") || text.endsWith("!");
        String first = hint.substring(0, hint.offsetByCodePoints(0, 1));
        return text
                + (ended ? " " : ". ")
                + first.toUpperCase(Locale.ROOT)
                + hint.substring(first.length());
    }
}
