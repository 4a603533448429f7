package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What transcripts cannot say well: bytes that are no text, limits, endless commands. */
@Timeout(300)
final class CommandLineTest {
    @TempDir Path home;
    private final FakeDesk desk = Scene.chat();
    private final Capture capture = new Capture();
    private boolean attended;

    private int run(byte[] input, String... args) {
        Surroundings around =
                new Surroundings(
                        new ByteArrayInputStream(input),
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

    private List<String> output() {
        return capture.lines(home.toString());
    }

    @Test
    void textIsSentAsItIs() {
        String text = " zwei\nZeilen: ü €\ud83d\ude00\t ";
        assertEquals(0, run((text + "\n").getBytes(StandardCharsets.UTF_8), "send", "bob", "-"));
        assertEquals(List.of(new Request.Send("bob", text)), desk.asked());
    }

    @Test
    void oneLineEndIsTakenAwayNotTwo() {
        assertEquals(0, run("a\n\n".getBytes(StandardCharsets.UTF_8), "send", "bob"));
        assertEquals(List.of(new Request.Send("bob", "a\n")), desk.asked());
    }

    @Test
    void anAtSignIsNoFile() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "content");
        assertEquals(0, run(new byte[0], "send", "bob", "@" + file));
        assertEquals(List.of(new Request.Send("bob", "@" + file)), desk.asked());
    }

    @Test
    void whatFitsIsSentAndOneByteMoreIsNot() {
        byte[] text = "é".repeat(TextArgument.LONGEST / 2).getBytes(StandardCharsets.UTF_8);
        assertEquals(0, run(text, "send", "bob", "-"));
        assertEquals(1, desk.asked().size());
        byte[] more = java.util.Arrays.copyOf(text, text.length + 1);
        more[text.length] = 'x';
        assertEquals(2, run(more, "send", "bob", "-"));
        assertEquals(1, desk.asked().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "61c328", "eda080", "c080", "f5808080"})
    void whatIsNotUtf8IsNotSent(String hex) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);
        assertEquals(2, run(bytes, "send", "bob", "-"));
        assertEquals(
                List.of("! quietdrop: the text is not valid UTF-8. Nothing was sent"), output());
        assertEquals(List.of(), desk.asked());
    }

    @Test
    void aDamagedArgumentIsNotSent() {
        assertEquals(2, run(new byte[0], "send", "bob", "caf\ufffd"));
        assertEquals(List.of(), desk.asked());
    }

    @Test
    void waitingPassesTheTimeOn() {
        assertEquals(
                0, run(new byte[0], "send", "bob", "hi", "--wait", "delivered", "--timeout", "5s"));
        assertEquals(
                new Request.Await(
                        "3f9a21000000000000000000000000aa", "delivered", Duration.ofSeconds(5)),
                desk.asked().getLast());
    }

    @Test
    void longHistoriesComePageByPage() {
        desk.then(Request.History.class, before(501L, page(501, 1_000)));
        desk.then(Request.History.class, page(1, 500));
        assertEquals(0, run(new byte[0], "history", "bob", "--limit", "2000", "--json"));
        List<String> lines = output();
        assertEquals(1_000, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            assertTrue(lines.get(i).contains("\"text\":\"line " + (i + 1) + "\""), lines.get(i));
        }
    }

    /** A page is in the senders' order: its first line need not be the one that came first. */
    @Test
    void pagesGoOnBeforeTheSmallestCursor() {
        desk.then(Request.History.class, before(8L, filled(9, 8, 500)));
        desk.then(Request.History.class, mixed(5, 4, 7));
        assertEquals(0, run(new byte[0], "history", "bob", "--limit", "600", "--json"));
        List<Request> asked = desk.asked();
        Request.History second = (Request.History) asked.getLast();
        assertEquals(Optional.of(new Request.Where.Cursor(8)), second.before());
        assertEquals(100, second.limit());
    }

    /** A page with another one before this cursor. */
    private static View before(long cursor, View page) {
        return new View.Lines(((View.Lines) page).lines(), cursor);
    }

    /** Scripts find the cursor of the next page beside the lines, people a remark. */
    @Test
    void whereTheNextPageBeginsIsSaid() {
        desk.answer(Request.History.class, before(4L, page(4, 6)));
        assertEquals(0, run(new byte[0], "history", "bob", "--limit", "3", "--json"));
        assertEquals(List.of("{\"notice\":\"older messages: --before 4\",\"next\":4}"), errors());
        desk.answer(Request.History.class, page(1, 3));
        assertEquals(
                0, run(new byte[0], "history", "bob", "--before", "4", "--limit", "3", "--json"));
        Request.History asked = (Request.History) desk.asked().getLast();
        assertEquals(Optional.of(new Request.Where.Typed("4")), asked.before());
        assertEquals(1, errors().size());
    }

    private List<String> errors() {
        return output().stream()
                .filter(line -> line.startsWith("! "))
                .map(line -> line.substring(2))
                .toList();
    }

    @Test
    void aroundNeedsNoName() {
        desk.answer(Request.History.class, page(1, 3));
        assertEquals(0, run(new byte[0], "history", "--around", "3f9a21", "--json"));
        assertEquals(
                new Request.History(
                        Optional.empty(),
                        50,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("3f9a21")),
                desk.asked().getLast());
        assertEquals(2, run(new byte[0], "history"));
        assertEquals(2, run(new byte[0], "history", "--around", "3f9a21", "--before", "4"));
        assertEquals(2, run(new byte[0], "history", "--around", "3f9a21", "--limit", "501"));
    }

    private static View mixed(long... cursors) {
        return new View.Lines(
                java.util.Arrays.stream(cursors)
                        .mapToObj(i -> FakeDesk.line(i, "bob", "line " + i, "received"))
                        .toList());
    }

    /** A whole page: first and second in the wrong order, the rest after them. */
    private static View filled(long first, long second, int count) {
        long[] cursors = new long[count];
        for (int i = 0; i < count; i++) cursors[i] = first + i - 1;
        cursors[0] = first;
        cursors[1] = second;
        return mixed(cursors);
    }

    @Test
    void onlyAPersonReads() {
        desk.answer(Request.History.class, mixed(3, 1, 2));
        Request read = new Request.Read("bob", 1, 3);
        assertEquals(0, run(new byte[0], "history", "bob"));
        attended = true;
        assertEquals(0, run(new byte[0], "history", "bob", "--json"));
        assertFalse(desk.asked().contains(read), desk.asked().toString());
        assertEquals(0, run(new byte[0], "history", "bob"));
        assertEquals(read, desk.asked().getLast());
    }

    @Test
    void ownLinesAreNotRead() {
        attended = true;
        desk.answer(
                Request.History.class,
                new View.Lines(List.of(FakeDesk.line(7, "me", "hi", "delivered"))));
        assertEquals(0, run(new byte[0], "history", "bob"));
        assertTrue(desk.asked().getLast() instanceof Request.History, desk.asked().toString());
    }

    @Test
    void lifetimesArePassedOn() {
        assertEquals(0, run(new byte[0], "send", "bob", "hi", "--days", "30"));
        assertEquals(new Request.Send("bob", "hi", 30), desk.asked().getLast());
        assertEquals(0, run(new byte[0], "send", "bob", "hi", "--days=1"));
        assertEquals(new Request.Send("bob", "hi", 1), desk.asked().getLast());
        int before = desk.asked().size();
        for (String days : List.of("0", "31", "-1", "x", "", "1.5", "99999999999")) {
            assertEquals(2, run(new byte[0], "send", "bob", "hi", "--days", days), days);
        }
        assertEquals(before, desk.asked().size());
    }

    @Test
    void everyStateCanBeWaitedFor() {
        for (String state : List.of("carried", "delivered", "read")) {
            assertEquals(0, run(new byte[0], "send", "bob", "hi", "--wait", state), state);
            Request.Await await = (Request.Await) desk.asked().getLast();
            assertEquals(state, await.state());
        }
        assertEquals(0, run(new byte[0], "send", "bob", "hi", "--wait", "queued"));
        assertEquals(new Request.Send("bob", "hi"), desk.asked().getLast());
    }

    @Test
    void nothingIsDroppedWithoutAYes() {
        attended = true;
        for (String answer : List.of("", "\n", "y\n", "no\n", "yes please\n", "\u00ffyes\n")) {
            byte[] typed = answer.getBytes(StandardCharsets.UTF_8);
            assertEquals(1, run(typed, "relay", "drop"), answer);
        }
        assertEquals(2, run("yes\n".getBytes(StandardCharsets.UTF_8), "relay", "drop", "--json"));
        attended = false;
        assertEquals(2, run("yes\n".getBytes(StandardCharsets.UTF_8), "relay", "drop"));
        assertFalse(desk.asked().contains(new Request.RelayDrop()), desk.asked().toString());
    }

    private static View page(long from, long to) {
        return new View.Lines(
                java.util.stream.LongStream.rangeClosed(from, to)
                        .mapToObj(i -> FakeDesk.line(i, "bob", "line " + i, "received"))
                        .toList());
    }

    @Test
    void watchingTellsWhatWasAndWhatComes() {
        desk.publish(FakeDesk.message(1, "one"));
        desk.publish(FakeDesk.message(2, "two\u001b[2J"));
        Surroundings around =
                new Surroundings(
                        new ByteArrayInputStream(new byte[0]),
                        capture.stream(""),
                        capture.stream("! "),
                        Map.of("QUIETDROP_HOME", home.toString()),
                        ZoneOffset.UTC,
                        _ -> Optional.empty(),
                        () -> attended);
        int exit;
        try (ControlServer server = ControlServer.open(home, Map.of(), desk)) {
            Thread.ofPlatform()
                    .start(() -> {
                        while (output().isEmpty()) Thread.onSpinWait();
                        desk.publish(FakeDesk.message(3, "three"));
                        while (output().size() < 2) Thread.onSpinWait();
                        server.close();
                    });
            exit =
                    QuietDropCommand.run(
                            new FakePrograms(around.out()),
                            around,
                            "watch",
                            "--cursor",
                            "1",
                            "--json");
        }
        List<String> lines = output();
        assertEquals(3, exit, lines::toString);
        assertEquals(3, lines.size(), lines::toString);
        String first = lines.get(0);
        assertTrue(first.startsWith("{\"cursor\":2,\"event\":\"message\",\"id\":"), first);
        assertTrue(first.contains("\"text\":\"two\\u001b[2J\""), first);
        assertTrue(lines.get(1).contains("\"text\":\"three\""), lines.get(1));
        assertTrue(lines.get(2).startsWith("! {\"error\":"), lines.get(2));
    }

    @Test
    void helpOfEveryCommandHasAnExample() {
        for (String command :
                List.of(
                        "init",
                        "daemon",
                        "status",
                        "stop",
                        "lock",
                        "unlock",
                        "config",
                        "pair",
                        "peers",
                        "visible",
                        "contacts",
                        "contact",
                        "rename",
                        "forget",
                        "address",
                        "send",
                        "history",
                        "outbox",
                        "watch",
                        "why",
                        "inspect",
                        "rpc",
                        "trust",
                        "relay",
                        "recall",
                        "reply",
                        "edit",
                        "delete",
                        "react",
                        "demo")) {
            int before = output().size();
            assertEquals(0, run(new byte[0], command, "--help"), command);
            String help = String.join("\n", output().subList(before, output().size()));
            assertTrue(help.contains("Example"), command);
            assertTrue(help.contains("quietdrop " + command), command);
            assertTrue(help.contains("--json") && help.contains("--home"), command);
            assertFalse(help.contains("\u001b"), command);
        }
    }
}
