package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The commands of all transcripts with what they print, which {@link TranscriptTest} plays. */
final class Transcripts {
    /**
     * One command of a transcript.
     *
     * @param words behind {@code quietdrop}
     * @param out what it prints, lines on standard error with a {@code "! "} before them
     */
    record Run(String file, List<String> words, List<String> out, int exit) {
        boolean json() {
            return words.contains("--json");
        }

        /** Which command of these it is: the longest that its words begin with; empty: none. */
        String command(Set<String> commands) {
            List<String> plain = new ArrayList<>();
            for (int i = 0; i < words.size() && plain.size() < 2; i++) {
                if (words.get(i).equals("--home")) i++;
                else if (!words.get(i).startsWith("--")) plain.add(words.get(i));
            }
            String two = String.join(" ", plain);
            if (commands.contains(two)) return two;
            return plain.isEmpty() || !commands.contains(plain.getFirst()) ? "" : plain.getFirst();
        }
    }

    private Transcripts() {}

    static Path folder() {
        try {
            return Path.of(
                    Objects.requireNonNull(Transcripts.class.getResource("/transcripts")).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> names() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> script(String name) {
        try {
            return Files.readAllLines(folder().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All commands of all of them. */
    static List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (String name : names()) {
            List<String> words = List.of();
            List<String> out = new ArrayList<>();
            for (String line : script(name)) {
                if (line.startsWith("$ ")) {
                    words = TranscriptTest.words(line.substring(2));
                    out = new ArrayList<>();
                } else if (line.startsWith("[exit ")) {
                    int exit = Integer.parseInt(line.substring(6, line.length() - 1));
                    runs.add(new Run(name, words.subList(1, words.size()), out, exit));
                } else if (!line.matches("[<?@#] .*")) {
                    out.add(line);
                }
            }
        }
        return runs;
    }

    /**
     * All commands of the command line, by the manual pages that it writes.
     *
     * @param pages their folder
     */
    private static Set<String> commands(Path pages) throws IOException {
        try (Stream<Path> files = Files.list(pages)) {
            Set<String> all = new TreeSet<>();
            files.map(f -> String.valueOf(f.getFileName()))
                    .filter(f -> f.startsWith("quietdrop-"))
                    .map(f -> f.substring("quietdrop-".length(), f.length() - ".1".length()))
                    .map(f -> f.replace('-', ' '))
                    .forEach(all::add);
            return all;
        }
    }

    /** All that the command line has, by the manual that it writes into this folder. */
    static Set<String> everyCommand(Path folder) throws IOException {
        assertEquals(0, new Capture().run("manual", folder.toString()));
        Set<String> all = commands(folder);
        assertTrue(all.size() > 40, "commands are missing: " + all);
        return all;
    }

    /** Those of them that only hold others. */
    static Set<String> groups(Set<String> commands) {
        Set<String> groups = new TreeSet<>();
        for (String one : commands) {
            if (one.contains(" ")) groups.add(one.substring(0, one.indexOf(' ')));
        }
        return groups;
    }
}
