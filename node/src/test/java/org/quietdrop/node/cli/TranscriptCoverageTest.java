package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Every command stands in the transcripts: done for people, done for scripts, and not done; and
 * every exit code is met.
 */
final class TranscriptCoverageTest {
    @TempDir private Path folder;
    private final Capture capture = new Capture();

    private static Set<String> in(Set<String> all, Predicate<Transcripts.Run> which) {
        Set<String> there = new TreeSet<>();
        for (Transcripts.Run run : Transcripts.runs()) {
            if (which.test(run)) there.add(run.command(all));
        }
        return there;
    }

    @Test
    void everyCommandIsDoneForPeopleForScriptsAndNotDone() throws IOException {
        Set<String> all = Transcripts.everyCommand(folder);
        List<String> missing = new ArrayList<>();
        Set<String> done = in(all, run -> run.exit() == 0 && !run.json());
        Set<String> json = in(all, run -> run.exit() == 0 && run.json());
        Set<String> failed = in(all, run -> run.exit() != 0);
        Set<String> groups = Transcripts.groups(all);
        for (String command : all) {
            boolean group = groups.contains(command);
            if (!group && !done.contains(command)) missing.add(command + ": done");
            if (!group && !json.contains(command)) missing.add(command + ": done with --json");
            if (!failed.contains(command)) missing.add(command + ": not done");
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyExitCodeIsMet() {
        Set<Integer> met = new TreeSet<>();
        Transcripts.runs().forEach(run -> met.add(run.exit()));
        assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), met);
    }

    /** With {@code --json} an error is an object, with the exit code of the process. */
    @Test
    void errorsForScriptsSayTheExitCode() {
        int errors = 0;
        for (Transcripts.Run run : Transcripts.runs()) {
            String last = run.out().isEmpty() ? "" : run.out().getLast();
            if (!run.json() || !last.startsWith("! {\"error\":")) continue;
            errors++;
            assertTrue(last.endsWith(",\"exit\":" + run.exit() + "}"), run.toString());
        }
        assertTrue(errors >= 30, errors + " errors");
    }

    @Test
    void theHelpOfEveryCommandHasAnExampleThatBeginsWithIt() throws IOException {
        for (String command : Transcripts.everyCommand(folder)) {
            List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
            words.add("--help");
            int before = capture.lines("none").size();
            assertEquals(0, capture.run(words.toArray(String[]::new)), command);
            List<String> help = capture.lines("none");
            help = help.subList(before, help.size());
            int examples = Math.max(help.indexOf("Example:"), help.indexOf("Examples:"));
            assertTrue(examples >= 0, command + " has no example");
            assertTrue(
                    help.subList(examples, help.size()).stream()
                            .anyMatch(line -> line.contains("quietdrop " + command)),
                    command + ": " + help);
        }
    }
}
