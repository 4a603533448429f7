package org.quietdrop.node.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.doctor.Verdicts.find;
import static org.quietdrop.node.doctor.Verdicts.says;
import static org.quietdrop.node.doctor.Verdicts.unwell;
import static org.quietdrop.node.doctor.Well.NOW;
import static org.quietdrop.node.doctor.Well.away;
import static org.quietdrop.node.doctor.Well.called;
import static org.quietdrop.node.doctor.Well.heard;
import static org.quietdrop.node.doctor.Well.ip;
import static org.quietdrop.node.doctor.Well.linked;
import static org.quietdrop.node.doctor.Well.node;

import org.junit.jupiter.api.Test;
import org.quietdrop.discovery.DiscoveryStatus;
import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.NetworkFacts.Call.Answer;
import org.quietdrop.node.doctor.NetworkFacts.Call.Who;
import org.quietdrop.node.doctor.NetworkFacts.Goal;
import org.quietdrop.node.doctor.NetworkFacts.Nic;
import org.quietdrop.node.doctor.NetworkFacts.Way;
import org.quietdrop.node.doctor.NodeFacts.Mdns;
import org.quietdrop.node.doctor.firewall.Packet;
import org.quietdrop.node.doctor.firewall.Ruling;
import org.quietdrop.node.wire.Endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every verdict about node and network, from facts alone. */
final class DoctorTest {
    private static final Optional<Instant> NEVER = Optional.empty();
    private static final Optional<Instant> LONG_AGO = Optional.of(NOW.minusSeconds(600));

    private static Call call(Who who, String address, Answer answer) {
        return new Call(who, ip(address), answer);
    }

    @Test
    void whereAllIsWellNothingElseIsSaid() {
        assertEquals(Set.of(), unwell(Well.facts()));
        says(find(Well.facts(), "network"), "uses wlan0 with 192.168.1.9");
        says(find(Well.facts(), "linked"), "1 of 1 contact linked");
        says(find(Well.facts(), "firewall"), "somebody else reaches this node's port");
    }

    @Test
    void withoutANode() {
        Facts stopped = Well.facts().with(new NodeFacts.Stopped());
        assertEquals(Set.of("no-node"), unwell(stopped));
        says(find(stopped, "no-node"), "no node runs", "quietdrop daemon --background");
        assertEquals(Set.of("locked"), unwell(Well.facts().with(new NodeFacts.Locked())));
        HomeFacts none =
                new HomeFacts("/x", false, List.of(), true, "ext4", 1, 1, 1, Optional.empty());
        Facts empty = stopped.with(none);
        assertEquals(Set.of("no-home"), unwell(empty));
        says(find(empty, "no-home"), "/x", "quietdrop init");
    }

    @Test
    void interfacesAreNamedAndWhyOthersAreLeftOut() {
        Nic docker = new Nic("docker0", InterfaceKind.INWARD, false, List.of(Well.NET));
        Nic down = new Nic("eth0", InterfaceKind.DOWN, false, List.of());
        Nic bare = new Nic("eth1", InterfaceKind.LOCAL, false, List.of());
        Facts facts = Well.facts().with(Well.on(Well.LO, Well.WLAN, docker, Well.TUNNEL, down));
        says(
                find(facts, "network"),
                "docker0 (containers or virtual machines)",
                "wg0 (a VPN or another tunnel)",
                "eth0 (down)");
        assertFalse(find(facts, "network").text().contains("lo ("));
        Facts none = Well.facts().with(Well.on(Well.LO, down, bare));
        assertTrue(unwell(none).contains("no-network"));
        says(find(none, "no-network"), "eth1 (no address)", "plug a cable in");
    }

    @Test
    void multicastIsDroppedByTheNetwork() {
        for (Optional<Instant> last : List.of(NEVER, LONG_AGO)) {
            Facts linkedHere = Well.facts().with(node(heard(last), linked("192.168.1.17", false)));
            assertEquals(Set.of("multicast-dropped"), unwell(linkedHere));
            says(
                    find(linkedHere, "multicast-dropped"),
                    "nobody else was heard",
                    "the network drops multicast",
                    "quietdrop address add NAME HOST:PORT");
            Facts answers =
                    Well.facts()
                            .with(node(heard(last), away("192.168.1.17:49152")))
                            .with(called(call(Who.CONTACT, "192.168.1.17", Answer.OPEN)));
            assertEquals(Set.of("multicast-dropped", "nobody-linked"), unwell(answers));
        }
    }

    @Test
    void aLinkThroughTheInternetSaysNothingOfThisNetwork() {
        Facts facts = Well.facts().with(node(heard(NEVER), linked("8.8.8.8", true)));
        assertTrue(unwell(facts).contains("nobody-heard"));
        Facts far =
                Well.facts()
                        .with(node(heard(NEVER), away("8.8.8.8:49152")))
                        .with(called(call(Who.CONTACT, "8.8.8.8", Answer.OPEN)));
        assertTrue(unwell(far).contains("nobody-heard"));
    }

    @Test
    void othersAnswerThatMayNotSpeakMulticast() {
        Facts facts =
                Well.facts()
                        .with(node(heard(LONG_AGO)))
                        .with(
                                called(
                                        call(Who.NEIGHBOUR, "192.168.1.20", Answer.THERE),
                                        call(Who.NEIGHBOUR, "192.168.1.21", Answer.THERE),
                                        call(Who.NEIGHBOUR, "192.168.1.22", Answer.SILENT)));
        assertEquals(Set.of("multicast-perhaps-dropped"), unwell(facts));
        says(find(facts, "multicast-perhaps-dropped"), "10 minutes", "2 machines answer");
    }

    @Test
    void machinesAreKeptApart() {
        NodeFacts alone = node(heard(NEVER), away("192.168.1.17:49152"));
        Facts one =
                Well.facts()
                        .with(alone)
                        .with(
                                called(
                                        call(Who.ROUTER, "192.168.1.1", Answer.THERE),
                                        call(Who.CONTACT, "192.168.1.17", Answer.SILENT)));
        assertEquals(Set.of("client-isolation", "nobody-linked"), unwell(one));
        says(
                find(one, "client-isolation"),
                "the router answers",
                "the one other machine known here does not",
                "client isolation",
                "or that machine is off");
        Facts three =
                Well.facts()
                        .with(alone)
                        .with(
                                called(
                                        call(Who.ROUTER, "192.168.1.1", Answer.THERE),
                                        call(Who.CONTACT, "192.168.1.17", Answer.SILENT),
                                        call(Who.NEIGHBOUR, "192.168.1.17", Answer.SILENT),
                                        call(Who.NEIGHBOUR, "192.168.1.20", Answer.SILENT),
                                        call(Who.NEIGHBOUR, "192.168.1.21", Answer.SILENT)));
        says(find(three, "client-isolation"), "none of the 3 other machines");
        assertInstanceOf(Finding.Warn.class, find(one, "client-isolation"));
        assertInstanceOf(Finding.Fail.class, find(three, "client-isolation"));
    }

    /** One that answers is enough to know that machines are not kept apart. */
    @Test
    void whereOneAnswersTheyAreNotKeptApart() {
        Facts facts =
                Well.facts()
                        .with(node(heard(NEVER), away("192.168.1.17:49152")))
                        .with(
                                called(
                                        call(Who.ROUTER, "192.168.1.1", Answer.THERE),
                                        call(Who.CONTACT, "192.168.1.17", Answer.SILENT),
                                        call(Who.NEIGHBOUR, "192.168.1.20", Answer.THERE)));
        assertEquals(Set.of("multicast-perhaps-dropped", "nobody-linked"), unwell(facts));
    }

    @Test
    void withoutARouterItIsLessSure() {
        NodeFacts alone = node(heard(NEVER), away("192.168.1.17:49152"));
        Call silent = call(Who.CONTACT, "192.168.1.17", Answer.SILENT);
        Facts none = Well.facts().with(alone).with(called(silent));
        assertEquals(Set.of("nobody-answers", "nobody-linked"), unwell(none));
        says(find(none, "nobody-answers"), "client isolation", "off", "not really connected");
        Call dead = call(Who.ROUTER, "192.168.1.1", Answer.SILENT);
        Facts cut = Well.facts().with(alone).with(called(silent, dead));
        says(find(cut, "nobody-answers"), "not even the router answers");
    }

    @Test
    void nobodyElseAtAll() {
        Facts facts = Well.facts().with(node(heard(NEVER)));
        assertEquals(Set.of("nobody-heard"), unwell(facts));
        says(find(facts, "nobody-heard"), "no other machine is known here");
        Facts unsure =
                Well.facts()
                        .with(node(heard(NEVER)))
                        .with(called(call(Who.NEIGHBOUR, "192.168.1.20", Answer.UNKNOWN)));
        assertEquals(Set.of("nobody-heard"), unwell(unsure));
    }

    @Test
    void ownMulticastTellsOfThisMachine() {
        Mdns deaf =
                new Mdns(
                        true,
                        NOW.minusSeconds(90),
                        DiscoveryStatus.Heard.NO,
                        NEVER,
                        Optional.of("deaf"));
        Facts facts = Well.facts().with(node(deaf));
        assertEquals(Set.of("own-multicast-unheard"), unwell(facts));
        says(find(facts, "own-multicast-unheard"), "this machine", "sudo ufw allow 5353/udp");
        says(
                find(facts.with(Platform.WINDOWS), "own-multicast-unheard"),
                "netsh advfirewall firewall add rule",
                "localport=5353");
        says(find(facts.with(Platform.MACOS), "own-multicast-unheard"), "Local Network");
    }

    @Test
    void justBegunItDoesNotGuess() {
        Mdns young =
                new Mdns(
                        true,
                        NOW.minusSeconds(5),
                        DiscoveryStatus.Heard.YES,
                        NEVER,
                        Optional.empty());
        assertEquals(Set.of("multicast-too-early"), unwell(Well.facts().with(node(young))));
        Mdns unknown =
                new Mdns(
                        true,
                        NOW.minusSeconds(5),
                        DiscoveryStatus.Heard.UNKNOWN,
                        NEVER,
                        Optional.empty());
        assertEquals(Set.of("multicast-too-early"), unwell(Well.facts().with(node(unknown))));
        Mdns stuck =
                new Mdns(
                        true,
                        NOW.minusSeconds(50),
                        DiscoveryStatus.Heard.UNKNOWN,
                        NEVER,
                        Optional.of("why"));
        assertEquals(Set.of("mdns-fails"), unwell(Well.facts().with(node(stuck))));
        says(find(Well.facts().with(node(stuck)), "mdns-fails"), ": why");
        Mdns past =
                new Mdns(
                        true,
                        NOW.plusSeconds(50),
                        DiscoveryStatus.Heard.YES,
                        NEVER,
                        Optional.empty());
        assertEquals(Set.of("multicast-too-early"), unwell(Well.facts().with(node(past))));
    }

    @Test
    void switchedOffIsAsItWasSet() {
        Mdns off = new Mdns(false, NOW, DiscoveryStatus.Heard.UNKNOWN, NEVER, Optional.of("off"));
        Facts facts = Well.facts().with(node(off, linked("192.168.1.17", false)));
        assertEquals(Set.of(), unwell(facts));
        says(find(facts, "mdns-off"), "switched off, as it was set");
    }

    /** Others are called only when there is a reason to. */
    @Test
    void nobodyIsCalledWithoutAReason() {
        assertFalse(MulticastSilence.asks(new NodeFacts.Stopped(), NOW));
        assertFalse(MulticastSilence.asks(new NodeFacts.Locked(), NOW));
        assertFalse(MulticastSilence.asks(node(), NOW));
        assertFalse(MulticastSilence.asks(node(linked("192.168.1.17", true)), NOW));
        assertTrue(MulticastSilence.asks(node(away()), NOW));
        assertTrue(MulticastSilence.asks(node(heard(LONG_AGO)), NOW));
        assertFalse(MulticastSilence.asks(node(heard(Optional.of(NOW.minusSeconds(149)))), NOW));
    }

    private static Facts ruled(Packet.Protocol protocol, int port, Ruling ruling, boolean root) {
        Packet packet = new Packet("wlan0", protocol, port, Well.NET, ip("192.168.1.9"));
        List<Firewall.Asked> asked = root ? List.of(new Firewall.Asked(packet, ruling)) : List.of();
        return Well.facts()
                .with(List.of(new Firewall("nftables", "sudo nft list ruleset", root, asked)));
    }

    @Test
    void aBlockedPortIsNamedWithItsRuleAndTheCommandThatOpensIt() {
        Ruling blocked = new Ruling.Blocked("table inet filter, chain input, rule 3", "sudo nft x");
        Facts facts = ruled(Packet.Protocol.TCP, 49152, blocked, true);
        // A link that came in before the rule does not prove it away.
        assertEquals(Set.of("port-blocked"), unwell(facts));
        says(
                find(facts, "port-blocked"),
                "port 49152 is blocked on wlan0 by table inet filter, chain input, rule 3",
                "first keep the port: quietdrop config port 49152",
                "sudo nft x");
        NodeFacts.Open kept =
                new NodeFacts.Open(
                        List.of(Endpoint.parse("192.168.1.9:49152")),
                        true,
                        Well.mdns(),
                        List.of(),
                        List.of());
        assertEquals(List.of("sudo nft x"), find(facts.with(kept), "port-blocked").advice());
        Facts mdns = ruled(Packet.Protocol.UDP, 5353, blocked, true);
        assertEquals(Set.of("mdns-blocked"), unwell(mdns));
    }

    @Test
    void rulesThatTwoProgramsShowAreChangedByTheirOwn() {
        Packet packet =
                new Packet("wlan0", Packet.Protocol.TCP, 49152, Well.NET, ip("192.168.1.9"));
        Ruling seen = new Ruling.Blocked("table ip filter, chain INPUT, rule 3", "sudo nft x");
        Ruling own = new Ruling.Blocked("iptables, chain INPUT, rule 3", "sudo iptables x");
        Firewall nft =
                new Firewall("nftables", "nft", true, List.of(new Firewall.Asked(packet, seen)));
        Firewall iptables =
                new Firewall("iptables", "save", true, List.of(new Firewall.Asked(packet, own)));
        Finding both = find(Well.facts().with(List.of(nft, iptables)), "port-blocked");
        assertEquals("sudo iptables x", both.advice().getLast());
        assertFalse(both.advice().contains("sudo nft x"));
        Finding alone = find(Well.facts().with(List.of(nft)), "port-blocked");
        assertEquals("sudo nft x", alone.advice().getLast());
    }

    @Test
    void rulesThatCannotBeReadAreNotCalledGood() {
        Ruling unclear = new Ruling.Unclear();
        NodeFacts nobody = node();
        Facts hidden = ruled(Packet.Protocol.TCP, 49152, unclear, false);
        assertEquals(Set.of("firewall-unread"), unwell(hidden.with(nobody)));
        says(
                find(hidden.with(nobody), "firewall-unread"),
                "sudo nft list ruleset",
                "what must come in: TCP port 49152, and UDP port 5353 for mDNS");
        says(
                find(hidden.with(new NodeFacts.Stopped()), "firewall-unread"),
                "the node's TCP port: quietdrop status");
        Facts strange = ruled(Packet.Protocol.TCP, 49152, unclear, true);
        assertEquals(Set.of("firewall-unclear"), unwell(strange.with(nobody)));
        // Somebody came in: so it is open, whatever the rules are.
        assertEquals(Set.of(), unwell(hidden));
        assertEquals(Set.of(), unwell(strange));
        // We dialled, or it was this machine: that proves nothing.
        NodeFacts dialled = node(linked("192.168.1.17", true));
        assertEquals(Set.of("firewall-unread"), unwell(hidden.with(dialled)));
        NodeFacts own = node(linked("192.168.1.9", false), linked("127.0.0.1", false));
        assertEquals(Set.of("firewall-unread"), unwell(hidden.with(own)));
        Facts mac = Well.facts().with(nobody).with(Platform.MACOS);
        assertTrue(unwell(mac).contains("firewall-unread"));
    }

    @Test
    void whereItListens() {
        Facts shut =
                Well.facts()
                        .with(
                                new NetworkFacts(
                                        Well.NETWORK.nics(),
                                        List.of(call(Who.SELF, "192.168.1.9", Answer.SILENT)),
                                        Well.NETWORK.ways(),
                                        false,
                                        true));
        assertEquals(Set.of("port-shut"), unwell(shut));
        says(find(shut, "port-shut"), "192.168.1.9", "sudo ufw allow 49152/tcp");
        says(find(shut.with(Platform.WINDOWS), "port-shut"), "localport=49152");
        NodeFacts.Open inside =
                new NodeFacts.Open(
                        List.of(Endpoint.parse("127.0.0.1:49152")),
                        true,
                        Well.mdns(),
                        List.of(),
                        List.of("damage was found"));
        assertEquals(
                Set.of("only-this-machine", "node-warning"), unwell(Well.facts().with(inside)));
        NodeFacts.Open deaf =
                new NodeFacts.Open(List.of(), true, Well.mdns(), List.of(), List.of());
        assertEquals(Set.of("not-listening"), unwell(Well.facts().with(deaf)));
    }

    @Test
    void contactsThatAreAway() {
        Facts facts =
                Well.facts()
                        .with(node(away("192.168.1.17:49152"), away()))
                        .with(called(call(Who.CONTACT, "192.168.1.17", Answer.THERE)));
        assertEquals(Set.of("nobody-linked"), unwell(facts));
        says(
                find(facts, "nobody-linked"),
                "none of 2 contacts is linked, the last one was 3 hours ago",
                "nothing listens at that port");
        assertEquals(Set.of(), unwell(Well.facts().with(node())));
    }

    @Test
    void aVpnThatTakesTheNetwork() {
        Way outside = new Way(new Goal.Outside(), Optional.of("wg0"));
        Way lan = new Way(new Goal.Local("wlan0", Well.NET), Optional.of("wlan0"));
        Way taken = new Way(new Goal.Local("wlan0", Well.NET), Optional.of("wg0"));
        Way contact = new Way(new Goal.Contact(ip("192.168.1.17")), Optional.of("wg0"));
        Facts all = Well.facts().with(Well.ways(outside, taken, contact));
        assertEquals(Set.of("vpn-takes-network"), unwell(all));
        says(
                find(all, "vpn-takes-network"),
                "the VPN wg0 takes the addresses of this network, 192.168.1.0/24 on wlan0",
                "switch the VPN off");
        Facts one = Well.facts().with(Well.ways(lan, contact));
        assertEquals(Set.of("vpn-takes-contact"), unwell(one));
        // It carries the rest, and people here are heard: so it is not in the way.
        assertEquals(Set.of(), unwell(Well.facts().with(Well.ways(outside, lan))));
        Facts silent = Well.facts().with(node(heard(NEVER))).with(Well.ways(outside, lan));
        assertEquals(Set.of("nobody-heard", "vpn-perhaps"), unwell(silent));
        // Somebody far away goes where everything goes, and that is said once.
        Way far = new Way(new Goal.Contact(ip("203.0.113.7")), Optional.of("wg0"));
        assertEquals(Set.of(), unwell(Well.facts().with(Well.ways(outside, lan, far))));
        Way nowhere = new Way(new Goal.Outside(), Optional.empty());
        assertEquals(Set.of(), unwell(Well.facts().with(Well.ways(nowhere, lan))));
    }

    /** What people are told fits on a line, holds no full stop, and has a thing to do. */
    @Test
    void everySentenceIsOne() {
        List<Facts> many =
                List.of(
                        Well.facts(),
                        Well.facts().with(new NodeFacts.Stopped()),
                        Well.facts().with(node(heard(NEVER), linked("192.168.1.17", true))),
                        Well.facts().with(Platform.MACOS),
                        Well.facts().with(Platform.WINDOWS),
                        Well.facts().with(Platform.OTHER));
        for (Facts facts : many) {
            for (Finding finding : Doctor.examine(facts)) {
                assertFalse(finding.text().endsWith("."), finding.text());
                assertFalse(finding.text().contains("\n"), finding.text());
                assertTrue(finding.code().matches("[a-z-]+"), finding.code());
                if (finding instanceof Finding.Fail) assertFalse(finding.advice().isEmpty());
            }
        }
    }
}
