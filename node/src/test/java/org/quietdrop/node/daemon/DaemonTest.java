package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.cli.CommandsDocument;
import org.quietdrop.node.control.Json;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.store.Home;
import org.quietdrop.store.Key;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(300)
final class DaemonTest {
    private static final Map<String, String> ALONE = Map.of("listen", "127.0.0.1:0", "mdns", "off");
    private static final RandomSource RANDOM = new SystemRandom();

    @TempDir private Path folder;
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private Daemon daemon(Path home, Map<String, String> settings) {
        return new Daemon(
                Home.at(home),
                settings,
                InstantSource.system(),
                RANDOM,
                SweepPolicy.STANDARD,
                new PrintStream(screen, true, StandardCharsets.UTF_8));
    }

    private Path home(String name, String passphrase) {
        Path home = folder.resolve("home");
        NewHome.create(home, name, passphrase.toCharArray(), InstantSource.system(), RANDOM);
        return home;
    }

    private static Map<String, String> files(Path home) throws Exception {
        Map<String, String> all = new TreeMap<>();
        try (var walk = Files.walk(home)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                all.put(
                        home.relativize(file).toString(),
                        java.util.HexFormat.of()
                                .formatHex(
                                        java.security.MessageDigest.getInstance("SHA-256")
                                                .digest(Files.readAllBytes(file))));
            }
        }
        return all;
    }

    private static UserError fails(org.junit.jupiter.api.function.Executable work) {
        return assertThrows(UserError.class, work);
    }

    @Test
    void lockedItKnowsNothingAndUnlockedItIsReady() throws Exception {
        try (Daemon daemon = daemon(home("Alice", ""), ALONE)) {
            assertEquals("locked", daemon.status().get("state"));
            assertFalse(daemon.status().containsKey("name"));
            assertEquals(Exit.LOCKED, fails(() -> daemon.ask(new Request.Contacts())).exit());
            daemon.unlock(new char[0]);
            Map<String, Object> status = daemon.status();
            assertEquals("ready", status.get("state"));
            assertEquals("Alice", status.get("name"));
            assertEquals(ProcessHandle.current().pid(), status.get("pid"));
            String listening = String.valueOf(status.get("listening"));
            assertTrue(listening.matches("\\[127\\.0\\.0\\.1:[1-9][0-9]*]"), listening);
            assertEquals(
                    new View.Contacts(List.of()),
                    daemon.ask(new Request.Contacts()).get(60, TimeUnit.SECONDS));
            daemon.lock();
            assertFalse(daemon.ready());
            assertEquals(Exit.LOCKED, fails(() -> daemon.ask(new Request.Contacts())).exit());
            daemon.unlock(new char[0]);
            assertTrue(daemon.ready());
        }
        assertFalse(screen.toString(StandardCharsets.UTF_8).contains("Alice"));
    }

    @Test
    void statusIsAsWrittenForScripts() throws Exception {
        CommandsDocument document = CommandsDocument.read();
        Map<String, String> settings = new TreeMap<>(ALONE);
        settings.put("auto-lock", "15m");
        settings.put("proxy", "socks5://127.0.0.1:9050");
        Path home = home("Alice", "");
        try (Daemon daemon = daemon(home, settings)) {
            JsonObject locked =
                    JsonParser.parseString(Json.write(daemon.status())).getAsJsonObject();
            assertEquals(List.of(), document.wrong("status", locked));
            assertFalse(locked.has("locksAt"));
            daemon.unlock(new char[0]);
            JsonObject ready =
                    JsonParser.parseString(Json.write(daemon.status())).getAsJsonObject();
            assertEquals(List.of(), document.wrong("status", ready));
            for (String said : List.of("id", "contacts", "discovery", "locksAt", "name")) {
                assertTrue(ready.has(said), said + " in " + ready);
            }
            assertEquals("15m", ready.get("autoLock").getAsString());
            assertEquals("socks5://127.0.0.1:9050", ready.get("proxy").getAsString());
            // Whoever stores something between the two counts counts again.
            long before;
            long bytes;
            do {
                before = bytes(home);
                bytes = Long.parseLong(String.valueOf(daemon.status().get("diskBytes")));
            } while (before != bytes(home));
            assertEquals(before, bytes);
        }
    }

    private static long bytes(Path home) throws Exception {
        long bytes = 0;
        try (var walk = Files.walk(home)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void aWrongPassphraseChangesNothing() throws Exception {
        Path home = home("Alice", "correct horse");
        Map<String, String> before = files(home);
        try (Daemon daemon = daemon(home, ALONE)) {
            assertEquals(
                    Exit.LOCKED, fails(() -> daemon.unlock("wrong horse".toCharArray())).exit());
            assertFalse(daemon.ready());
            assertEquals(before, files(home));
            daemon.unlock("correct horse".toCharArray());
            assertTrue(daemon.ready());
        }
    }

    @Test
    void thePassphraseChangesLockedReadyAndWithoutANode() throws Exception {
        Path home = home("Alice", "first horse");
        Map<String, String> before = files(home);
        try (Daemon daemon = daemon(home, ALONE)) {
            char[] second = "second horse".toCharArray();
            assertEquals(
                    Exit.LOCKED,
                    fails(() -> daemon.passphrase("no horse".toCharArray(), second)).exit());
            assertEquals(before, files(home));
            daemon.passphrase("first horse".toCharArray(), second);
            assertFalse(daemon.ready());
            assertEquals(
                    Exit.LOCKED, fails(() -> daemon.unlock("first horse".toCharArray())).exit());
            daemon.unlock(second);
            daemon.passphrase(second, "third horse".toCharArray());
            assertEquals("Alice", daemon.status().get("name"));
            daemon.lock();
            assertEquals(Exit.LOCKED, fails(() -> daemon.unlock(second)).exit());
            daemon.unlock("third horse".toCharArray());
        }
        InstantSource clock = InstantSource.system();
        char[] third = "third horse".toCharArray();
        NewPassphrase.change(home, third, new char[0], clock, RANDOM);
        assertFalse(NewPassphrase.needed(home));
        NewPassphrase.change(home, new char[0], "fourth".toCharArray(), clock, RANDOM);
        assertTrue(NewPassphrase.needed(home));
        assertEquals(
                Exit.LOCKED,
                fails(() -> NewPassphrase.change(home, third, third, clock, RANDOM)).exit());
        try (Daemon daemon = daemon(home, ALONE)) {
            assertEquals(
                    Exit.DAEMON,
                    fails(
                                    () -> {
                                        try (var _ = Home.at(home).lock()) {
                                            NewPassphrase.change(home, third, third, clock, RANDOM);
                                        }
                                    })
                            .exit());
            daemon.unlock("fourth".toCharArray());
            assertEquals("Alice", daemon.status().get("name"));
        }
    }

    @Test
    void aNodeThatNobodyUsesLocksItself() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
        Map<String, String> settings = new TreeMap<>(ALONE);
        settings.put("auto-lock", "15m");
        try (Daemon daemon =
                new Daemon(
                        Home.at(home("Alice", "correct horse")),
                        settings,
                        now::get,
                        RANDOM,
                        SweepPolicy.STANDARD,
                        new PrintStream(screen, true, StandardCharsets.UTF_8))) {
            daemon.unlock("correct horse".toCharArray());
            now.set(now.get().plus(Duration.ofMinutes(14)));
            daemon.used();
            now.set(now.get().plus(Duration.ofMinutes(14)));
            daemon.lockIfIdle();
            assertTrue(daemon.ready());
            now.set(now.get().plus(Duration.ofMinutes(1)));
            daemon.lockIfIdle();
            assertFalse(daemon.ready());
            assertEquals(Exit.LOCKED, fails(() -> daemon.ask(new Request.Contacts())).exit());
            daemon.unlock("correct horse".toCharArray());
            daemon.lockIfIdle();
            assertTrue(daemon.ready());
        }
        assertTrue(
                screen.toString(StandardCharsets.UTF_8).contains("nobody used the node for 15m"));
    }

    @Test
    void aWipedHomeIsGoneAndCannotBeUnlockedAnyMore() throws Exception {
        Path home = home("Alice", "correct horse");
        try (Daemon daemon = daemon(home, ALONE)) {
            daemon.unlock("correct horse".toCharArray());
            View.Wiped wiped = daemon.wipe();
            assertTrue(wiped.files() >= 3, wiped.toString());
            assertFalse(daemon.ready());
            assertEquals(
                    Exit.DAEMON, fails(() -> daemon.unlock("correct horse".toCharArray())).exit());
            daemon.awaitStop();
        }
        assertEquals(Set.of("lock"), files(home).keySet());
        assertEquals(Exit.DAEMON, fails(() -> Wiping.wipe(folder.resolve("no"), RANDOM)).exit());
    }

    @Test
    void aTakenPortIsToldAndLeavesTheVaultShut() throws Exception {
        Path home = home("Alice", "");
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings =
                    Map.of("listen", "127.0.0.1:" + other.getLocalPort(), "mdns", "off");
            try (Daemon daemon = daemon(home, settings)) {
                UserError e = fails(() -> daemon.unlock(new char[0]));
                assertEquals(Exit.DAEMON, e.exit());
                assertTrue(e.text().contains("taken"), e.text());
                assertTrue(e.hint().contains("--listen"), e.hint());
                assertFalse(daemon.ready());
            }
        }
        // The store was let go of: the same home opens at once.
        try (Daemon daemon = daemon(home, ALONE)) {
            daemon.unlock(new char[0]);
            assertTrue(daemon.ready());
        }
    }

    @Test
    void whatTheDaemonWasStartedWithIsStrongerThanTheFile() {
        Path home = home("Alice", "");
        NewHome.configure(home, "listen", "127.0.0.1:1");
        NewHome.configure(home, "share-addresses", "off");
        try (Daemon daemon = daemon(home, ALONE)) {
            assertEquals("127.0.0.1:0", daemon.config().get("listen"));
            assertEquals("off", daemon.config().get("share-addresses"));
            daemon.configure("share-addresses", "on");
            assertEquals("on", daemon.config().get("share-addresses"));
            assertEquals(Exit.USAGE, fails(() -> daemon.configure("colour", "red")).exit());
        }
    }

    private static String port(Daemon daemon) {
        String at = String.valueOf(daemon.status().get("listening"));
        return at.substring(at.lastIndexOf(':') + 1).replace("]", "");
    }

    /** The system may hand out the one that was just closed: not three times. */
    private static String another(Daemon daemon, String before) {
        daemon.renew();
        for (int i = 0; i < 2 && port(daemon).equals(before); i++) daemon.renew();
        return port(daemon);
    }

    /** The system's loopback interface is the whole network of these. */
    private static final Map<String, String> LOOPBACK =
            Map.of("listen", "127.0.0.1:0", "interface", "lo", "beacon", "off");

    @Test
    void byTheHourThePortChanges() {
        try (Daemon daemon = daemon(home("Alice", ""), LOOPBACK)) {
            daemon.unlock(new char[0]);
            String first = port(daemon);
            String second = another(daemon, first);
            assertNotEquals(first, second);
            daemon.configure("mdns", "off");
            daemon.renew();
            assertEquals(second, port(daemon), "nobody sees a name of a silent node");
        }
    }

    @Test
    void aPortThatIsFixedStays() throws Exception {
        String fixed;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fixed = String.valueOf(free.getLocalPort());
        }
        Map<String, String> settings =
                Map.of("listen", "127.0.0.1:" + fixed, "interface", "lo", "beacon", "off");
        try (Daemon daemon = daemon(home("Alice", ""), settings)) {
            daemon.unlock(new char[0]);
            daemon.renew();
            assertEquals(fixed, port(daemon));
        }
    }

    @Test
    void thePortInAnOpenInvitationStays() throws Exception {
        try (Daemon daemon = daemon(home("Alice", ""), LOOPBACK)) {
            daemon.unlock(new char[0]);
            String first = port(daemon);
            View view =
                    daemon.ask(new Request.Invite(Optional.empty(), Duration.ofDays(1)))
                            .get(60, TimeUnit.SECONDS);
            daemon.renew();
            assertEquals(first, port(daemon));
            if (!(view instanceof View.Invitation made)) throw new AssertionError(view);
            daemon.ask(new Request.Revoke(made.id())).get(60, TimeUnit.SECONDS);
            assertNotEquals(first, another(daemon, first));
        }
    }

    @Test
    void aNameIsShownUntilItIsTakenAwayOrTheNodeLocks() {
        try (Daemon daemon = daemon(home("Zo\u00eb", ""), LOOPBACK)) {
            assertEquals(Exit.LOCKED, fails(() -> daemon.visible(Duration.ofMinutes(1))).exit());
            assertFalse(daemon.invisible());
            daemon.unlock(new char[0]);
            View.Visible shown = daemon.visible(Duration.ofMinutes(1));
            assertEquals("Zo\u00eb", shown.name());
            assertEquals(List.of("127.0.0.1"), shown.at());
            assertEquals(shown, daemon.status().get("visible"));
            assertTrue(daemon.invisible());
            assertFalse(daemon.status().containsKey("visible"));
            View.Visible _ = daemon.visible(Duration.ofMinutes(1));
            daemon.lock();
            assertFalse(daemon.status().containsKey("visible"));
            daemon.unlock(new char[0]);
            assertFalse(daemon.status().containsKey("visible"));
            View.Visible _ = daemon.visible(Duration.ofMinutes(1));
            daemon.configure("mdns", "off");
            assertFalse(daemon.status().containsKey("visible"));
            assertEquals(Exit.FAILED, fails(() -> daemon.visible(Duration.ofMinutes(1))).exit());
            daemon.configure("mdns", "on");
            assertFalse(daemon.status().containsKey("visible"));
        }
    }

    @Test
    void aReadyNodeClosesWithinTwoSeconds() {
        Daemon daemon = daemon(home("Alice", ""), ALONE);
        daemon.unlock(new char[0]);
        long begin = System.nanoTime();
        daemon.close();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, took.toString());
    }

    @Test
    void aSecondHomeInTheSamePlaceIsRefusedAndChangesNothing() throws Exception {
        Path home = home("Alice", "");
        Map<String, String> before = files(home);
        UserError e =
                fails(() ->
                        NewHome.create(
                                home, "Mallory", new char[0], InstantSource.system(), RANDOM));
        assertEquals(Exit.FAILED, e.exit());
        assertEquals(before, files(home));
    }

    @Test
    void namesAreCleanedAndBounded() {
        for (String bad : List.of("", "   ", "\u202e\u200b", "x".repeat(63), "\u00e4".repeat(32))) {
            Path home = folder.resolve("bad");
            assertEquals(
                    Exit.USAGE,
                    fails(() ->
                                    NewHome.create(
                                            home, bad, new char[0], InstantSource.system(), RANDOM))
                            .exit(),
                    bad);
            assertFalse(Files.exists(home));
        }
        NewHome.create(
                folder.resolve("good"),
                "  Al\u202eice\t\tA ",
                new char[0],
                InstantSource.system(),
                RANDOM);
        try (Daemon daemon = daemon(folder.resolve("good"), ALONE)) {
            daemon.unlock(new char[0]);
            assertEquals("Alice A", daemon.status().get("name"));
        }
    }

    @Test
    void whatTheStoreKeepsIsHandedToASearchInPieces() {
        Path home = home("Alice", "pass");
        List<byte[]> pieces = UnlockedHome.read(home, "pass".toCharArray(), RANDOM).secrets();
        assertTrue(pieces.size() >= 2);
        pieces.forEach(piece -> assertEquals(16, piece.length));
    }

    @Test
    void damageIsToldAndTheRestWorks() throws Exception {
        Path home = home("Alice", "");
        Home place = Home.at(home);
        try (SecretKey key = OpenNode.unlock(place, new char[0]);
                Store store = Store.open(place.journalDisk(), place.indexPlace(), key, RANDOM)) {
            for (int i = 0; i < 20; i++) {
                try (Transaction tx = store.begin()) {
                    tx.put(new Key(Table.SETTING, Bytes.of(new byte[] {1}), i), RANDOM.bytes(500));
                    tx.commit();
                }
            }
        }
        Files.delete(place.index());
        spoilTheMiddle(place.journal());
        try (Daemon daemon = daemon(home, ALONE)) {
            daemon.unlock(new char[0]);
            assertEquals("Alice", daemon.status().get("name"));
            String warnings = String.valueOf(daemon.status().get("warnings"));
            assertTrue(warnings.contains("segment"), warnings);
        }
        String said = screen.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("warning: journal segment"), said);
    }

    private static void spoilTheMiddle(Path journal) throws Exception {
        Path segment;
        try (var files = Files.list(journal)) {
            segment = files.filter(f -> f.toString().endsWith(".seg")).findFirst().orElseThrow();
        }
        byte[] all = Files.readAllBytes(segment);
        // Twenty batches of more than 500 bytes lie before and behind this place.
        all[6_000] ^= 1;
        Files.write(segment, all);
    }
}
