package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Plays the files in {@code transcripts} against a fake node over a real socket.
 *
 * <pre>
 * # a remark
 * @ locked                 changes the scene
 * @ at a terminal          from here on a person types and reads; {@code @ no terminal} ends it
 * $ quietdrop send bob -   a command
 * &lt; hi                     its standard input; ends in a line end
 * ? secret                 what the person types when asked
 * queued for bob (3f9a21)  what it must print
 * ! quietdrop: no          the same, on standard error
 * [exit 0]                 how it must end
 * </pre>
 *
 * {@code HOME} in a command or in what is expected stands for the home of the node.
 */
@Timeout(60)
final class TranscriptTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @TempDir Path home;
    private boolean attended;

    static Stream<String> transcripts() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            List<String> names = files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
            assertTrue(names.size() >= 5, "transcripts are missing: " + names);
            return names.stream();
        }
    }

    private static Path folder() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(TranscriptTest.class.getResource("/transcripts")).toURI());
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void plays(String name) throws IOException, URISyntaxException {
        List<String> script = Files.readAllLines(folder().resolve(name));
        assertEquals(String.join("\n", script), String.join("\n", play(script)));
    }

    /** The script with what was really printed in place of what was expected. */
    private List<String> play(List<String> script) {
        FakeDesk desk = Scene.chat();
        List<String> played = new ArrayList<>();
        boolean node = !script.contains("@ no node");
        try (ControlServer server = node ? ControlServer.open(home, Map.of(), desk) : null) {
            assertEquals(node, server != null);
            int at = 0;
            while (at < script.size()) {
                String line = script.get(at++);
                played.add(line);
                if (line.equals("@ at a terminal") || line.equals("@ no terminal")) {
                    attended = line.equals("@ at a terminal");
                } else if (line.startsWith("@ ") && !line.equals("@ no node")) {
                    Scene.change(desk, line.substring(2));
                } else if (line.startsWith("$ ")) {
                    ByteArrayOutputStream input = new ByteArrayOutputStream();
                    Deque<String> typed = new ArrayDeque<>();
                    for (; at < script.size() && script.get(at).matches("[<?] .*"); at++) {
                        String text = script.get(at).substring(2);
                        played.add(script.get(at));
                        if (script.get(at).startsWith("<")) {
                            input.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
                        } else {
                            typed.add(text);
                        }
                    }
                    played.addAll(run(line.substring(2), input.toByteArray(), typed));
                    while (!script.get(at++).startsWith("[exit ")) {}
                }
            }
        }
        return played;
    }

    private List<String> run(String command, byte[] input, Deque<String> typed) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command.replace("HOME", home.toString()));
        while (matcher.find()) {
            for (int group = 1; group <= 3; group++) {
                if (matcher.group(group) != null) words.add(matcher.group(group));
            }
        }
        assertEquals("quietdrop", words.removeFirst());
        Capture capture = new Capture();
        PrintStream out = capture.stream("");
        Surroundings around =
                new Surroundings(
                        new ByteArrayInputStream(input),
                        out,
                        capture.stream("! "),
                        Map.of("QUIETDROP_HOME", home.toString()),
                        ZoneOffset.UTC,
                        _ ->
                                Optional.ofNullable(typed.poll())
                                        .map(t -> new Passphrase(t.toCharArray())),
                        () -> attended);
        int exit =
                QuietDropCommand.run(new FakePrograms(out), around, words.toArray(String[]::new));
        List<String> lines = capture.lines(home.toString());
        lines.add("[exit " + exit + "]");
        return lines;
    }
}
