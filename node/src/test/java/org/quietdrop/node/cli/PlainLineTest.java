package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class PlainLineTest {
    private final Capture capture = new Capture();
    private final Surroundings around =
            new Surroundings(
                    new ByteArrayInputStream(new byte[0]),
                    capture.stream(""),
                    capture.stream("! "),
                    Map.of("QUIETDROP_HOME", "/usual"),
                    ZoneOffset.UTC,
                    _ -> Optional.empty(),
                    () -> false);

    private Face face() {
        return new Face(around, new FakePrograms(around.err()));
    }

    /** No words that could be missing, nor options that have a value when nobody names them. */
    @Test
    void whatRunsWithoutTheParserNeedsNothingOfIt() {
        List<String> plain = new ArrayList<>();
        QuietDropCommand.line(face())
                .getSubcommands()
                .forEach((verb, line) -> {
                    if (PlainLine.command(verb, face()) == null) return;
                    plain.add(verb);
                    CommandLine.Model.CommandSpec spec = line.getCommandSpec();
                    assertTrue(spec.positionalParameters().isEmpty(), verb);
                    assertTrue(spec.subcommands().isEmpty(), verb);
                    for (CommandLine.Model.OptionSpec option : spec.options()) {
                        assertFalse(option.required(), verb + " " + option);
                        assertNull(option.defaultValue(), verb + " " + option);
                    }
                });
        assertEquals(
                List.of("daemon", "status", "stop", "lock", "peers", "contacts", "outbox"), plain);
    }

    @Test
    void globalOptionsStandAnywhere() {
        check("/usual", false, "status");
        check("/a", false, "--home", "/a", "status");
        check("/a", true, "status", "--json", "--home", "/a");
        check("/usual", true, "--json", "status");
    }

    private void check(String home, boolean json, String... args) {
        Face face = face();
        PlainLine line = PlainLine.of(args);
        assertNotNull(line);
        assertTrue(line.on(face) instanceof StatusCommand);
        assertEquals(Path.of(home), face.home());
        assertEquals(json, face.json());
    }

    /** These are right or wrong in ways that the parser knows. */
    @Test
    void allElseIsForTheParser() {
        for (List<String> args :
                List.of(
                        List.<String>of(),
                        List.of("--json"),
                        List.of("status", "status"),
                        List.of("status", "--help"),
                        List.of("-V", "status"),
                        List.of("status", "--"),
                        List.of("status", "--home"),
                        List.of("--home", "status"),
                        List.of("--home", "", "status"),
                        List.of("--home", "-x", "status"),
                        List.of("--home=/a", "status"),
                        List.of("--home", "/a", "--home", "/b", "status"),
                        List.of("--json", "--json", "status"),
                        List.of("--json=true", "status"),
                        List.of("lock", "--forget"))) {
            assertNull(PlainLine.of(args.toArray(String[]::new)), args.toString());
        }
        PlainLine other = PlainLine.of("--home", "/a", "--json", "send");
        assertNotNull(other);
        Face face = face();
        assertNull(other.on(face));
        assertEquals(Path.of("/usual"), face.home());
    }
}
