package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.control.Json;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.demo.WireTap;
import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.MessageReport;
import org.quietdrop.node.inspect.WireLines;
import org.quietdrop.node.inspect.WireLines.WireLine;
import org.quietdrop.store.Home;
import org.quietdrop.store.SweepPolicy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Alice looks at herself, while a recorder stands between her and Bob: what she is told of the wire
 * is what the recorder has.
 */
@Timeout(300)
final class InspectionTest {
    private static final RandomSource RANDOM = new SystemRandom();
    private static final String TEXT = "bring the maps \u00fcber";

    @TempDir private Path folder;
    private Daemon alice;
    private Daemon bob;
    private WireTap tap;
    private final List<WireLine> seen = new ArrayList<>();
    private long next;

    private Daemon daemon(String name) {
        Path home = folder.resolve(name);
        NewHome.create(home, name, new char[0], InstantSource.system(), RANDOM);
        return new Daemon(
                Home.at(home),
                Map.of("listen", "127.0.0.1:0", "mdns", "off", "share-addresses", "off"),
                InstantSource.system(),
                RANDOM,
                SweepPolicy.STANDARD,
                new PrintStream(OutputStream.nullOutputStream()));
    }

    @BeforeEach
    void begin() throws Exception {
        alice = daemon("Alice-Archer");
        bob = daemon("Bob-Baker");
        alice.unlock(new char[0]);
        bob.unlock(new char[0]);
        tap = new WireTap(port(bob));
    }

    @AfterEach
    void end() {
        tap.close();
        alice.close();
        bob.close();
    }

    private static View ask(Daemon daemon, Request request) throws Exception {
        return daemon.ask(request).get(90, TimeUnit.SECONDS);
    }

    /** By an invitation; Alice, who says no port, is the one who dials, by way of the recorder. */
    private void meet() throws Exception {
        View made = ask(bob, new Request.Invite(Optional.of("alice"), Duration.ofDays(1)));
        String uri = ((View.Invitation) made).uri();
        assertNotNull(uri);
        var _ = ask(alice, new Request.Accept(uri, Optional.of("bobby")));
        var _ = ask(alice, new Request.AddAddress("bobby", tap.address()));
        until(() -> linked(alice) && linked(bob));
    }

    private static boolean linked(Daemon daemon) {
        return Integer.valueOf(1).equals(daemon.status().get("links"));
    }

    private String say(Daemon from, String to, String text) throws Exception {
        View.Sent sent = (View.Sent) ask(from, new Request.Send(to, text));
        var _ = ask(from, new Request.Await(sent.id(), "delivered", Duration.ofSeconds(80)));
        return sent.id();
    }

    private static void until(BooleanSupplier met) throws InterruptedException {
        for (int i = 0; i < 1_800; i++) {
            if (met.getAsBoolean()) return;
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("it did not come to that");
    }

    private void look() {
        WireLines lines = alice.xray().wire(OptionalLong.of(next), Duration.ofMillis(300));
        assertEquals(0, lines.lost());
        seen.addAll(lines.lines());
        next = lines.next();
    }

    private static long bytes(List<WireLine> lines, Predicate<WireLine> which) {
        return lines.stream().filter(which).mapToLong(WireLine::bytes).sum();
    }

    private long recorded(boolean there) {
        return tap.recorded().stream()
                .mapToLong(c -> there ? c.there().length : c.back().length)
                .sum();
    }

    @Test
    void theWireIsToldAsARecorderBetweenTheTwoHasIt() throws Exception {
        next = alice.xray().wire(OptionalLong.empty(), Duration.ZERO).next();
        long bobs = bob.xray().wire(OptionalLong.empty(), Duration.ZERO).next();
        meet();
        String id = say(alice, "bobby", TEXT);
        var _ = say(bob, "alice", "ok");
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port(alice))) {
            stranger.getOutputStream().write(new byte[17]);
            stranger.shutdownOutput();
            until(() -> {
                look();
                return seen.stream().anyMatch(l -> l.kind().equals("rest"));
            });
        }
        // Nothing more is on its way when both have the same.
        until(() -> {
            look();
            return bytes(seen, l -> l.sent() && l.to().equals(tap.address())) == recorded(true)
                    && bytes(seen, l -> !l.sent() && l.from().equals(tap.address()))
                            == recorded(false);
        });
        assertTrue(recorded(true) > 4 * 4_096, "little was recorded: " + recorded(true));
        List<Integer> first =
                seen.stream()
                        .filter(l -> l.to().equals(tap.address()))
                        .map(WireLine::bytes)
                        .toList();
        assertEquals(List.of(32, 2_064, 64, 4_096), first.subList(0, 4));
        for (WireLine line : seen) {
            if (line.kind().equals("cell")) {
                assertEquals(4_096, line.bytes());
                assertEquals("bobby", line.with());
            } else {
                assertEquals(List.of(), line.means());
            }
        }
        assertEquals(17, bytes(seen, l -> l.kind().equals("rest")));
        one(seen, true, "text", TEXT.length());
        one(seen, false, "text", 2);
        assertTrue(what(seen, false).contains("ack"), what(seen, false).toString());
        assertTrue(what(seen, true).contains("session"), what(seen, true).toString());
        assertEquals(
                List.of("hello", "handshake", "cell"),
                seen.stream()
                        .map(WireLine::kind)
                        .filter(k -> !k.equals("pairing") && !k.equals("rest"))
                        .distinct()
                        .toList());
        assertTrue(seen.stream().anyMatch(l -> l.kind().equals("pairing")));
        one(
                bob.xray().wire(OptionalLong.of(bobs), Duration.ZERO).lines(),
                false,
                "text",
                TEXT.length());
        assertFalse(Json.write(seen).contains("maps"), "the text is told");
        assertFalse(Json.write(seen).contains(id), "the id is told");
    }

    private static int port(Daemon daemon) {
        String at = String.valueOf(daemon.status().get("listening"));
        return Integer.parseInt(at.replaceAll("[^0-9]+", " ").strip().split(" ", -1)[4]);
    }

    private static List<String> what(List<WireLine> lines, boolean sent) {
        return lines.stream()
                .filter(l -> l.sent() == sent)
                .flatMap(l -> l.means().stream())
                .map(WireLines.Meaning::what)
                .toList();
    }

    private static void one(List<WireLine> lines, boolean sent, String what, int characters) {
        assertEquals(
                List.of(characters),
                lines.stream()
                        .filter(l -> l.sent() == sent)
                        .flatMap(l -> l.means().stream())
                        .filter(m -> m.what().equals(what))
                        .map(WireLines.Meaning::characters)
                        .toList());
    }

    @Test
    void whoLooksIsToldWhenTheNodeIsLocked() throws Exception {
        next = alice.xray().wire(OptionalLong.empty(), Duration.ZERO).next();
        var waiting =
                java.util.concurrent.CompletableFuture.supplyAsync(
                        () -> alice.xray().wire(OptionalLong.of(next), Duration.ofSeconds(30)));
        TimeUnit.MILLISECONDS.sleep(100);
        alice.lock();
        var thrown =
                assertThrows(
                        java.util.concurrent.ExecutionException.class,
                        () -> waiting.get(60, TimeUnit.SECONDS));
        assertEquals(Exit.LOCKED, assertInstanceOf(UserError.class, thrown.getCause()).exit());
        UserError again =
                assertThrows(
                        UserError.class,
                        () -> alice.xray().wire(OptionalLong.empty(), Duration.ZERO));
        assertEquals(Exit.LOCKED, again.exit());
    }

    @Test
    void theDiskHoldsNothingUntilSomebodyLeavesItThere() throws Exception {
        meet();
        var _ = say(alice, "bobby", TEXT);
        var _ = say(bob, "alice", "ok");
        DiskReport report = alice.xray().disk();
        DiskReport.Search search = report.search();
        assertNotNull(search);
        assertEquals(List.of(), search.found());
        assertEquals(5, search.control());
        assertEquals(3, search.names(), "own, petname and card");
        assertEquals(2, search.texts());
        assertEquals(1, search.tooShort(), "ok");
        assertTrue(search.keys() > 20, "keys " + search.keys());
        assertFalse(Files.exists(folder.resolve("Alice-Archer/planted")));
        DiskReport.Opened opened = report.opened();
        assertNotNull(opened);
        assertEquals(1, opened.contacts());
        assertEquals(2, opened.messages());
        assertEquals(0, opened.gone().lines());
        assertTrue(opened.gone().messageKeys() >= 2);
        assertTrue(report.files().stream().anyMatch(f -> f.name().equals("vault")));
        assertFalse(report.passphrase());

        Path home = folder.resolve("Alice-Archer");
        Files.writeString(home.resolve("notes.txt"), "dear bobby, " + TEXT);
        DiskReport.Search leak = alice.xray().disk().search();
        assertNotNull(leak);
        assertEquals(
                List.of(
                        new DiskReport.Hit("notes.txt", "a name", "UTF-8"),
                        new DiskReport.Hit("notes.txt", "a message", "UTF-8")),
                leak.found());
        alice.lock();
        DiskReport locked = alice.xray().disk();
        assertNull(locked.search());
        assertNull(locked.opened());
        assertTrue(locked.files().stream().anyMatch(f -> f.name().equals("notes.txt")));
    }

    @Test
    void aKeyThatLiesOpenIsFound() throws Exception {
        meet();
        Path home = folder.resolve("Alice-Archer");
        alice.lock();
        List<byte[]> secrets = UnlockedHome.read(copyOf(home), new char[0], RANDOM).secrets();

        alice.unlock(new char[0]);
        StringBuilder hex = new StringBuilder("x=");
        for (byte[] piece : secrets) {
            hex.append(java.util.HexFormat.of().formatHex(piece)).append('\n');
        }
        Files.writeString(home.resolve("debug.txt"), hex);
        DiskReport.Search search = alice.xray().disk().search();
        assertNotNull(search);
        DiskReport.Hit key = new DiskReport.Hit("debug.txt", "a key", "hex");
        assertTrue(search.found().contains(key), search.found().toString());
    }

    /** More than is read at once. */
    @Test
    void aLongConversationIsCountedWhole() throws Exception {
        View made = ask(bob, new Request.Invite(Optional.of("alice"), Duration.ofDays(1)));
        String uri = ((View.Invitation) made).uri();
        assertNotNull(uri);
        var _ = ask(alice, new Request.Accept(uri, Optional.of("bobby")));
        for (int i = 0; i < 520; i++) {
            var _ = ask(alice, new Request.Send("bobby", "message number " + i));
        }
        DiskReport report = alice.xray().disk();
        DiskReport.Opened opened = report.opened();
        DiskReport.Search search = report.search();
        assertNotNull(opened);
        assertNotNull(search);
        assertEquals(520, opened.messages());
        assertEquals(520, opened.waiting());
        assertEquals(0, opened.gone().lines());
        assertEquals(100, search.texts());
        Files.writeString(folder.resolve("Alice-Archer/x"), "message number 420\n");
        assertEquals(1, found().size(), "the newest hundred begin with it");
        Files.writeString(folder.resolve("Alice-Archer/x"), "message number 419\n");
        assertEquals(0, found().size());
    }

    private List<DiskReport.Hit> found() {
        DiskReport.Search search = alice.xray().disk().search();
        assertNotNull(search);
        return search.found();
    }

    private Path copyOf(Path home) throws Exception {
        Path copy = folder.resolve("copy");
        UnlockedHome.copy(home, copy);
        return copy;
    }

    @Test
    void aMessageTellsItsStepsAndNoKey() throws Exception {
        meet();
        String id = say(alice, "bobby", TEXT);
        MessageReport report = alice.xray().message(id.substring(0, 8));
        assertEquals(id, report.id());
        assertEquals("delivered", report.state());
        assertEquals(
                new MessageReport.Padding(
                        TEXT.length(), TEXT.length() + 1, 3_896, 4_000, 4_040, 4_096),
                report.padding());
        assertEquals("invitation", report.pairing());
        MessageReport.Session session = report.session();
        assertNotNull(session);
        assertFalse(session.renewed());
        assertTrue(session.agreed());
        assertEquals(16, session.ours().length());
        MessageReport.Sealing sealing = report.sealing();
        assertNotNull(sealing);
        assertEquals(1, sealing.envelopes().size());
        assertNull(sealing.number());
        assertEquals(2, report.gone().size(), report.gone().toString());
        assertEquals(
                report.identities().mine(),
                bob.xray().message(id).identities().theirs(),
                "both see the same fingerprints");
        assertNull(bob.xray().message(id).sealing());
        bob.lock();
        until(() -> !linked(alice));
        View.Sent waits = (View.Sent) ask(alice, new Request.Send("bobby", "later"));
        MessageReport unsent = alice.xray().message(waits.id());
        assertEquals("queued", unsent.state());
        assertNull(unsent.sealing());
        assertEquals(List.of(), unsent.gone());
        UserError none = assertThrows(UserError.class, () -> alice.xray().message("ffffffffffff"));
        assertEquals(Exit.NOT_FOUND, none.exit());
    }
}
