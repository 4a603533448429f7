package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole conversation in a file: private, new, complete or not there. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class ExportTest {
    @TempDir Path home;
    @TempDir Path folder;
    private final FakeDesk desk = new FakeDesk();
    private final Capture capture = new Capture();
    private String typed = "";
    private boolean attended;

    private int run(String... args) {
        Surroundings around =
                new Surroundings(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        capture.stream(""),
                        capture.stream("! "),
                        Map.of("QUIETDROP_HOME", home.toString()),
                        ZoneOffset.UTC,
                        _ -> Optional.empty(),
                        () -> attended);
        try (ControlServer server = ControlServer.open(home, Map.of(), desk)) {
            assertTrue(Files.exists(server.socket()));
            return QuietDropCommand.run(new FakePrograms(around.out()), around, args);
        }
    }

    private Path file() {
        return folder.resolve("bob.txt");
    }

    private void threePages() {
        for (int page = 0; page < 3; page++) {
            List<View.Line> lines = new ArrayList<>();
            for (int i = 1; i <= 500; i++) {
                long place = page * 500L + i;
                lines.add(FakeDesk.line(place, "bob", "line " + place, "received"));
            }
            View.Lines view = new View.Lines(lines, page == 2 ? null : 500L * (page + 1));
            desk.then(Request.History.class, view);
        }
    }

    @Test
    void allPagesAreInTheFileAndItIsPrivate() throws Exception {
        threePages();
        assertEquals(0, run("export", "bob", "--out", file().toString(), "--yes"));
        List<String> lines = Files.readAllLines(file());
        assertEquals(1_500, lines.size());
        assertTrue(lines.getFirst().endsWith("bob: line 1"), lines.getFirst());
        assertTrue(lines.getLast().endsWith("bob: line 1500"), lines.getLast());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        List<Optional<Long>> cursors =
                desk.asked().stream().map(r -> ((Request.History) r).after()).toList();
        assertEquals(List.of(Optional.of(0L), Optional.of(500L), Optional.of(1_000L)), cursors);
        assertTrue(
                capture.lines(home.toString()).stream().anyMatch(l -> l.contains("not encrypted")));
    }

    @Test
    void whatIsThereIsNeverOverwritten() throws Exception {
        Files.writeString(file(), "precious");
        threePages();
        assertEquals(8, run("export", "bob", "--out", file().toString(), "--yes"));
        assertEquals("precious", Files.readString(file()));
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, folder.resolve("nowhere"));
        threePages();
        assertEquals(8, run("export", "bob", "--out", link.toString(), "--yes"));
        assertFalse(Files.exists(folder.resolve("nowhere")));
        threePages();
        assertEquals(
                3, run("export", "bob", "--out", folder.resolve("no/such").toString(), "--yes"));
    }

    @Test
    void halfAFileIsTakenAway() {
        List<View.Line> lines = List.of(FakeDesk.line(1, "bob", "hi", "received"));
        desk.then(Request.History.class, new View.Lines(lines, 1L));
        desk.refuse(
                Request.History.class, new UserError(UserError.Exit.LOCKED, "the vault is locked"));
        assertEquals(5, run("export", "bob", "--out", file().toString(), "--yes"));
        assertFalse(Files.exists(file()));
    }

    @Test
    void aPersonIsAsked() {
        attended = true;
        desk.answer(
                Request.History.class,
                new View.Lines(List.of(FakeDesk.line(1, "bob", "hi", "received"))));
        typed = "no\n";
        assertEquals(1, run("export", "bob", "--out", file().toString()));
        assertFalse(Files.exists(file()));
        typed = "yes\n";
        assertEquals(0, run("export", "bob", "--out", file().toString()));
        assertTrue(Files.exists(file()));
    }

    @Test
    void nothingToWriteMakesNoFile() {
        desk.answer(Request.History.class, new View.Lines(List.of()));
        assertEquals(0, run("export", "bob", "--out", file().toString(), "--yes"));
        assertFalse(Files.exists(file()));
    }
}
