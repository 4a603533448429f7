package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RealNode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code doctor} names the cause. One network, healthy at first, on which one thing after the other
 * breaks and is mended. Needs root on Linux.
 */
@Tag("netns")
@Timeout(420)
final class DoctorLanTest {
    private static final String ALICE = "Aluminiumtraud";
    private static final String BOB = "Bobbinetwebers";

    /** What depends on the network alone, not on the machine that runs the test. */
    private static final Set<String> OF_NETWORK =
            Set.of(
                    "node",
                    "network",
                    "listening",
                    "firewall",
                    "own-multicast",
                    "others-heard",
                    "linked",
                    "no-vpn");

    @TempDir private Path folder;

    /** One run, by the codes of what was found. */
    private record Found(Map<String, JsonObject> byCode, int exit, Duration took) {
        Set<String> unwell() {
            Set<String> codes = new TreeSet<>();
            byCode.forEach((code, finding) -> {
                if (!finding.get("state").getAsString().equals("ok")) codes.add(code);
            });
            return codes;
        }

        private JsonObject finding(String code) {
            JsonObject finding = byCode.get(code);
            if (finding == null) throw new AssertionError("no " + code + " in " + this);
            return finding;
        }

        String text(String code) {
            return finding(code).get("text").getAsString();
        }

        String state(String code) {
            return finding(code).get("state").getAsString();
        }

        /** The last thing to do, as it is typed by root. */
        List<String> command(String code) {
            List<String> advice =
                    finding(code).get("advice").getAsJsonArray().asList().stream()
                            .map(one -> one.getAsString())
                            .toList();
            String last = advice.getLast();
            assertTrue(last.startsWith("sudo "), last);
            return List.of(last.substring("sudo ".length()).split(" ", -1));
        }
    }

    private static Found ask(RealNode node) throws Exception {
        Instant begun = Instant.now();
        CommandRun run = CommandRun.of(node.home, "", "doctor", "--json");
        Duration took = Duration.between(begun, Instant.now());
        Map<String, JsonObject> byCode = new LinkedHashMap<>();
        for (String line : run.out().lines().toList()) {
            JsonObject finding = JsonParser.parseString(line).getAsJsonObject();
            byCode.put(finding.get("code").getAsString(), finding);
        }
        for (String secret : List.of(ALICE, BOB)) assertFalse(run.out().contains(secret));
        Found found = new Found(byCode, run.exit(), took);
        assertEquals(found.unwell().isEmpty() ? 0 : 1, run.exit(), run.toString());
        return found;
    }

    /** Asks until this is found. */
    private static Found await(RealNode node, String code, int seconds) throws Exception {
        Instant begun = Instant.now();
        Found found = ask(node);
        while (!found.byCode().containsKey(code)) {
            if (Instant.now().isAfter(begun.plusSeconds(seconds))) {
                throw new AssertionError("no " + code + " in " + found);
            }
            Thread.sleep(500);
            found = ask(node);
        }
        System.out.printf(
                "doctor: %s after %d ms, the last look took %d ms: %s%n",
                code,
                Duration.between(begun, Instant.now()).toMillis(),
                found.took().toMillis(),
                found.text(code));
        return found;
    }

    @Test
    void namesTheCause() throws Exception {
        try (Lan lan = Lan.up("3")) {
            RealNode alice = lan.node(folder, ALICE, 1);
            RealNode bob = lan.node(folder, BOB, 2);
            String words = alice.pairWith(bob, "10.81.0.1");
            assertFalse(words.isEmpty());
            healthy(alice);
            healthy(bob);
            firewall(lan, alice);
            vpn(lan, alice);
            multicastDropped(lan, alice, bob);
            mdnsOff(bob);
            isolated(lan, alice, bob);
            unplugged(lan, alice);
        }
    }

    private static void healthy(RealNode node) throws Exception {
        Found _ = await(node, "linked", 60);
        Found found = await(node, "others-heard", 60);
        assertTrue(found.byCode().keySet().containsAll(OF_NETWORK), found.toString());
        Set<String> unwell = found.unwell();
        unwell.removeAll(Set.of("swap-open", "swap-unknown", "disk-low", "memory", "core-dumps"));
        assertEquals(Set.of(), unwell, found.toString());
        if (found.exit() != 0) {
            System.out.println("doctor: not 0 on this machine, by itself: " + found.unwell());
        }
    }

    private static boolean nft(Lan lan, String... words) throws Exception {
        String[] all = new String[words.length + 3];
        all[0] = "exec";
        all[1] = "1";
        all[2] = "nft";
        System.arraycopy(words, 0, all, 3, words.length);
        return lan.run(all) == 0;
    }

    private static void firewall(Lan lan, RealNode alice) throws Exception {
        if (!nft(lan, "add", "table", "inet", "filter")) {
            System.out.println("SKIPPED: no nft, or no nftables in this kernel: ports blocked");
            return;
        }
        String port = alice.port();
        String hook = "{ type filter hook input priority 0 ; policy accept ; }";
        assertTrue(nft(lan, "add", "chain", "inet", "filter", "input", hook));
        String rule = "add rule inet filter input iifname eth0 ";
        assertTrue(nft(lan, (rule + "tcp dport " + port + " drop").split(" ", -1)));
        Found blocked = ask(alice);
        assertEquals("fail", blocked.state("port-blocked"));
        assertTrue(
                blocked.text("port-blocked")
                        .contains(
                                "port "
                                        + port
                                        + " is blocked on eth0 by table inet filter, chain input,"
                                        + " rule 1"));
        List<String> mend = blocked.command("port-blocked");
        assertEquals(
                "nft insert rule inet filter input tcp dport " + port + " accept",
                String.join(" ", mend));
        assertEquals(0, onHost(lan, mend));
        assertFalse(ask(alice).byCode().containsKey("port-blocked"));
        assertTrue(nft(lan, (rule + "udp dport 5353 drop").split(" ", -1)));
        Found deaf = ask(alice);
        assertTrue(deaf.byCode().containsKey("mdns-blocked"), deaf.toString());
        assertEquals(0, onHost(lan, deaf.command("mdns-blocked")));
        assertEquals(Set.of(), network(ask(alice)));
        assertTrue(nft(lan, "flush", "ruleset"));
        System.out.println("doctor: blocked ports named, and open after: " + mend);
    }

    private static int onHost(Lan lan, List<String> command) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of("exec", "1"));
        all.addAll(command);
        return lan.run(all.toArray(String[]::new));
    }

    /** What is not well, without what is of the machine. */
    private static Set<String> network(Found found) {
        Set<String> unwell = found.unwell();
        unwell.removeAll(Set.of("swap-open", "swap-unknown", "disk-low", "memory", "core-dumps"));
        return unwell;
    }

    private static void vpn(Lan lan, RealNode alice) throws Exception {
        onHost(lan, List.of("ip", "link", "add", "wg0", "type", "veth", "peer", "name", "far0"));
        onHost(lan, List.of("ip", "addr", "add", "10.99.0.1/24", "dev", "wg0"));
        onHost(lan, List.of("ip", "link", "set", "wg0", "up"));
        onHost(lan, List.of("ip", "link", "set", "far0", "up"));
        onHost(lan, List.of("ip", "route", "add", "10.81.0.0/25", "dev", "wg0"));
        Found found = ask(alice);
        assertTrue(found.byCode().containsKey("vpn-takes-network"), found.toString());
        assertTrue(found.text("vpn-takes-network").contains("VPN wg0"), found.toString());
        assertTrue(found.text("network").contains("wg0 (a VPN"), found.toString());
        onHost(lan, List.of("ip", "link", "del", "wg0"));
        assertTrue(ask(alice).byCode().containsKey("no-vpn"));
    }

    /** Unicast works, and both are linked; what is sent to all goes nowhere. */
    private static void multicastDropped(Lan lan, RealNode alice, RealNode bob) throws Exception {
        assertEquals(0, lan.run("nomcast", "on"));
        alice.stop();
        alice.start();
        Found found = await(alice, "multicast-dropped", 90);
        assertEquals("warn", found.state("multicast-dropped"));
        assertEquals("ok", found.state("own-multicast"));
        assertTrue(found.text("multicast-dropped").contains("the network drops multicast"));
        assertFalse(found.byCode().containsKey("client-isolation"), found.toString());
        assertTrue(found.byCode().containsKey("linked"), found.toString());
        assertEquals(1, bob.contact(alice).linked() ? 1 : 0);
        assertEquals(0, lan.run("nomcast", "off"));
    }

    private static void mdnsOff(RealNode bob) throws Exception {
        bob.stop();
        bob.start("--no-mdns");
        Found found = ask(bob);
        assertEquals("ok", found.state("mdns-off"));
        assertFalse(found.byCode().containsKey("own-multicast"));
    }

    /** As in a guest network: the way out is reached by all, nobody else by anybody. */
    private static void isolated(Lan lan, RealNode alice, RealNode bob) throws Exception {
        alice.stop();
        assertEquals(0, lan.run("isolate", "on"));
        assertEquals(
                0,
                lan.onSwitch("ip", "link", "set", "p3", "type", "bridge_slave", "isolated", "off"));
        assertEquals(0, onHost(lan, List.of("ip", "neigh", "flush", "dev", "eth0")));
        assertEquals(0, onHost(lan, List.of("ip", "route", "add", "default", "via", "10.81.0.3")));
        alice.start();
        Found found = await(alice, "client-isolation", 120);
        assertEquals("warn", found.state("client-isolation"));
        assertTrue(found.text("client-isolation").contains("the router answers"));
        assertTrue(found.text("client-isolation").contains("client isolation"));
        assertFalse(found.byCode().containsKey("multicast-dropped"), found.toString());
        assertTrue(found.unwell().contains("nobody-linked"), found.toString());
        // Without a way out it cannot be told from a network where nobody else is on.
        assertEquals(0, onHost(lan, List.of("ip", "route", "del", "default")));
        assertEquals(0, lan.run("cut", "3"));
        assertEquals(0, onHost(lan, List.of("ip", "neigh", "flush", "dev", "eth0")));
        Found unsure = await(alice, "nobody-answers", 60);
        assertTrue(unsure.text("nobody-answers").contains("client isolation"));
        assertFalse(bob.contact(alice).linked());
        assertEquals(0, lan.run("heal", "3"));
        assertEquals(0, lan.run("isolate", "off"));
    }

    private static void unplugged(Lan lan, RealNode alice) throws Exception {
        assertEquals(0, onHost(lan, List.of("ip", "link", "set", "eth0", "down")));
        Found found = await(alice, "no-network", 30);
        assertTrue(found.text("no-network").contains("eth0 (down)"), found.toString());
        assertFalse(found.byCode().containsKey("multicast-dropped"));
    }
}
