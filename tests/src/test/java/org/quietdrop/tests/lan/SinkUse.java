package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RealNode;
import org.quietdrop.tests.process.SpokenCode;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ordinary use, for as long as one likes, of three nodes on a network whose default route and name
 * server lead to a host that records everything. Not one packet goes anywhere but to contacts, to
 * the one address that somebody typed, and to the groups of mDNS and the beacon.
 */
final class SinkUse {
    private static final String SINK = "4";

    /** Nobody is there: packets for it go to the sink (RFC 5737). */
    private static final String TYPED = "192.0.2.7";

    private static final int TYPED_PORT = 47_000;
    private static final String PLANTED = "198.51.100.9";
    private static final int ROUNDS = 20;

    private final Path folder;
    private final Duration time;
    private final Set<InetAddress> people = new HashSet<>();

    SinkUse(Path folder, Duration time) {
        this.folder = folder;
        this.time = time;
    }

    void nothingElseIsSent() throws Exception {
        try (Lan lan = Lan.up("5")) {
            lan.tell("sink", SINK);
            for (String host : List.of("1", "2", "3")) {
                people.add(InetAddress.getByName(lan.say("ip", host)));
                people.add(InetAddress.getByName(lan.say("ip6", host)));
            }
            try (Lan.Recording recording = lan.record(folder.resolve("wire"))) {
                use(lan);
                plant(lan, recording);
                judge(lan, recording.end());
            }
        }
    }

    private void use(Lan lan) throws Exception {
        RealNode alice = lan.node(folder, "Alice", 1);
        RealNode bob = lan.node(folder, "Bob", 2);
        RealNode carol = lan.node(folder, "Carol", 3);
        try (SpokenCode code = SpokenCode.by(alice)) {
            code.typedBy(bob);
        }
        Neighbours pair = new Neighbours(alice, bob);
        pair.again("pairing by a code");
        Neighbours.paired(lan, alice, 1, carol);
        alice.trust(carol);
        carol.stop();
        command(alice, "address", "add", "Carol", TYPED + ":" + TYPED_PORT);
        Neighbours.Since since = Neighbours.Since.now();
        for (int round = 1; since.time().compareTo(time) < 0; round++) {
            command(alice, "peers");
            command(bob, "status");
            alice.send("Carol", "while you are away, " + round);
            if (round % 4 == 1) {
                bob.stop();
                bob.start();
            }
            if (round % 4 == 2) {
                lan.tell("readdress", "2", "10.81.0." + (100 + round % 100));
                people.add(InetAddress.getByName("10.81.0." + (100 + round % 100)));
            }
            if (round % 4 == 3) {
                try (SpokenCode nobody = SpokenCode.by(alice)) {
                    assertFalse(nobody.code.isEmpty());
                }
                command(bob, "invite");
            }
            pair.again("round " + round);
            Thread.sleep(time.dividedBy(ROUNDS));
        }
    }

    private static void command(RealNode node, String... command) throws Exception {
        CommandRun.of(node.home, "", command).ok();
    }

    /** What must be found: a name is looked up, and a connection begun, as a node might do it. */
    private static void plant(Lan lan, Lan.Recording recording) throws Exception {
        assertTrue(lan.run("exec", "1", "getent", "hosts", "planted.example") != 0);
        String connect = "exec 3<>/dev/tcp/" + PLANTED + "/80";
        Process connecting = lan.on(1, "bash", "-c", connect).start();
        try {
            recording.await("the planted connection", p -> p.to().getHostAddress().equals(PLANTED));
        } finally {
            connecting.destroyForcibly();
        }
    }

    private void judge(Lan lan, Wire wire) throws Exception {
        Set<InetAddress> sink =
                Set.of(
                        InetAddress.getByName(lan.say("ip", SINK)),
                        InetAddress.getByName(lan.say("ip6", SINK)));
        Wire.Place typed = new Wire.Place(InetAddress.getByName(TYPED), TYPED_PORT);
        var sorted = new Outgoing(people, Set.of(typed), sink).sorted(wire);
        for (Map.Entry<Outgoing.Kind, List<Wire.Packet>> one : sorted.entrySet()) {
            System.out.printf("sink: %6d packets %s%n", one.getValue().size(), one.getKey());
        }
        List<Wire.Packet> names = sorted.getOrDefault(Outgoing.Kind.DNS, List.of());
        List<Wire.Packet> strays = sorted.getOrDefault(Outgoing.Kind.STRAY, List.of());
        List<Wire.Packet> begun = strays.stream().filter(SinkUse::planted).toList();
        assertTrue(names.stream().anyMatch(SinkUse::planted), "the planted question is not found");
        assertFalse(begun.isEmpty(), "the planted connection is not found");
        assertEquals(List.of(), names.stream().filter(p -> !planted(p)).toList());
        assertEquals(List.of(), strays.stream().filter(p -> !planted(p)).toList());
        for (Outgoing.Kind kind :
                List.of(Outgoing.Kind.MDNS, Outgoing.Kind.CONTACT, Outgoing.Kind.TYPED)) {
            assertFalse(sorted.getOrDefault(kind, List.of()).isEmpty(), "nothing of " + kind);
        }
    }

    /** The question is by its name ours, and no resolver asks for it twice in another form. */
    private static boolean planted(Wire.Packet packet) {
        String said = new String(packet.payload(), java.nio.charset.StandardCharsets.ISO_8859_1);
        return said.contains("\7planted\7example") || packet.to().getHostAddress().equals(PLANTED);
    }
}
