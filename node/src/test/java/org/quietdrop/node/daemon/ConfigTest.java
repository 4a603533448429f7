package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.wire.Endpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class ConfigTest {
    @TempDir private Path folder;

    @Test
    void aNewHomeHasStandardSettings() {
        Config config = Config.read(folder.resolve("config"));
        assertEquals(
                Map.ofEntries(
                        Map.entry("listen", "auto"),
                        Map.entry("port", "auto"),
                        Map.entry("interface", "all"),
                        Map.entry("mdns", "on"),
                        Map.entry("beacon", "auto"),
                        Map.entry("share-addresses", "on"),
                        Map.entry("read-receipts", "off"),
                        Map.entry("retention", "off"),
                        Map.entry("proxy", "off"),
                        Map.entry("keyring", "auto"),
                        Map.entry("theme", "none"),
                        Map.entry("marks", "signs"),
                        Map.entry("notify", "off"),
                        Map.entry("auto-lock", "off"),
                        Map.entry("say-address", "off")),
                config.all());
        assertEquals(0, config.port());
        assertTrue(config.mdns());
    }

    @Test
    void ownAddressesAreSaidOnlyWhenTheUserSaysSo() {
        assertEquals(List.of(), Config.standard().said());
        Config config = Config.standard().with("say-address", "abc.onion:1, 192.168.1.9:2");
        assertEquals(
                List.of(new Endpoint("abc.onion", 1), new Endpoint("192.168.1.9", 2)),
                config.said());
        assertThrows(UserError.class, () -> config.with("say-address", "abc.onion"));
    }

    @Test
    void aProxyIsSocks5AndAnAddress() {
        assertEquals(Optional.empty(), Config.standard().proxy());
        Config tor = Config.standard().with("proxy", "socks5://127.0.0.1:9050");
        assertEquals("socks5://127.0.0.1:9050", tor.proxy().orElseThrow().toString());
        assertEquals(Optional.empty(), tor.with("proxy", "off").proxy());
        UserError e =
                assertThrows(UserError.class, () -> tor.with("proxy", "http://127.0.0.1:8080"));
        assertEquals(Exit.USAGE, e.exit());
        assertTrue(e.hint().contains("socks5://ADDRESS:PORT"), e.hint());
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Path file = folder.resolve("config");
        Config.standard()
                .with("mdns", "off")
                .with("listen", "127.0.0.1:4000, [::1]:4000")
                .write(file);
        Config config = Config.read(file);
        assertFalse(config.mdns());
        assertEquals(
                List.of(new Endpoint("127.0.0.1", 4000), new Endpoint("::1", 4000)),
                config.listen());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        config.with("mdns", "on").write(file);
        assertTrue(Config.read(file).mdns());
    }

    /**
     * Byte for byte what stands in store/FORMAT.md; files of before the format was said are read.
     */
    @Test
    void theFormatsOfTheFile() throws Exception {
        Path file = folder.resolve("config");
        Config.standard().with("mdns", "off").with("port", "4000").write(file);
        String golden =
                """
                # QuietDrop settings. Change them with: quietdrop config KEY VALUE
                format = 1
                port = 4000
                mdns = off
                """;
        assertEquals(golden, Files.readString(file));
        Files.writeString(file, golden.replace("format = 1\n", ""));
        assertEquals(4000, Config.read(file).port());
        assertFalse(Config.read(file).mdns());
        String newer = golden.replace("format = 1", "format = 2") + "colour = red\n";
        Files.writeString(file, newer);
        UserError e = assertThrows(UserError.class, () -> Config.read(file));
        assertEquals(Exit.DAEMON, e.exit());
        assertTrue(e.text().contains("has format 2, written by a newer QuietDrop"), e.text());
        assertEquals(newer, Files.readString(file));
        Files.writeString(file, "format = new\n");
        assertEquals(Exit.USAGE, assertThrows(UserError.class, () -> Config.read(file)).exit());
    }

    @Test
    void unknownKeysAndBadValuesEndWithUsage() {
        for (List<String> bad :
                List.of(
                        List.of("colour", "red"),
                        List.of("mdns", "maybe"),
                        List.of("port", "80"),
                        List.of("port", "65536"),
                        List.of("listen", "nowhere"),
                        List.of("interface", "a b"))) {
            UserError e =
                    assertThrows(
                            UserError.class,
                            () -> Config.standard().with(bad.get(0), bad.get(1)),
                            bad.toString());
            assertEquals(Exit.USAGE, e.exit());
            assertFalse(e.hint().isEmpty());
        }
    }

    @Test
    void aLineThatIsNoSettingIsToldWithItsText() throws Exception {
        Path file =
                Files.writeString(folder.resolve("config"), "# fine\n\nmdns = off\nwhat is this\n");
        UserError e = assertThrows(UserError.class, () -> Config.read(file));
        assertEquals(Exit.USAGE, e.exit());
        assertTrue(e.text().contains("what is this"));
    }

    @Test
    void theTimeOfAutoLockIsOffOrFromTenSecondsToSevenDays() {
        Config config = Config.standard();
        assertEquals(Optional.empty(), config.autoLock());
        assertEquals(
                Optional.of(Duration.ofMinutes(15)), config.with("auto-lock", "15m").autoLock());
        assertEquals(
                Optional.of(Duration.ofSeconds(10)), config.with("auto-lock", "10s").autoLock());
        assertEquals(Optional.of(Duration.ofDays(7)), config.with("auto-lock", "7d").autoLock());
        assertEquals(
                Optional.empty(),
                config.with("auto-lock", "1h").with("auto-lock", "off").autoLock());
        for (String bad : List.of("", "9s", "8d", "15", "m", "-1m", "on", "1.5h", "9999999s")) {
            assertEquals(
                    Exit.USAGE,
                    assertThrows(UserError.class, () -> config.with("auto-lock", bad)).exit(),
                    bad);
        }
    }
}
