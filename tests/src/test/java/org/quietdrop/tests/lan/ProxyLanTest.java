package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RealNode;
import org.quietdrop.tests.process.SpokenCode;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Two networks that only a proxy joins: Bob is on the other one and has a name that only the proxy
 * knows. Alice's node asks nobody for it.
 */
@Tag("netns")
@Timeout(240)
final class ProxyLanTest {
    /** Host of the LAN where the proxy runs, and a host behind it. */
    private static final int PROXY = 2;

    private static final int FAR = 9;
    private static final String AT = "10.81.0.2";
    private static final String NAME = "bob.far.example";
    private static final String URI = "socks5://" + AT + ":1080";

    @TempDir private Path folder;

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), String.join(" ", command) + ": " + said);
    }

    /** A network of its own for one more host, whose only neighbour is the proxy's host. */
    private static void far(Lan lan) throws IOException, InterruptedException {
        String proxy = "qd-" + lan.id() + "-" + PROXY;
        String far = "qd-" + lan.id() + "-" + FAR;
        run("ip", "netns", "add", far);
        run(
                "ip", "link", "add", "name", "eth1", "netns", proxy, "type", "veth", "peer", "name",
                "eth0", "netns", far);
        run("ip", "-n", far, "link", "set", "lo", "up");
        for (List<String> end :
                List.of(
                        List.of(proxy, "10.82.0.2/24", "eth1"),
                        List.of(far, "10.82.0.9/24", "eth0"))) {
            run("ip", "-n", end.get(0), "addr", "add", end.get(1), "dev", end.get(2));
            run("ip", "-n", end.get(0), "link", "set", end.get(2), "up");
        }
    }

    /** What a host is told of names: files that its namespace sees in place of the machine's. */
    private static Path names(Lan lan, int host, String file, String text) throws IOException {
        Path folder = Path.of("/etc/netns/qd-" + lan.id() + "-" + host);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(file), text);
        return folder;
    }

    private static void remove(Path folder) throws IOException {
        File[] files = folder.toFile().listFiles();
        if (files != null) for (File file : files) Files.delete(file.toPath());
        Files.deleteIfExists(folder);
    }

    @Test
    void aContactIsReachedByANameThatOnlyTheProxyKnows() throws Exception {
        boolean can = new File("/usr/bin/microsocks").canExecute();
        if (!can) System.out.println("SKIPPED: there is no microsocks (Debian package) here");
        assumeTrue(can, "no microsocks");
        Path hosts = Path.of("none");
        Path resolver = Path.of("none");
        try (Lan lan = Lan.up("3")) {
            try {
                far(lan);
                hosts = names(lan, PROXY, "hosts", "10.82.0.9 " + NAME + "\n");
                // A question for a name would go here, where the recording sees it.
                resolver = names(lan, 1, "resolv.conf", "nameserver 10.81.0.3\n");
                Process proxy =
                        lan.on(PROXY, "microsocks", "-i", AT, "-p", "1080")
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                String there = "exec 3<>/dev/tcp/" + AT + "/1080";
                for (int i = 0; lan.run("exec", "2", "bash", "-c", there) != 0; i++) {
                    assertTrue(i < 600, "the proxy does not listen");
                    Thread.sleep(100);
                }
                try (Lan.Recording recording = lan.record(folder.resolve("wire"))) {
                    talk(lan);
                    Wire wire = recording.end();
                    onlyTheProxy(wire);
                    askedNobody(wire);
                } finally {
                    proxy.destroy();
                    proxy.waitFor(5, TimeUnit.SECONDS);
                }
                try (Lan.Recording recording = lan.record(folder.resolve("control"))) {
                    // A program that does ask is seen: the proof above can fail.
                    lan.on(1, "getent", "hosts", NAME).start().waitFor(20, TimeUnit.SECONDS);
                    assertTrue(questions(recording.end()) > 0, "the recording sees questions");
                }
            } finally {
                remove(hosts);
                remove(resolver);
            }
        }
    }

    private void talk(Lan lan) throws Exception {
        RealNode alice = lan.node(folder, "Alice", 1, "--no-mdns", "--proxy", URI);
        RealNode bob = lan.node(folder, "Bob", FAR, "--no-mdns", "--listen", "10.82.0.9:30123");
        try (SpokenCode code = SpokenCode.by(bob, "--listen", "10.82.0.9:30200")) {
            code.typedBy(alice, "--at", NAME + ":30200");
        }
        CommandRun.of(alice.home, "far away\n", "send", "Bob", "-", "--wait", "delivered").ok();
        CommandRun.of(bob.home, "and yet here\n", "send", "Alice", "-", "--wait", "delivered").ok();
        assertEquals(List.of("far away"), bob.texts(alice));
        assertEquals(List.of("and yet here"), alice.texts(bob));
        List<String> known = addresses(alice, "Bob");
        assertTrue(known.contains(NAME + ":30123"), known.toString());
        assertFalse(known.toString().contains(AT), known.toString());
        List<String> alices = addresses(bob, "Alice");
        assertTrue(
                alices.stream().noneMatch(at -> at.startsWith("10.81.0.1:")),
                "Alice's network is not told beyond the proxy: " + alices);
        bob.stop();
        CommandRun.of(alice.home, "once more\n", "send", "Bob", "-").ok();
        bob.start();
        alice.awaitDelivered(90);
        assertEquals(List.of("far away", "once more"), bob.texts(alice));
        withoutAProxy(bob);
    }

    private static List<String> addresses(RealNode node, String contact) {
        return node.call("contact", Map.of("name", contact), View.ContactDetail.class).addresses();
    }

    private static void withoutAProxy(RealNode bob) throws Exception {
        String onion = "abcdefabcdefabcd.onion:4711";
        CommandRun.of(bob.home, "", "address", "add", "Alice", onion)
                .ended(8)
                .says("through a proxy only", "config proxy socks5://127.0.0.1:9050");
        CommandRun.of(bob.home, "", "pair", "07-walnut-violin-maple", "--at", onion).ended(8);
        CommandRun.of(bob.home, "", "config", "proxy", "http://127.0.0.1:1")
                .ended(2)
                .says("socks5://ADDRESS:PORT");
        CommandRun.of(bob.home, "", "config", "proxy", "socks5://127.0.0.1:1").ok();
        CommandRun.of(bob.home, "", "address", "add", "Alice", onion).ok();
        assertTrue(addresses(bob, "Alice").contains(onion));
    }

    /** Nothing but TCP to and from the proxy, and who has its address. */
    private static void onlyTheProxy(Wire wire) {
        Set<String> tcp =
                wire.of(Wire.Kind.TCP).stream()
                        .map(p -> p.to().getHostAddress())
                        .collect(Collectors.toSet());
        assertEquals(Set.of(AT, "10.81.0.1"), tcp);
        assertEquals(List.of(), wire.of(Wire.Kind.UDP), "no datagram at all");
        for (Wire.Packet p : wire.of(Wire.Kind.ARP)) {
            assertTrue(Set.of(AT, "10.81.0.1").contains(p.to().getHostAddress()), p.toString());
        }
    }

    private static void askedNobody(Wire wire) {
        assertEquals(0, questions(wire));
    }

    private static long questions(Wire wire) {
        return wire.packets().stream().filter(ProxyLanTest::question).count();
    }

    /** Datagrams to a name server, or somebody looking for its address. */
    private static boolean question(Wire.Packet p) {
        InetAddress to = p.to();
        return switch (p.kind()) {
            case UDP, TCP -> p.port() == 53;
            case ARP -> to.getHostAddress().equals("10.81.0.3");
            case CONTROL -> false;
        };
    }
}
