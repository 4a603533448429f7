package org.quietdrop.node.doctor;

import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.NetworkFacts.Goal;
import org.quietdrop.node.doctor.NetworkFacts.Way;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether packets for this network or for contacts go into a tunnel instead. */
final class VpnCheck {
    private VpnCheck() {}

    static List<Finding> of(Facts facts) {
        NetworkFacts network = facts.network();
        Set<String> took = new LinkedHashSet<>();
        List<Finding> all = new ArrayList<>();
        for (Way way : network.ways()) {
            if (!(way.goal() instanceof Goal.Local local)) continue;
            String through = way.through().filter(nic -> tunnel(network, nic)).orElse("");
            if (through.isEmpty() || through.equals(local.nic())) continue;
            took.add(through);
            all.add(
                    new Finding.Fail(
                            "vpn-takes-network",
                            "the VPN "
                                    + through
                                    + " takes the addresses of this network, "
                                    + local.net()
                                    + " on "
                                    + local.nic()
                                    + ": what is meant for machines here goes into the tunnel",
                            List.of(
                                    "switch the VPN off while you use QuietDrop here",
                                    "or let it leave out "
                                            + local.net()
                                            + " (\"allow local network\", \"split tunnel\")")));
        }
        contacts(network, took, all);
        boolean works = heard(facts);
        for (Way way : network.ways()) {
            if (!(way.goal() instanceof Goal.Outside)) continue;
            String through = way.through().filter(nic -> tunnel(network, nic)).orElse("");
            if (through.isEmpty() || took.contains(through)) continue;
            all.add(outside(through, works));
        }
        if (all.isEmpty()) {
            all.add(new Finding.Well("no-vpn", "no VPN takes what is meant for this network"));
        }
        return all;
    }

    private static void contacts(NetworkFacts network, Set<String> took, List<Finding> all) {
        int count = 0;
        Set<String> tunnels = new LinkedHashSet<>();
        for (Way way : network.ways()) {
            if (!(way.goal() instanceof Goal.Contact contact)) continue;
            boolean own = !network.here(contact.address()) && outsideOnly(network, way);
            String through = way.through().filter(nic -> tunnel(network, nic)).orElse("");
            if (through.isEmpty() || took.contains(through) || own) continue;
            count++;
            tunnels.add(through);
        }
        if (count == 0) return;
        took.addAll(tunnels);
        all.add(
                new Finding.Warn(
                        "vpn-takes-contact",
                        Say.count(count, "known address")
                                + (count == 1 ? " of a contact leads" : " of contacts lead")
                                + " into the VPN "
                                + Say.list(List.copyOf(tunnels)),
                        List.of(
                                "if they are on the same network as you: switch the VPN off, or let"
                                        + " it leave out local networks",
                                "if they are in that VPN, all is as it should be")));
    }

    /** An address beyond this network goes where everything goes; that is told once, below. */
    private static boolean outsideOnly(NetworkFacts network, Way way) {
        return network.ways().stream()
                .anyMatch(
                        w -> w.goal() instanceof Goal.Outside && w.through().equals(way.through()));
    }

    private static Finding outside(String through, boolean works) {
        if (works) {
            return new Finding.Well(
                    "vpn-beside",
                    "a VPN, "
                            + through
                            + ", carries what leaves this network; it leaves local"
                            + " machines alone");
        }
        return new Finding.Warn(
                "vpn-perhaps",
                "a VPN, "
                        + through
                        + ", carries what leaves this network, and some block local machines as"
                        + " well",
                List.of(
                        "allow the local network in its settings, or switch it off and look again"));
    }

    /** Whether somebody on this network was heard or reached all the same. */
    private static boolean heard(Facts facts) {
        if (!(facts.node() instanceof NodeFacts.Open open)) return false;
        boolean multicast =
                open.mdns().others().isPresent()
                        && !MulticastCheck.silent(facts.now(), open.mdns());
        return multicast
                || open.contacts().stream()
                        .flatMap(person -> person.link().stream())
                        .anyMatch(link -> facts.network().here(link.remote()));
    }

    private static boolean tunnel(NetworkFacts network, String nic) {
        return network.kind(nic)
                .filter(k -> k == InterfaceKind.TUNNEL || k == InterfaceKind.POINT_TO_POINT)
                .isPresent();
    }
}
