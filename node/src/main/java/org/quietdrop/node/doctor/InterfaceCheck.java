package org.quietdrop.node.doctor;

import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.NetworkFacts.Nic;
import org.quietdrop.node.doctor.firewall.Subnet;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which network interfaces are used, and why others are not. */
final class InterfaceCheck {
    private InterfaceCheck() {}

    static List<Finding> of(Facts facts) {
        List<Finding> all = new ArrayList<>();
        List<Nic> used = facts.network().used();
        List<String> left =
                facts.network().nics().stream()
                        .filter(nic -> !nic.used() && nic.kind() != InterfaceKind.LOOPBACK)
                        .map(nic -> nic.name() + " (" + why(nic) + ")")
                        .toList();
        String rest = left.isEmpty() ? "" : "; left out: " + Say.list(left);
        if (used.isEmpty()) {
            all.add(
                    new Finding.Fail(
                            "no-network",
                            "no network interface can be used" + rest,
                            List.of(
                                    "join a Wi-Fi network or plug a cable in; no internet is"
                                            + " needed",
                                    "one that is left out can be used with: quietdrop config"
                                            + " interface NAME")));
            return all;
        }
        List<String> names = used.stream().map(InterfaceCheck::withAddresses).toList();
        all.add(new Finding.Well("network", "uses " + Say.list(names) + rest));
        return all;
    }

    private static String withAddresses(Nic nic) {
        List<String> addresses =
                nic.nets().stream()
                        .map(Subnet::address)
                        .sorted(Comparator.comparingInt(InterfaceCheck::effort))
                        .map(Say::address)
                        .toList();
        return nic.name() + " with " + String.join(", ", addresses);
    }

    /** What people can read aloud comes first. */
    private static int effort(InetAddress address) {
        if (address instanceof Inet4Address) return 0;
        return address.isLinkLocalAddress() ? 2 : 1;
    }

    private static String why(Nic nic) {
        return switch (nic.kind()) {
            case DOWN -> "down";
            case LOOPBACK -> "this machine itself";
            case TUNNEL -> "a VPN or another tunnel";
            case INWARD -> "containers or virtual machines";
            case POINT_TO_POINT -> "one machine at its other end";
            case NO_MULTICAST -> "knows no multicast";
            case LOCAL -> nic.nets().isEmpty() ? "no address" : "not the one that is set";
        };
    }
}
