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
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
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
 * queued for bob (3f9a21)  what it must print; a line of ... stands for any number of lines
 * ! quietdrop: no          the same, on standard error
 * [exit 0]                 how it must end
 * </pre>
 *
 * {@code HOME} in a command or in what is expected stands for the home of the node.
 */
@Timeout(300)
final class TranscriptTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @TempDir Path home;
    private boolean attended;

    static Stream<String> transcripts() {
        List<String> names = Transcripts.names();
        assertTrue(names.size() >= 5, "transcripts are missing: " + names);
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void plays(String name) {
        List<String> script = Transcripts.script(name);
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
                    int end = at;
                    while (!script.get(end++).startsWith("[exit ")) {}
                    List<String> printed = run(line.substring(2), input.toByteArray(), typed);
                    played.addAll(cut(printed, script.subList(at, end)));
                    at = end;
                }
            }
        }
        return played;
    }

    /** A line of three dots stands for all that is not worth a line. */
    private static List<String> cut(List<String> printed, List<String> expected) {
        int dots = expected.indexOf("...");
        int after = expected.size() - dots - 1;
        if (dots < 0 || printed.size() < dots + after) return printed;
        List<String> cut = new ArrayList<>(printed.subList(0, dots));
        cut.add("...");
        cut.addAll(printed.subList(printed.size() - after, printed.size()));
        return cut;
    }

    /** A command line as a shell would cut it: blanks separate, quotation marks hold together. */
    static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            for (int group = 1; group <= 3; group++) {
                if (matcher.group(group) != null) words.add(matcher.group(group));
            }
        }
        return words;
    }

    private List<String> run(String command, byte[] input, Deque<String> typed) {
        List<String> words = words(command.replace("HOME", home.toString()));
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
