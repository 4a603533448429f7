package org.quietdrop.node.keyring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Programs of the system, played by scripts; and the kernel's keyring, where there is one. */
@Timeout(300)
final class ToolTest {
    private static final Duration SHORT = Duration.ofMillis(500);

    /** For a shell to begin and end, on a busy machine. */
    private static final Duration ENOUGH = Duration.ofSeconds(4);

    @TempDir private Path folder;

    @BeforeEach
    void shells() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "SKIPPED: no /bin/sh");
    }

    private Tool tool(String script) throws Exception {
        Path file = Files.writeString(folder.resolve("tool"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new Tool(file.toString(), Duration.ofMinutes(2));
    }

    private static SecretKey secret() {
        return SecretKey.random(new SystemRandom());
    }

    @Test
    void secretsGoByStandardInputAndComeBackWhole() throws Exception {
        Path kept = folder.resolve("kept");
        Path arguments = folder.resolve("arguments");
        Keyring keyring =
                new DesktopKeyring(
                        tool(
                                "echo \"$@\" >>"
                                        + arguments
                                        + "; case $1 in store) cat >"
                                        + kept
                                        + ";; lookup) cat "
                                        + kept
                                        + ";; clear) rm "
                                        + kept
                                        + ";; esac"));
        try (SecretKey secret = secret()) {
            keyring.put("abc", secret);
            try (SecretKey back = keyring.get("abc").orElseThrow()) {
                assertTrue(back.sameAs(secret));
            }
            String digits = Files.readString(kept);
            assertEquals(64, digits.length());
            keyring.remove("abc");
            assertTrue(keyring.get("abc").isEmpty());
            keyring.remove("abc");
            assertFalse(Files.readString(arguments).contains(digits));
            assertTrue(Files.readString(arguments).contains("home abc"));
        }
    }

    @Test
    void aProgramThatIsNotThereOrDoesNotAnswerIsRefused() throws Exception {
        Keyring missing = new DesktopKeyring(new Tool(folder.resolve("none").toString(), SHORT));
        assertTrue(
                assertThrows(KeyringRefused.class, () -> missing.put("a", secret()))
                        .why()
                        .endsWith("is not there"));
        Tool slow = new Tool(tool("sleep 6000").program(), SHORT);
        long begun = System.nanoTime();
        for (Keyring waits : List.of(new DesktopKeyring(slow), new MacKeychain(slow))) {
            String why = assertThrows(KeyringRefused.class, () -> waits.get("a")).why();
            assertTrue(why.contains("did not answer"), why);
        }
        assertTrue(Duration.ofNanos(System.nanoTime() - begun).toSeconds() < 200);
        Keyring no = new DesktopKeyring(tool("exit 1"));
        assertThrows(KeyringRefused.class, () -> no.put("a", secret()));
        assertTrue(no.get("a").isEmpty());
    }

    /** Each of them keeps its pipe open beyond its own end. */
    @Test
    void programsThatNeverEndHoldUpNobodyElse() throws Exception {
        Tool left = new Tool(tool("(trap '' TERM; sleep 40) & exit 0").program(), ENOUGH);
        Keyring keyring = new DesktopKeyring(left);
        for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            assertTrue(keyring.get("a").isEmpty());
        }
        Thread other = Thread.ofVirtual().start(() -> {});
        assertTrue(other.join(Duration.ofMinutes(2)), "virtual threads are held up");
    }

    @Test
    void nonsenseIsNoSecret() throws Exception {
        for (String said :
                List.of(
                        "",
                        "12",
                        "x".repeat(64),
                        "1".repeat(63),
                        "1".repeat(66),
                        "1".repeat(5000))) {
            Keyring odd = new DesktopKeyring(tool("printf %s '" + said + "'"));
            assertTrue(odd.get("a").isEmpty(), said);
        }
        byte[] digits = ("0f".repeat(32) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (SecretKey read = Tool.secret(digits).orElseThrow()) {
            byte[] bytes = new byte[32];
            read.copyTo(bytes, 0);
            for (byte b : bytes) assertEquals(15, b);
        }
        assertArrayEquals(new byte[66], digits);
    }

    @Test
    void eachSystemHasItsOwn() {
        assertEquals("keychain", first("Mac OS X", Map.of()));
        assertEquals("dpapi", first("Windows 11", Map.of("LOCALAPPDATA", "C:\\x")));
        assertEquals("kernel", first("Linux", Map.of()));
        assertEquals("secret-service", first("Linux", Map.of("DBUS_SESSION_BUS_ADDRESS", "x")));
        Keyrings linux = Keyrings.of("Linux", Map.of());
        assertEquals("secret-service", linux.chosen("secret-service").orElseThrow().kind().word());
        assertTrue(linux.chosen("keychain").isEmpty());
        for (Keyring.Kind kind : Keyring.Kind.values()) {
            assertEquals(kind, Keyring.Kind.of(kind.number()).orElseThrow());
        }
        assertTrue(Keyring.Kind.of(0).isEmpty());
    }

    private static String first(String system, Map<String, String> environment) {
        return Keyrings.of(system, environment).chosen("auto").orElseThrow().kind().word();
    }

    @Test
    void theKernelKeepsASecret() throws Exception {
        Keyring kernel = new KernelKeyring();
        String name = "test" + ProcessHandle.current().pid();
        try (SecretKey secret = secret();
                SecretKey other = secret()) {
            try {
                kernel.put(name, secret);
            } catch (KeyringRefused e) {
                System.out.println("SKIPPED: the kernel keeps no keys here");
                Assumptions.abort("SKIPPED: the kernel keeps no keys here");
            }
            try (SecretKey back = kernel.get(name).orElseThrow()) {
                assertTrue(back.sameAs(secret));
            }
            kernel.put(name, other);
            try (SecretKey back = kernel.get(name).orElseThrow()) {
                assertTrue(back.sameAs(other));
            }
        } finally {
            kernel.remove(name);
        }
        assertTrue(kernel.get(name).isEmpty());
        kernel.remove(name);
    }
}
