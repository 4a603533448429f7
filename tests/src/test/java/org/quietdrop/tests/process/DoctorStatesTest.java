package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code doctor} with no home, no node, a locked one and an open one, on loopback alone. */
@Timeout(180)
final class DoctorStatesTest {
    private static final String ALICE = "Aluminiumtraud";
    private static final String BOB = "Bobbinetwebers";
    private static final String PASSPHRASE = "a goose in the reeds";
    private static final String SAID = "the hedgehog crosses at half past nine";

    @TempDir private Path folder;

    private static Map<String, String> states(CommandRun run) {
        Map<String, String> states = new LinkedHashMap<>();
        for (String line : run.out().lines().toList()) {
            JsonObject finding = JsonParser.parseString(line).getAsJsonObject();
            states.put(finding.get("code").getAsString(), finding.get("state").getAsString());
            assertFalse(finding.get("text").getAsString().isEmpty());
            assertTrue(finding.get("advice").isJsonArray());
        }
        boolean well = states.values().stream().allMatch("ok"::equals);
        assertEquals(well ? 0 : 1, run.exit());
        return states;
    }

    private static Map<String, String> ask(Path home) throws Exception {
        return states(CommandRun.of(home, "", "doctor", "--json"));
    }

    @Test
    void whateverStateTheNodeIsIn() throws Exception {

        RealNode alice = new RealNode(folder, ALICE, FreePorts.one(), PASSPHRASE);
        CommandRun.of(alice.home, "", "doctor")
                .ended(1)
                .says("FAIL   there is no node in " + alice.home, "Try: quietdrop init");
        try (RealNode node = alice.init();
                RealNode bob = new RealNode(folder, BOB, FreePorts.one(), "")) {
            CommandRun stopped = CommandRun.of(alice.home, "", "doctor").ended(1);
            stopped.says(
                    "FAIL   no node runs for this home",
                    "       Try: quietdrop daemon --background",
                    "ok     the home belongs to you alone");
            assertEquals("fail", ask(alice.home).get("no-node"));
            node.start();
            bob.init().start();
            node.pairWith(bob);
            node.await(node.send(BOB, SAID), "delivered", 30);
            open(node);
            CommandRun.of(alice.home, "", "lock").ok();
            Map<String, String> locked = ask(alice.home);
            assertEquals("warn", locked.get("locked"));
            assertEquals("ok", locked.get("core-dumps"));
            assertFalse(locked.containsKey("listening"));
            badHome(alice.home);
        }
    }

    private static void open(RealNode node) throws Exception {
        CommandRun run = CommandRun.of(node.home, "", "doctor", "--json");
        Map<String, String> states = states(run);
        assertEquals("ok", states.get("node"), run.toString());
        assertEquals("warn", states.get("only-this-machine"), run.toString());
        assertEquals("ok", states.get("mdns-off"), run.toString());
        assertEquals("ok", states.get("linked"), run.toString());
        assertEquals("ok", states.get("rights"), run.toString());
        assertEquals("ok", states.get("core-dumps"), run.toString());
        assertTrue(states.keySet().stream().anyMatch(code -> code.startsWith("swap")));
        CommandRun words = CommandRun.of(node.home, "", "doctor").ended(1);
        words.says("WARN   listening on 127.0.0.1", "1 of 1 contact linked", " warning");
        for (String secret : List.of(ALICE, BOB, SAID, PASSPHRASE)) {
            assertFalse((run.out() + words.out()).contains(secret), secret);
        }
        String raw = CommandRun.of(node.home, "", "rpc", "doctor", "{}").ok().out();
        assertTrue(raw.startsWith("{\"findings\":[{\"state\":"), raw);
    }

    private static void badHome(Path home) throws Exception {
        Path vault = home.resolve("vault");
        Files.setPosixFilePermissions(vault, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setLastModifiedTime(vault, FileTime.from(Instant.now().plus(Duration.ofDays(400))));
        Map<String, String> bad = ask(home);
        assertEquals("fail", bad.get("rights-open"));
        assertEquals("fail", bad.get("clock-back"));
        Files.setPosixFilePermissions(vault, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(vault, FileTime.from(Instant.now()));
        Map<String, String> mended = ask(home);
        assertEquals("ok", mended.get("rights"));
        assertFalse(mended.containsKey("clock-back"));
    }
}
