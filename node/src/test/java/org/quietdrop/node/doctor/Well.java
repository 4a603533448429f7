package org.quietdrop.node.doctor;

import org.quietdrop.discovery.DiscoveryStatus;
import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.NetworkFacts.Call.Answer;
import org.quietdrop.node.doctor.NetworkFacts.Call.Who;
import org.quietdrop.node.doctor.NetworkFacts.Goal;
import org.quietdrop.node.doctor.NetworkFacts.Nic;
import org.quietdrop.node.doctor.NetworkFacts.Way;
import org.quietdrop.node.doctor.NodeFacts.Mdns;
import org.quietdrop.node.doctor.NodeFacts.Person;
import org.quietdrop.node.doctor.firewall.Subnet;
import org.quietdrop.node.wire.Endpoint;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Facts of a machine where all is well, and what tests change in them. */
final class Well {
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    static final Subnet NET = Subnet.parse("192.168.1.9/24").orElseThrow();
    static final Nic WLAN = new Nic("wlan0", InterfaceKind.LOCAL, true, List.of(NET));
    static final Nic LO =
            new Nic(
                    "lo",
                    InterfaceKind.LOOPBACK,
                    false,
                    List.of(Subnet.parse("127.0.0.1/8").orElseThrow()));
    static final Nic TUNNEL =
            new Nic(
                    "wg0",
                    InterfaceKind.TUNNEL,
                    false,
                    List.of(Subnet.parse("10.99.0.2/24").orElseThrow()));
    static final HomeFacts HOME =
            new HomeFacts(
                    "/home/alice/quietdrop",
                    true,
                    List.of(),
                    true,
                    "ext4",
                    50_000_000_000L,
                    100_000_000_000L,
                    8 << 20,
                    Optional.of(NOW.minusSeconds(5)));
    static final MachineFacts MACHINE =
            new MachineFacts(List.of(), true, Optional.of(false), List.of(), 25);
    static final NetworkFacts NETWORK =
            new NetworkFacts(
                    List.of(LO, WLAN),
                    List.of(new Call(Who.SELF, ip("192.168.1.9"), Answer.OPEN)),
                    List.of(
                            new Way(new Goal.Outside(), Optional.of("wlan0")),
                            new Way(new Goal.Local("wlan0", NET), Optional.of("wlan0"))),
                    false,
                    true);

    private Well() {}

    static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    /** Began an hour ago; own is heard, others ten seconds ago. */
    static Mdns mdns() {
        return heard(Optional.of(NOW.minusSeconds(10)));
    }

    static Mdns heard(Optional<Instant> others) {
        return new Mdns(
                true,
                NOW.minus(Duration.ofHours(1)),
                DiscoveryStatus.Heard.YES,
                others,
                Optional.empty());
    }

    static Person linked(String remote, boolean dialled) {
        return new Person(
                Optional.of(new NodeFacts.Link(ip(remote), dialled)),
                Optional.of(NOW),
                List.of(Endpoint.parse(remote + ":49152")),
                Optional.empty());
    }

    static Person away(String... places) {
        return new Person(
                Optional.empty(),
                Optional.of(NOW.minus(Duration.ofHours(3))),
                java.util.Arrays.stream(places).map(Endpoint::parse).toList(),
                Optional.empty());
    }

    static Person writing(Duration lag) {
        Person linked = linked("192.168.1.17", true);
        return new Person(
                linked.link(), linked.seen(), linked.places(), Optional.of(new NodeFacts.Lag(lag)));
    }

    static NodeFacts.Open node(Mdns mdns, Person... people) {
        return new NodeFacts.Open(
                List.of(Endpoint.parse("192.168.1.9:49152")),
                false,
                mdns,
                List.of(people),
                List.of());
    }

    static NodeFacts.Open node(Person... people) {
        return node(mdns(), people);
    }

    /** Somebody is linked, and all is well. */
    static Facts facts() {
        return new Facts(
                NOW,
                Optional.of(NOW.minus(Duration.ofDays(30))),
                Platform.LINUX,
                HOME,
                node(linked("192.168.1.17", false)),
                NETWORK,
                List.of(),
                MACHINE);
    }

    /** The network where these were called, too. */
    static NetworkFacts called(Call... calls) {
        List<Call> all = new java.util.ArrayList<>(NETWORK.calls());
        all.addAll(List.of(calls));
        return new NetworkFacts(NETWORK.nics(), all, NETWORK.ways(), true, true);
    }

    static NetworkFacts on(Nic... nics) {
        return new NetworkFacts(List.of(nics), NETWORK.calls(), NETWORK.ways(), false, true);
    }

    static NetworkFacts ways(Way... ways) {
        return new NetworkFacts(
                List.of(LO, WLAN, TUNNEL), NETWORK.calls(), List.of(ways), false, true);
    }
}
