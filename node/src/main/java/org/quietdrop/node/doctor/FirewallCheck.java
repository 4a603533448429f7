package org.quietdrop.node.doctor;

import org.quietdrop.node.doctor.firewall.Packet;
import org.quietdrop.node.doctor.firewall.Ruling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this machine's firewalls say about the node's port and about multicast DNS. */
final class FirewallCheck {
    private FirewallCheck() {}

    static List<Finding> of(Facts facts) {
        if (facts.platform() != Platform.LINUX) return List.of(elsewhere(facts));
        List<Finding> all = new ArrayList<>();
        Map<String, List<Firewall.Asked>> blocked = new LinkedHashMap<>();
        for (Firewall firewall : facts.firewalls()) {
            for (Firewall.Asked asked : firewall.asked()) {
                if (!(asked.ruling() instanceof Ruling.Blocked by)) continue;
                if (byIptables(facts, firewall, by)) continue;
                blocked.computeIfAbsent(key(asked.packet()), _ -> new ArrayList<>()).add(asked);
            }
        }
        blocked.values().forEach(same -> all.add(blocked(facts, same)));
        Set<String> said = new LinkedHashSet<>(blocked.keySet());
        for (Firewall firewall : facts.firewalls()) {
            if (!firewall.readable()) {
                all.addAll(unread(facts, firewall));
                continue;
            }
            for (Firewall.Asked asked : firewall.asked()) {
                if (!(asked.ruling() instanceof Ruling.Unclear)) continue;
                if (proven(facts, asked.packet()) || !said.add(key(asked.packet()))) continue;
                all.add(unclear(firewall, asked.packet()));
            }
        }
        if (all.isEmpty()) all.add(well(facts));
        return all;
    }

    private static String key(Packet packet) {
        return packet.protocol() + " " + packet.port();
    }

    /** The rules of iptables are seen by nft, too, which is not to change them. */
    private static boolean byIptables(Facts facts, Firewall firewall, Ruling.Blocked by) {
        boolean four = by.where().startsWith("table ip filter, ");
        boolean six = by.where().startsWith("table ip6 filter, ");
        String other = four ? "iptables" : "ip6tables";
        return (four || six)
                && facts.firewalls().stream()
                        .filter(f -> !f.equals(firewall) && f.name().equals(other))
                        .flatMap(f -> f.asked().stream())
                        .anyMatch(asked -> asked.ruling() instanceof Ruling.Blocked);
    }

    /** Where rules cannot be read, what has happened tells. */
    private static boolean proven(Facts facts, Packet packet) {
        if (!(facts.node() instanceof NodeFacts.Open open)) return false;
        return switch (packet.protocol()) {
            case TCP -> reached(facts);
            case UDP -> open.mdns().others().isPresent();
        };
    }

    /** Whether another machine has dialled this node, and is linked. */
    private static boolean reached(Facts facts) {
        if (!(facts.node() instanceof NodeFacts.Open open)) return false;
        return open.contacts().stream()
                .flatMap(person -> person.link().stream())
                .filter(link -> !link.dialled())
                .map(NodeFacts.Link::remote)
                .anyMatch(at -> !at.isLoopbackAddress() && !facts.network().ours(at));
    }

    /** The same port over both versions of IP is one finding, with what is to be done for each. */
    private static Finding blocked(Facts facts, List<Firewall.Asked> same) {
        Firewall.Asked first =
                same.stream().filter(a -> a.packet().four()).findFirst().orElse(same.getFirst());
        Packet packet = first.packet();
        boolean tcp = packet.protocol() == Packet.Protocol.TCP;
        Set<String> advice = new LinkedHashSet<>();
        if (tcp && facts.node() instanceof NodeFacts.Open open) {
            advice.addAll(Openings.fixed(open, packet.port()));
        }
        String where = "";
        for (Firewall.Asked asked : same) {
            if (!(asked.ruling() instanceof Ruling.Blocked blocked)) continue;
            advice.add(blocked.fix());
            if (asked.equals(first)) where = blocked.where();
        }
        return new Finding.Fail(
                tcp ? "port-blocked" : "mdns-blocked",
                (tcp ? "port " : "multicast DNS, UDP port ")
                        + packet.port()
                        + " is blocked on "
                        + packet.nic()
                        + (packet.four() ? "" : " for IPv6")
                        + " by "
                        + where,
                List.copyOf(advice));
    }

    private static List<Finding> unread(Facts facts, Firewall firewall) {
        if (facts.node() instanceof NodeFacts.Open open
                && reached(facts)
                && (!open.mdns().on() || open.mdns().others().isPresent())) {
            return List.of();
        }
        return List.of(
                new Finding.Unchecked(
                        "firewall-unread",
                        "not checked: the rules of "
                                + firewall.name()
                                + ", which only root may"
                                + " read",
                        "look yourself: " + firewall.show(),
                        "what must come in: " + needed(facts)));
    }

    private static String needed(Facts facts) {
        if (!(facts.node() instanceof NodeFacts.Open open) || open.listening().isEmpty()) {
            return "UDP port 5353 for mDNS, and the node's TCP port: quietdrop status";
        }
        String port = "TCP port " + open.listening().getFirst().port();
        return open.mdns().on() ? port + ", and UDP port 5353 for mDNS" : port;
    }

    private static Finding unclear(Firewall firewall, Packet packet) {
        return new Finding.Unchecked(
                "firewall-unclear",
                "not checked: whether "
                        + firewall.name()
                        + " lets "
                        + packet.protocol()
                        + " port "
                        + packet.port()
                        + " in; its rules say more than is understood here",
                "look yourself: " + firewall.show());
    }

    private static Finding well(Facts facts) {
        if (reached(facts)) {
            return new Finding.Well("firewall", "somebody else reaches this node's port");
        }
        return new Finding.Well(
                "firewall",
                facts.firewalls().isEmpty()
                        ? "no program for firewall rules is on this machine"
                        : "no rule of this machine's firewall is in the way");
    }

    private static Finding elsewhere(Facts facts) {
        int port =
                facts.node() instanceof NodeFacts.Open open && !open.listening().isEmpty()
                        ? open.listening().getFirst().port()
                        : 0;
        if (reached(facts)) return well(facts);
        List<String> advice = new ArrayList<>();
        if (port > 0 && facts.node() instanceof NodeFacts.Open open) {
            advice.addAll(Openings.of(facts.platform(), open, port));
        }
        advice.addAll(Openings.mdns(facts.platform()));
        return new Finding.Unchecked(
                "firewall-unread",
                "not checked: the firewall of this machine",
                advice.toArray(String[]::new));
    }
}
