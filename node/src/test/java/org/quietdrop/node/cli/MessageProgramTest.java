package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a program for messages gets to know, and what it cannot do to us. */
@Timeout(300)
final class MessageProgramTest {
    private static final String SECRET = "the-secret-text";
    private static final Duration LONG = Duration.ofSeconds(200);

    @TempDir private Path folder;
    private final List<String> said = new CopyOnWriteArrayList<>();

    @BeforeEach
    void onlyWhereThereIsAShell() {
        boolean can = Files.isExecutable(Path.of("/bin/sh"));
        if (!can) System.out.println("SKIPPED: there is no /bin/sh to write a program for");
        assumeTrue(can);
    }

    private List<String> script(String body, String... args) throws IOException {
        Path file = Files.writeString(folder.resolve("program"), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(args));
        return command;
    }

    private static View.Notice message(long cursor) {
        return FakeDesk.message(cursor, SECRET + " $(touch pwned) `id` \u001b[2J");
    }

    private List<Path> files(String prefix) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(f -> f.getFileName().toString().startsWith(prefix)).toList();
        }
    }

    @Test
    void itReadsOneObjectAndNothingIsInItsArgumentsOrEnvironment() throws IOException {
        List<String> command =
                script(
                        "cd %s\ncat >input\nenv >environment\ncat /proc/$$/cmdline >arguments\n"
                                .formatted(folder),
                        "a 'b",
                        "$HOME",
                        "--json");
        try (var program = new MessageProgram(command, false, said::add, LONG)) {
            program.hear(message(7));
        }
        assertEquals(List.of(), said);
        String input = Files.readString(folder.resolve("input"));
        assertTrue(input.endsWith("}\n"), input);
        JsonObject object = JsonParser.parseString(input).getAsJsonObject();
        assertEquals(List.of(), CommandsDocument.read().wrong("handed", object));
        assertEquals("bob", object.get("from").getAsString());
        assertEquals(7, object.get("cursor").getAsLong());
        String id = object.get("id").getAsString();
        for (String file : List.of("input", "environment", "arguments")) {
            String text = Files.readString(folder.resolve(file));
            assertFalse(text.contains(SECRET), file);
            if (!file.equals("input")) assertFalse(text.contains(id), file);
        }
        assertTrue(
                Files.readString(folder.resolve("arguments")).contains("\0a 'b\0$HOME\0--json"),
                "no shell has looked at them");
        assertFalse(Files.exists(folder.resolve("pwned")));
    }

    @Test
    void theTextComesOnlyIfAsked() throws IOException {
        List<String> command = script("cat >%s/input\n".formatted(folder));
        try (var program = new MessageProgram(command, true, said::add, LONG)) {
            program.hear(message(1));
        }
        String input = Files.readString(folder.resolve("input"));
        assertFalse(input.contains("\u001b"), "escaped: " + input);
        JsonObject object = JsonParser.parseString(input).getAsJsonObject();
        assertEquals(List.of(), CommandsDocument.read().wrong("handed", object));
        assertEquals(SECRET + " $(touch pwned) `id` \u001b[2J", object.get("text").getAsString());
    }

    @Test
    void onlyWhatComesInStartsIt() throws IOException {
        List<String> command = script("cat >%s/ran.$$\n".formatted(folder));
        View.Line mine = FakeDesk.line(1, "me", "mine", "queued");
        View.Line theirs = FakeDesk.line(2, "bob", "theirs", "received");
        try (var program = new MessageProgram(command, false, said::add, LONG)) {
            program.hear(new View.Notice(1, "message", mine.time(), mine, null, null));
            program.hear(new View.Notice(2, "state", mine.time(), mine, null, null));
            program.hear(new View.Notice(3, "warning", mine.time(), null, null, "w"));
            program.hear(new View.Notice(4, "message", mine.time(), null, null, null));
            program.hear(new View.Notice(5, "state", theirs.time(), theirs, null, null));
            program.hear(message(6));
        }
        assertEquals(1, files("ran.").size());
    }

    @Test
    void oneThatHangsIsEndedWithAllThatItHasStarted() throws Exception {
        List<String> command =
                script(
                        "sh -c 'trap \"\" TERM; sleep 600' & echo $! >%s/child; sleep 600\n"
                                .formatted(folder));
        try (var program = new MessageProgram(command, false, said::add, Duration.ofSeconds(6))) {
            program.hear(message(1));
        }
        assertEquals(List.of("the program for messages took more than 6 s (said once)"), said);
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        ProcessHandle.of(child).ifPresent(left -> left.onExit().join());
        assertTrue(ProcessHandle.of(child).isEmpty() || !ProcessHandle.of(child).get().isAlive());
    }

    @Test
    void aFloodIsBoundedAndSaidOnce() throws Exception {
        // Each waits until the test lets go, and says that it is there.
        List<String> command =
                script(
                        "cd %s\ntouch ran.$$\nwhile [ ! -e go ]; do sleep 0.05; done\n"
                                .formatted(folder));
        try (var program = new MessageProgram(command, false, said::add, LONG)) {
            for (int i = 1; i <= 1_000; i++) program.hear(message(i));
            for (int i = 0; i < 3_000 && files("ran.").size() < MessageProgram.AT_ONCE; i++) {
                Thread.sleep(50);
            }
            assertEquals(MessageProgram.AT_ONCE, files("ran.").size());
            Files.writeString(folder.resolve("go"), "");
        }
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().startsWith("more messages came than "), said.toString());
        assertEquals(MessageProgram.AT_ONCE + MessageProgram.WAITING, files("ran.").size());
    }

    @Test
    void failuresAreSaidOnceOfEachKindWithoutContent() throws IOException {
        List<String> command = script("exit 3\n");
        try (var program = new MessageProgram(command, true, said::add, LONG)) {
            for (int i = 1; i <= 20; i++) program.hear(message(i));
        }
        assertEquals(List.of("the program for messages ended with 3 (said once)"), said);
        said.clear();
        try (var program = new MessageProgram(List.of("/no/such/program"), true, said::add, LONG)) {
            for (int i = 1; i <= 20; i++) program.hear(message(i));
        }
        assertEquals(List.of("the program for messages cannot be started (said once)"), said);
    }

    /** What it prints goes nowhere, and that it does not read holds up nobody. */
    @Test
    void oneThatPrintsMuchAndReadsNothingEnds() throws IOException {
        List<String> command =
                script("head -c 1000000 /dev/zero; touch %s/end\n".formatted(folder));
        try (var program = new MessageProgram(command, true, said::add, LONG)) {
            program.hear(message(1));
        }
        assertTrue(Files.exists(folder.resolve("end")));
        assertEquals(List.of(), said);
    }
}
