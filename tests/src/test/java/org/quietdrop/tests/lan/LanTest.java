package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.node.inspect.SecretSearch;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RealNode;
import org.quietdrop.tests.process.SpokenCode;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Nodes meet on a network that nobody looks after: no default route, no DNS, no typed address.
 * Needs root on Linux: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Timeout(240)
final class LanTest {
    private static final String ALICE = "Aluminiumtraud";
    private static final String BOB = "Bobbinetwebers";
    private static final String SAID = "the hedgehog crosses at half past nine";
    private static final String REPLY = "then bring the yellow lantern, please";
    private static final String WAITS = "under the third bench from the left";

    @TempDir private Path folder;

    @Test
    void findEachOtherByMdnsAlone() throws Exception {
        try (Lan lan = Lan.up("2");
                Lan.Recording recording = lan.record(folder.resolve("wire"))) {
            RealNode alice = lan.node(folder, ALICE, 1);
            RealNode bob = lan.node(folder, BOB, 2);
            assertTrue(listening(alice).stream().anyMatch(at -> at.startsWith("10.81.0.1:")));
            meetTalkAndMeetAgain("IPv4 and IPv6", alice, bob);
            searched(lan, recording, "10.81.0.2");
        }
    }

    @Test
    void findEachOtherByLinkLocalIpv6Alone() throws Exception {
        try (Lan lan = Lan.up("2", "v6");
                Lan.Recording recording = lan.record(folder.resolve("wire"))) {
            RealNode alice = lan.node(folder, ALICE, 1);
            RealNode bob = lan.node(folder, BOB, 2);
            assertTrue(listening(alice).stream().allMatch(at -> at.startsWith("[fe80:")));
            meetTalkAndMeetAgain("IPv6 link-local", alice, bob);
            searched(lan, recording, lan.say("ip6", "2") + "%eth0");
        }
    }

    /** Both start with new ports, so that no address known from before leads anywhere. */
    private static void meetTalkAndMeetAgain(String where, RealNode alice, RealNode bob)
            throws Exception {
        Instant begun = Instant.now();
        try (SpokenCode code = SpokenCode.by(alice)) {
            code.typedBy(bob);
        }
        Instant paired = Instant.now();
        say(alice, BOB, SAID);
        say(bob, ALICE, REPLY);
        Instant talked = Instant.now();
        assertEquals(List.of(SAID), received(bob, ALICE));
        assertEquals(List.of(REPLY), received(alice, BOB));
        List<String> before = List.of(alice.port(), bob.port());
        bob.stop();
        CommandRun.of(alice.home, WAITS + "\n", "send", BOB, "-").ok().says("queued for " + BOB);
        alice.stop();
        alice.startElsewhere(before.get(0));
        Instant started = Instant.now();
        bob.startElsewhere(before.get(1));
        Instant both = Instant.now();
        alice.awaitDelivered(60);
        Instant met = Instant.now();
        assertNotEquals(before.get(0), alice.port());
        assertNotEquals(before.get(1), bob.port());
        assertEquals(List.of(SAID, WAITS), received(bob, ALICE));
        System.out.printf(
                "%s: paired by number in %d ms; two messages delivered in %d ms; with new ports"
                        + " delivered %d ms after the second node was started, %d ms after it was"
                        + " ready%n",
                where,
                Duration.between(begun, paired).toMillis(),
                Duration.between(paired, talked).toMillis(),
                Duration.between(started, met).toMillis(),
                Duration.between(both, met).toMillis());
    }

    @Test
    void meetWithMdnsOffAtATypedAddress() throws Exception {
        try (Lan lan = Lan.up("2");
                Lan.Recording recording = lan.record(folder.resolve("wire"))) {
            RealNode alice = lan.node(folder, ALICE, 1, "--no-mdns");
            RealNode bob = lan.node(folder, BOB, 2, "--no-mdns");
            try (SpokenCode code = SpokenCode.by(alice)) {
                String at = first(code.at, place -> place.startsWith("10.81.0.1:"));
                code.typedBy(bob, "--at", at);
            }
            say(bob, ALICE, SAID);
            say(alice, BOB, REPLY);
            assertTrue(recording.end().of(Wire.Kind.UDP).isEmpty());
        }
    }

    @Test
    void listensOnIpv4OnlyAndIsFound() throws Exception {
        try (Lan lan = Lan.up("2")) {
            RealNode alice = lan.node(folder, ALICE, 1, "--listen", "10.81.0.1:30123");
            RealNode bob = lan.node(folder, BOB, 2);
            try (SpokenCode code = SpokenCode.by(alice)) {
                code.typedBy(bob);
            }
            say(alice, BOB, SAID);
            bob.stop();
            CommandRun.of(alice.home, WAITS, "send", BOB, "-").ok();
            bob.start();
            alice.awaitDelivered(60);
        }
    }

    @Test
    void aloneItSaysWhatItHeardAndWhatToDo() throws Exception {
        try (Lan lan = Lan.up("1")) {
            RealNode alice = lan.node(folder, ALICE, 1);
            CommandRun said = CommandRun.of(alice.home, "", "peers").ok();
            for (int i = 0; i < 40 && !said.out().contains("our own multicast was heard"); i++) {
                Thread.sleep(250);
                said = CommandRun.of(alice.home, "", "peers").ok();
            }
            said.says(
                    "our own multicast was heard",
                    "10.81.0.1:" + alice.port(),
                    "[fe80::",
                    "--at HOST:PORT");
            JsonObject json = json(CommandRun.of(alice.home, "", "peers", "--json").ok());
            assertEquals("our own multicast was heard", json.get("multicast").getAsString());
            assertTrue(json.get("listening").toString().contains("10.81.0.1:" + alice.port()));
            assertTrue(json.get("hint").getAsString().contains("--at HOST:PORT"));
        }
    }

    @Test
    void whereMulticastIsSilentItSaysSo() throws Exception {
        try (Lan lan = Lan.up("2")) {
            RealNode alice = lan.node(folder, ALICE, 1, "--no-mdns");
            CommandRun.of(alice.home, "", "peers")
                    .ok()
                    .says("mDNS is off", "10.81.0.1:", "--at HOST:PORT");
        }
    }

    @Test
    void threeAllLink() throws Exception {
        try (Lan lan = Lan.up("3")) {
            RealNode one = lan.node(folder, "One", 1);
            RealNode two = lan.node(folder, "Two", 2);
            RealNode three = lan.node(folder, "Three", 3);
            for (List<RealNode> pair :
                    List.of(List.of(one, two), List.of(two, three), List.of(three, one))) {
                try (SpokenCode code = SpokenCode.by(pair.get(0))) {
                    code.typedBy(pair.get(1));
                }
            }
            List<RealNode> all = List.of(one, two, three);
            Instant begun = Instant.now();
            for (RealNode node : all) node.awaitLinks(2);
            Duration paired = Duration.between(begun, Instant.now());
            for (RealNode node : all) node.stop();
            for (RealNode node : all) node.start();
            Instant again = Instant.now();
            for (RealNode node : all) node.awaitLinks(2);
            System.out.printf(
                    "three nodes: all linked %d ms after the last pairing, %d ms after all were"
                            + " started anew%n",
                    paired.toMillis(), Duration.between(again, Instant.now()).toMillis());
            for (RealNode node : all) awaitNamed(node, 2);
        }
    }

    /** What is heard is known by name where there is a link. */
    private static void awaitNamed(RealNode node, int contacts) throws InterruptedException {
        List<View.Peer> peers = List.of();
        for (int i = 0; i < 300; i++) {
            peers = node.call("peers", Map.of(), View.Peers.class).peers();
            long named = peers.stream().filter(p -> p.contact() != null).count();
            if (peers.size() == contacts && named == contacts) return;
            Thread.sleep(100);
        }
        throw new AssertionError(node.name + " hears " + peers);
    }

    private static void say(RealNode from, String to, String text) throws Exception {
        CommandRun.of(from.home, text + "\n", "send", to, "-", "--wait", "delivered").ok();
    }

    private static List<String> received(RealNode node, String from) {
        return node.history(from).stream()
                .filter(line -> line.state().equals("received"))
                .map(View.Line::text)
                .toList();
    }

    private static List<String> listening(RealNode node) {
        if (!(node.status().get("listening") instanceof List<?> at)) throw new AssertionError();
        return at.stream().map(String::valueOf).toList();
    }

    private static String first(List<String> all, Predicate<String> wanted) {
        return all.stream().filter(wanted).findFirst().orElseThrow(() -> new AssertionError(all));
    }

    private static JsonObject json(CommandRun run) {
        return JsonParser.parseString(run.out().lines().toList().getLast()).getAsJsonObject();
    }

    /**
     * Nothing that was said or is called is on the wire, in whatever form, and nothing leaves
     * towards anybody outside. A line that is planted at the end must be found.
     */
    private static void searched(Lan lan, Lan.Recording recording, String somebody)
            throws Exception {
        String plant = "exec 3<>/dev/udp/" + somebody + "/9 && printf '%s' \"$0\" >&3";
        assertEquals(0, lan.run("exec", "1", "bash", "-c", plant, SAID));
        recording.await("what was planted", packet -> packet.port() == 9);
        Wire wire = recording.end();
        SecretSearch search = new SecretSearch();
        List.of(ALICE, BOB, SAID, REPLY, WAITS).forEach(text -> search.text(text, text));
        long bytes = 0;
        for (byte[] stream : wire.streams()) {
            assertEquals(List.of(), search.in("TCP", stream));
            bytes += stream.length;
        }
        assertTrue(bytes > 60_000, "the links were recorded: " + bytes);
        boolean planted = false;
        long multicast = 0;
        for (Wire.Packet packet : wire.packets()) {
            if (packet.port() == 9) {
                planted |= !search.in("control", packet.payload()).isEmpty();
                continue;
            }
            assertEquals(List.of(), search.in("packet", packet.payload()), packet.toString());
            assertTrue(stays(packet.to()), "leaves the network: " + packet);
            boolean mdns = packet.port() == 5353 && packet.to().isMulticastAddress();
            // A node that is alone for ten seconds says where it is.
            boolean beacon = packet.port() == 47_474 && packet.payload().length == 18;
            if (packet.kind() == Wire.Kind.UDP) {
                assertTrue(mdns || beacon, "neither mDNS nor a link: " + packet);
                if (mdns) multicast++;
            }
            assertFalse(packet.kind() == Wire.Kind.TCP && packet.port() == 53, "a DNS query");
        }
        assertTrue(planted, "the control was not found");
        assertTrue(multicast > 0, "mDNS was recorded");
        System.out.printf(
                "on the wire: %d packets, %d of them mDNS, %,d bytes over TCP: none leaves the"
                        + " network, nothing said or called is found, the control is%n",
                wire.packets().size(), multicast, bytes);
    }

    private static boolean stays(InetAddress to) {
        String text = to.getHostAddress();
        return text.startsWith("10.81.0.")
                || text.startsWith("224.0.0.")
                || to.isLinkLocalAddress()
                || to.isMCLinkLocal();
    }
}
