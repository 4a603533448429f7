package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.ControlServer;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names, texts, addresses and errors full of what a terminal acts on: none of it reaches one. */
@Timeout(300)
final class InjectionTest {
    /** What terminals act on, and what people do not see. */
    private static final String EVIL =
            "ev\u001b[2J\u001b]0;title\u0007\u001b]8;;http://x\u001b\\il\u009b31m\u202e\u2066\u200b\r\n"
                    + "root# rm\b\b\u0000\u007f\u061c\ufeff\u2028x"
                    + "\u0301".repeat(50_000);

    private static final String TIME = "2026-01-31T12:02:00Z";

    @TempDir private Path home;
    private final FakeDesk desk = Scene.chat();
    private ControlServer server;

    @BeforeEach
    void open() {
        server = ControlServer.open(home, Map.of(), desk);
        View.Contact contact =
                new View.Contact(EVIL, "e0", false, true, true, true, "contact", TIME);
        View.Line line = new View.Line("3f9a21aa", EVIL, EVIL, EVIL, TIME, "received", false, 1, 0);
        UserError error = new UserError(UserError.Exit.NOT_FOUND, "no " + EVIL, "see " + EVIL);
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(contact)))
                .answer(
                        Request.ContactShow.class,
                        new View.ContactDetail(contact, EVIL, EVIL, List.of(EVIL), 1, EVIL, EVIL))
                .answer(Request.History.class, new View.Lines(List.of(line)))
                .answer(Request.Search.class, new View.Found(List.of(line), null, true, null))
                .answer(
                        Request.Peers.class,
                        new View.Peers(
                                List.of(new View.Peer(EVIL, EVIL, EVIL, EVIL)),
                                List.of(new View.Claim(EVIL, List.of(EVIL), EVIL))))
                .answer(
                        Request.Outbox.class,
                        new View.Outbox(
                                List.of(
                                        new View.Waiting(
                                                "3f9a21aa",
                                                EVIL,
                                                TIME,
                                                TIME,
                                                "carried",
                                                1,
                                                TIME,
                                                EVIL,
                                                List.of(EVIL)))))
                .answer(
                        Request.Why.class,
                        new View.Why(
                                "3f9a21aa", EVIL, EVIL, List.of(new View.Step(TIME, EVIL)), EVIL))
                .answer(Request.Trust.class, contact)
                .answer(Request.Block.class, contact)
                .answer(Request.Rename.class, contact)
                .answer(Request.Accept.class, contact)
                .answer(Request.Verify.class, new View.Verification(EVIL, EVIL, false, EVIL))
                .answer(Request.Send.class, new View.Sent("3f9a21aa", EVIL, EVIL, List.of(EVIL)))
                .answer(Request.Retain.class, new View.Retention(EVIL, EVIL, true))
                .answer(
                        Request.Invitations.class,
                        new View.Invitations(
                                List.of(
                                        new View.Invitation(
                                                "1a", "offered", null, null, TIME, EVIL, EVIL))))
                .answer(Request.Pair.class, new View.PairingOpen(1, EVIL, List.of(EVIL), TIME))
                .answer(
                        Request.PairNext.class,
                        new View.PairingStep(
                                1, "paired", EVIL, true, EVIL, 0, true, EVIL, 0, false))
                .refuse(Request.Recall.class, error)
                .finds(new View.Finding("warn", EVIL, EVIL, List.of(EVIL)));
        desk.publish(new View.Notice(1, "message", TIME, line, null, null));
        desk.publish(new View.Notice(2, EVIL, TIME, null, contact, EVIL));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private List<String> run(String... args) {
        Capture capture = new Capture();
        Surroundings around =
                new Surroundings(
                        new ByteArrayInputStream(new byte[0]),
                        capture.stream(""),
                        capture.stream(""),
                        Map.of("QUIETDROP_HOME", home.toString()),
                        ZoneOffset.UTC,
                        _ -> Optional.empty(),
                        () -> false);
        int _ = QuietDropCommand.run(new FakePrograms(around.out()), around, args);
        return capture.lines(home.toString());
    }

    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("contacts"),
                    List.of("contacts", "--names"),
                    List.of("contact", "x"),
                    List.of("history", "x"),
                    List.of("export", "x"),
                    List.of("search", "x"),
                    List.of("peers"),
                    List.of("outbox"),
                    List.of("why", "3f9a21"),
                    List.of("trust", "x"),
                    List.of("trust", "x", "--off"),
                    List.of("block", "x"),
                    List.of("rename", EVIL, "y"),
                    List.of("forget", EVIL),
                    List.of("accept", "1a"),
                    List.of("verify", "x"),
                    List.of("introduce", "x", "y", "--yes"),
                    List.of("send", "x", "hi"),
                    List.of("retention", "x"),
                    List.of("invite", "--list"),
                    List.of("pair"),
                    List.of("recall", "3f9a21"),
                    List.of("doctor"),
                    List.of("watch", "--kept"),
                    // What the person typed comes back in errors.
                    List.of(EVIL),
                    List.of("--" + EVIL),
                    List.of("send", "x", "hi", "--wait", EVIL),
                    List.of("send", "x", "hi", "--timeout", EVIL),
                    List.of("send", "x", "hi", "--days", EVIL),
                    List.of("history", "x", "--since", EVIL),
                    List.of("address", "add", "x", EVIL),
                    List.of("config", EVIL),
                    List.of("config", EVIL, EVIL),
                    List.of("completion", EVIL),
                    List.of("rpc", EVIL),
                    List.of("daemon", "--proxy", EVIL),
                    List.of("unlock", "--passphrase-file", "none" + EVIL.substring(0, 20)));

    private static boolean acts(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.FORMAT;
    }

    @Test
    void nothingOfItReachesATerminal() {
        int told = 0;
        for (List<String> command : COMMANDS) {
            List<String> lines = run(command.toArray(String[]::new));
            assertFalse(lines.isEmpty(), command.getFirst());
            told += lines.size();
            for (String line : lines) {
                assertFalse(
                        line.codePoints().anyMatch(InjectionTest::acts),
                        () -> command.getFirst() + ": " + escaped(line));
                int most = 0;
                int stack = 0;
                for (int i = 0; i < line.length(); i++) {
                    stack = line.charAt(i) == '\u0301' ? stack + 1 : 0;
                    most = Math.max(most, stack);
                }
                int marks = most;
                assertTrue(marks <= 8, () -> command.getFirst() + " stacks " + marks);
                assertTrue(line.length() < 2_000, () -> command + " has " + line.length());
                assertFalse(line.startsWith("root#"), "a line of its own: " + line);
            }
        }
        assertTrue(told > COMMANDS.size(), told + " lines");
    }

    @Test
    void scriptsGetAllOfItEscaped() {
        List<String> names = new ArrayList<>();
        for (List<String> command : COMMANDS) {
            List<String> words = new ArrayList<>(List.of("--json"));
            words.addAll(command);
            for (String line : run(words.toArray(String[]::new))) {
                if (!line.startsWith("{")) continue;
                assertFalse(
                        line.codePoints().anyMatch(InjectionTest::acts),
                        () -> command.getFirst() + ": " + escaped(line));
                var object = JsonParser.parseString(line).getAsJsonObject();
                if (object.has("name")) names.add(object.get("name").getAsString());
            }
        }
        assertTrue(names.size() > 3, names.size() + " names");
        assertEquals(EVIL, names.getFirst());
    }

    /** Half a character is no text: it is refused, and nobody waits for an answer for ever. */
    @Test
    void whatIsNoTextIsRefused() {
        List<String> said = run("rename", "bob", "b\ud800b");
        assertEquals(List.of("quietdrop: the line is not one JSON object"), said);
        assertFalse(desk.wasAsked(Request.Rename.class));
    }

    private static String escaped(String line) {
        StringBuilder all = new StringBuilder();
        line.chars().limit(200).forEach(c -> all.append(c < 0x7f && c >= ' ' ? (char) c : '?'));
        return all.toString();
    }
}
