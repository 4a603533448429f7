package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.keyring.Keyring.Kind;
import org.quietdrop.node.keyring.Keyrings;
import org.quietdrop.node.keyring.PaperKeyring;
import org.quietdrop.store.Home;
import org.quietdrop.store.SweepPolicy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A home that opens by a keyring, and everything that can be wrong with the keyring. */
@Timeout(300)
final class RememberingTest {
    private static final RandomSource RANDOM = new SystemRandom();
    private static final String PASSPHRASE = "correct horse";

    @TempDir private Path folder;
    private final PaperKeyring keyring = new PaperKeyring(Kind.KERNEL);
    private final PaperKeyring other = new PaperKeyring(Kind.SECRET_SERVICE);
    private Path home = Path.of("");
    private Path remembered = Path.of("");

    @BeforeEach
    void makeHome() {
        home = folder.resolve("home");
        remembered = home.resolve("remembered");
        NewHome.create(home, "Alice", PASSPHRASE.toCharArray(), InstantSource.system(), RANDOM);
    }

    private Daemon daemon(PaperKeyring... keyrings) {
        return new Daemon(
                Home.at(home),
                Map.of("listen", "127.0.0.1:0", "mdns", "off"),
                InstantSource.system(),
                RANDOM,
                SweepPolicy.STANDARD,
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new Keyrings(List.of(keyrings)),
                () -> {});
    }

    private static String locked(Daemon daemon) {
        UserError error = assertThrows(UserError.class, daemon::unlockRemembered);
        assertEquals(Exit.LOCKED, error.exit());
        assertFalse(daemon.ready());
        return error.text();
    }

    @Test
    void opensWithoutAPassphraseUntilForgotten() throws Exception {
        try (Daemon daemon = daemon(keyring, other)) {
            assertEquals("the passphrase is needed", locked(daemon));
            assertEquals("the kernel's keyring", daemon.remember(PASSPHRASE.toCharArray()));
            assertTrue(daemon.ready());
            assertEquals("the kernel's keyring", daemon.status().get("remembered"));
            daemon.lock();
            daemon.unlockRemembered();
            assertTrue(daemon.ready());
        }
        try (Daemon again = daemon(keyring, other)) {
            again.unlockRemembered();
            assertEquals("Alice", again.status().get("name"));
            assertTrue(again.forgetRemembered());
            assertFalse(again.forgetRemembered());
            assertFalse(Files.exists(remembered));
            assertEquals(Map.of(), keyring.kept());
            again.lock();
            assertEquals("the passphrase is needed", locked(again));
            again.unlock(PASSPHRASE.toCharArray());
        }
    }

    @Test
    void aKeyringThatFailsMeansThePassphraseWithAReason() {
        try (Daemon daemon = daemon(keyring)) {
            daemon.remember(PASSPHRASE.toCharArray());
            daemon.lock();
            keyring.refuse("it is asleep");
            assertEquals("the kernel's keyring does not give it: it is asleep", locked(daemon));
            keyring.refuse("");
            keyring.change(new byte[32]);
            assertEquals(
                    "the kernel's keyring keeps something else under its name", locked(daemon));
            keyring.change(new byte[31]);
            assertEquals(
                    "the kernel's keyring keeps something else under its name", locked(daemon));
            keyring.empty();
            assertEquals(
                    "the kernel's keyring has forgotten it; the passphrase is needed",
                    locked(daemon));
            daemon.unlock(PASSPHRASE.toCharArray());
            assertTrue(daemon.ready());
            daemon.remember(PASSPHRASE.toCharArray());
            daemon.lock();
            daemon.unlockRemembered();
        }
        try (Daemon elsewhere = daemon(other)) {
            assertEquals("the kernel's keyring is not on this system", locked(elsewhere));
        }
    }

    @Test
    void nothingIsRememberedWhereNobodyTakesIt() throws Exception {
        try (Daemon daemon = daemon(keyring)) {
            keyring.refuse("no room");
            UserError error =
                    assertThrows(UserError.class, () -> daemon.remember(PASSPHRASE.toCharArray()));
            assertEquals(Exit.DAEMON, error.exit());
            assertEquals("the kernel's keyring does not keep it: no room", error.text());
            assertFalse(Files.exists(remembered));
            keyring.refuse("");
            assertEquals(
                    Exit.LOCKED,
                    assertThrows(UserError.class, () -> daemon.remember("wrong".toCharArray()))
                            .exit());
            assertEquals(Map.of(), keyring.kept());
            daemon.configure("keyring", "keychain");
            assertThrows(UserError.class, () -> daemon.remember(PASSPHRASE.toCharArray()));
            assertThrows(UserError.class, () -> daemon.configure("keyring", "paper"));
            assertFalse(Files.exists(remembered));
        }
    }

    @Test
    void theUserChoosesTheKeyring() {
        try (Daemon daemon = daemon(keyring, other)) {
            daemon.configure("keyring", "secret-service");
            assertEquals("the desktop's keyring", daemon.remember(PASSPHRASE.toCharArray()));
            assertEquals(1, other.kept().size());
            daemon.configure("keyring", "kernel");
            daemon.lock();
            daemon.unlockRemembered();
            daemon.remember(PASSPHRASE.toCharArray());
            assertEquals(Map.of(), other.kept());
            assertEquals(1, keyring.kept().size());
        }
    }

    @Test
    void anotherPassphraseAndAWipeForget() throws Exception {
        try (Daemon daemon = daemon(keyring)) {
            daemon.remember(PASSPHRASE.toCharArray());
            daemon.passphrase(PASSPHRASE.toCharArray(), "second".toCharArray());
            assertFalse(Files.exists(remembered));
            assertEquals(Map.of(), keyring.kept());
            daemon.remember("second".toCharArray());
            assertEquals(1, keyring.kept().size());
            var _ = daemon.wipe();
            assertFalse(Files.exists(remembered));
            assertEquals(Map.of(), keyring.kept());
        }
    }

    /** Whoever has the disk has the file; whoever has the keyring has the secret. */
    @Test
    void theSecretIsNotOnTheDiskAndTheKeyNotInTheKeyring() throws Exception {
        List<String> disk = new ArrayList<>();
        byte[] secret;
        try (Daemon daemon = daemon(keyring)) {
            daemon.remember(PASSPHRASE.toCharArray());
            secret = keyring.kept().values().iterator().next().clone();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                disk.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        String hex = HexFormat.of().formatHex(secret);
        assertTrue(disk.size() > 2);
        assertTrue(disk.stream().noneMatch(content -> content.contains(hex)));
        byte[] all = Files.readAllBytes(remembered);
        for (int at = 0; at < all.length; at++) {
            byte[] bad = all.clone();
            bad[at] ^= 1;
            Files.write(remembered, bad);
            try (Daemon daemon = daemon(keyring)) {
                UserError error = assertThrows(UserError.class, daemon::unlockRemembered);
                assertTrue(
                        error.exit() == Exit.DAEMON || error.exit() == Exit.FAILED, error.text());
                assertFalse(daemon.ready());
            }
        }
        Files.write(remembered, all);
        try (Daemon daemon = daemon(keyring)) {
            daemon.unlockRemembered();
        }
    }
}
