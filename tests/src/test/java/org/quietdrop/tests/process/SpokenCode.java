package org.quietdrop.tests.process;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A code that one node shows: {@code quietdrop pair}, while it waits. */
public final class SpokenCode implements AutoCloseable {
    /** Both screens show these words. */
    public record Paired(String words, CommandRun shown, CommandRun typed) {}

    private final RunningCommand shown;
    public final String code;
    public final List<String> at = new ArrayList<>();

    private SpokenCode(RunningCommand shown, JsonObject first) {
        this.shown = shown;
        code = first.get("code").getAsString();
        first.getAsJsonArray("at").forEach(place -> at.add(place.getAsString()));
    }

    /** Shows one. */
    public static SpokenCode by(RealNode node, String... options)
            throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of("pair", "--json"));
        args.addAll(List.of(options));
        RunningCommand shown = RunningCommand.start(node.home, args.toArray(String[]::new));
        String first = shown.line(line -> line.contains("\"code\""));
        return new SpokenCode(shown, JsonParser.parseString(first).getAsJsonObject());
    }

    /** Types it there, and waits until both sides are contacts. */
    public Paired typedBy(RealNode other, String... options)
            throws IOException, InterruptedException {
        CommandRun typed = typed(other, code, options).ok();
        CommandRun ended = end().ok();
        String words = words(typed);
        if (!words.equals(words(ended))) throw new AssertionError(typed + " is not " + ended);
        return new Paired(words, ended, typed);
    }

    /** Types some code there, on standard input. */
    public static CommandRun typed(RealNode node, String code, String... options)
            throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of("pair", "-", "--json"));
        args.addAll(List.of(options));
        return CommandRun.of(node.home, code + "\n", args.toArray(String[]::new));
    }

    private static String words(CommandRun run) {
        String last = run.out().lines().toList().getLast();
        return JsonParser.parseString(last).getAsJsonObject().get("words").getAsString();
    }

    /** A code with the same number that is another one. */
    public String wrong() {
        String other = code.endsWith("-abandon") ? "-ability" : "-abandon";
        return code.substring(0, code.lastIndexOf('-')) + other;
    }

    /** Waits until the showing ends. */
    public CommandRun end() throws IOException, InterruptedException {
        return shown.end();
    }

    @Override
    public void close() throws IOException {
        shown.close();
    }
}
