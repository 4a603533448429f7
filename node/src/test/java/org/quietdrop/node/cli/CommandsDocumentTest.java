package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds every line of JSON in the transcripts against COMMANDS.md, and the other way round. What is
 * in the transcripts is what commands print: {@link TranscriptTest} plays them.
 */
final class CommandsDocumentTest {
    /** They print what is no object of ours, with {@code --json} or without. */
    private static final Set<String> RAW = Set.of("rpc", "completion", "demo", "daemon");

    @TempDir private Path folder;

    @Test
    void everyCommandIsWrittenAndNoOther() throws IOException {
        Set<String> all = Transcripts.everyCommand(folder);
        all.removeAll(Transcripts.groups(all));
        assertEquals(all, new TreeSet<>(CommandsDocument.read().commands().keySet()));
    }

    @Test
    void everyObjectIsPrintedBySomeCommand() throws IOException {
        CommandsDocument document = CommandsDocument.read();
        Set<String> printed = new TreeSet<>(Set.of("error", "notice", "handed"));
        document.commands().values().forEach(printed::addAll);
        assertEquals(printed, new TreeSet<>(document.objects()));
    }

    @Test
    void whatCommandsPrintIsWritten() throws IOException {
        CommandsDocument document = CommandsDocument.read();
        Set<String> commands = Transcripts.everyCommand(folder);
        List<String> wrong = new ArrayList<>();
        int looked = 0;
        for (Transcripts.Run run : Transcripts.runs()) {
            String command = run.command(commands);
            for (String line : run.out()) {
                if (!run.json() || line.startsWith("[")) continue;
                looked++;
                boolean said = line.startsWith("! ");
                if (!said && RAW.contains(command)) continue;
                Set<String> kinds =
                        said
                                ? Set.of("error", "notice")
                                : document.commands().getOrDefault(command, Set.of());
                JsonObject object = object(said ? line.substring(2) : line);
                List<List<String>> tried =
                        kinds.stream().map(kind -> document.wrong(kind, object)).toList();
                if (tried.stream().noneMatch(List::isEmpty)) {
                    wrong.add(run.file() + ": " + line + " is none of " + kinds + ": " + tried);
                }
            }
        }
        assertTrue(looked > 100, "only " + looked + " lines were looked at");
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatIsWrittenIsPrinted() throws IOException {
        CommandsDocument document = CommandsDocument.read();
        Set<String> commands = Transcripts.everyCommand(folder);
        Set<String> missing = new TreeSet<>();
        for (String object : document.objects()) {
            // Not printed; MessageProgramTest reads it.
            if (object.equals("handed")) continue;
            for (String field : document.fields(object)) missing.add(object + "." + field);
        }
        document.commands()
                .forEach((command, objects) -> {
                    for (String object : objects) missing.add(command + " prints " + object);
                });
        for (Transcripts.Run run : Transcripts.runs()) {
            if (!run.json()) continue;
            String command = run.command(commands);
            if (RAW.contains(command)) continue;
            for (String line : run.out()) {
                if (line.startsWith("[")) continue;
                boolean said = line.startsWith("! ");
                JsonObject object = object(said ? line.substring(2) : line);
                Set<String> kinds =
                        said
                                ? Set.of("error", "notice")
                                : document.commands().getOrDefault(command, Set.of());
                for (String kind : kinds) {
                    if (!document.wrong(kind, object).isEmpty()) continue;
                    missing.remove(command + " prints " + kind);
                    for (String path : CommandsDocument.values(object).keySet()) {
                        missing.remove(kind + "." + path);
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    /** A test that cannot fail would be of no use. */
    @Test
    void theReaderSeesWhatIsWrong() {
        CommandsDocument document =
                CommandsDocument.of(
                        List.of(
                                "### sent",
                                "| field | type | when | meaning |",
                                "| `id` | id | always | |",
                                "| `state` | `queued` `read` | always | |",
                                "| `at` | time | sometimes | |",
                                "| `steps[].n` | number | always | |"));
        assertEquals(
                List.of(), document.wrong("sent", object("{\"id\":\"a1\",\"state\":\"read\"}")));
        assertEquals(
                List.of(),
                document.wrong(
                        "sent",
                        object("{\"id\":\"a1\",\"state\":\"read\",\"steps\":[{\"n\":1}]}")));
        for (String bad :
                List.of(
                        "{}",
                        "{\"id\":\"a1\"}",
                        "{\"id\":\"A1\",\"state\":\"read\"}",
                        "{\"id\":1,\"state\":\"read\"}",
                        "{\"id\":\"a1\",\"state\":\"lost\"}",
                        "{\"id\":\"a1\",\"state\":\"read\",\"more\":1}",
                        "{\"id\":\"a1\",\"state\":\"read\",\"at\":\"now\"}",
                        "{\"id\":\"a1\",\"state\":\"read\",\"steps\":[{\"n\":1},{\"n\":\"1\"}]}",
                        "{\"id\":\"a1\",\"state\":\"read\",\"steps\":[{\"m\":1}]}")) {
            assertFalse(document.wrong("sent", object(bad)).isEmpty(), bad);
        }
    }

    private static JsonObject object(String line) {
        try {
            return JsonParser.parseString(line).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new AssertionError("with --json this was printed: " + line, e);
        }
    }
}
