package org.quietdrop.node.doctor.look;

import org.quietdrop.node.doctor.Firewall;
import org.quietdrop.node.doctor.Firewall.Asked;
import org.quietdrop.node.doctor.NetworkFacts.Nic;
import org.quietdrop.node.doctor.Platform;
import org.quietdrop.node.doctor.firewall.IptablesText;
import org.quietdrop.node.doctor.firewall.NftText;
import org.quietdrop.node.doctor.firewall.Packet;
import org.quietdrop.node.doctor.firewall.Ruling;
import org.quietdrop.node.doctor.firewall.Subnet;
import org.quietdrop.node.doctor.firewall.UfwText;
import org.quietdrop.node.doctor.firewall.ZoneText;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the firewalls of Linux say, by the programs that show their rules. */
final class Firewalls {
    private static final InetAddress MDNS4 = InetAddress.ofLiteral("224.0.0.251");
    private static final InetAddress MDNS6 = InetAddress.ofLiteral("ff02::fb");
    private static final int MDNS_PORT = 5353;
    private static final Path UFW = Path.of("/etc/ufw/ufw.conf");

    private final Machine machine;
    private final List<Packet> packets;

    /**
     * @param ports TCP ports of the node
     * @param mdns whether multicast DNS is wanted
     */
    Firewalls(Machine machine, List<Nic> nics, List<Integer> ports, boolean mdns) {
        this.machine = machine;
        this.packets = packets(nics, ports, mdns);
    }

    private static List<Packet> packets(List<Nic> nics, List<Integer> ports, boolean mdns) {
        List<Packet> all = new ArrayList<>();
        for (Nic nic : nics) {
            if (!nic.used()) continue;
            for (Subnet net : nic.nets()) {
                for (int port : ports) {
                    all.add(new Packet(nic.name(), Packet.Protocol.TCP, port, net, net.address()));
                }
                boolean speaks = net.four() || net.address().isLinkLocalAddress();
                if (!mdns || !speaks) continue;
                InetAddress group = net.four() ? MDNS4 : MDNS6;
                all.add(new Packet(nic.name(), Packet.Protocol.UDP, MDNS_PORT, net, group));
            }
        }
        return all;
    }

    List<Firewall> facts() {
        if (machine.platform() != Platform.LINUX) return List.of();
        // These two write rules of the others, and are the ones to be told.
        Optional<Firewall> own = ufw().or(this::firewalld);
        if (own.isPresent()) return List.of(own.get());
        List<Firewall> all = new ArrayList<>();
        rules("nftables", "nft", "sudo nft list ruleset", List.of("list", "ruleset"), NftText::rule)
                .ifPresent(all::add);
        for (boolean four : new boolean[] {true, false}) {
            String name = four ? "iptables" : "ip6tables";
            rules(
                            name,
                            name + "-save",
                            "sudo " + name + "-save",
                            List.of(),
                            (text, packet) ->
                                    packet.four() == four
                                            ? IptablesText.rule(text, four, packet)
                                            : new Ruling.Open())
                    .ifPresent(all::add);
        }
        // One that only root may read says the same as the other.
        if (all.size() > 1 && all.stream().noneMatch(Firewall::readable)) return all.subList(0, 1);
        return all;
    }

    private interface Reading {
        Ruling of(String text, Packet packet);
    }

    private Optional<Firewall> rules(
            String name, String program, String show, List<String> arguments, Reading reading) {
        return machine.run(program, arguments)
                .map(ran -> {
                    // Some versions say nothing, and call that well, to who may not read them.
                    boolean read = machine.root() && ran.exit() == 0;
                    return new Firewall(
                            name,
                            show,
                            read,
                            read ? asked(packet -> reading.of(ran.text(), packet)) : List.of());
                });
    }

    private List<Asked> asked(Function<Packet, Ruling> ruling) {
        return packets.stream().map(packet -> new Asked(packet, ruling.apply(packet))).toList();
    }

    private Optional<Firewall> ufw() {
        Optional<String> said =
                machine.run("ufw", List.of("status", "verbose"))
                        .filter(ran -> ran.exit() == 0)
                        .map(Machine.Ran::text);
        String show = "sudo ufw status verbose";
        if (said.isPresent()) {
            if (!UfwText.on(said.get())) return Optional.empty();
            return Optional.of(
                    new Firewall("ufw", show, true, asked(p -> UfwText.rule(said.get(), p))));
        }
        boolean on =
                machine.text(UFW)
                        .filter(text -> text.lines().anyMatch("ENABLED=yes"::equals))
                        .isPresent();
        return on ? Optional.of(new Firewall("ufw", show, false, List.of())) : Optional.empty();
    }

    private Optional<Firewall> firewalld() {
        boolean on =
                machine.run("firewall-cmd", List.of("--state"))
                        .filter(ran -> ran.exit() == 0 && ran.text().strip().equals("running"))
                        .isPresent();
        if (!on) return Optional.empty();
        List<Asked> asked = new ArrayList<>();
        boolean readable = true;
        for (Packet packet : packets) {
            Optional<Ruling> ruling = zone(packet);
            readable &= ruling.isPresent();
            ruling.ifPresent(r -> asked.add(new Asked(packet, r)));
        }
        return Optional.of(
                new Firewall("firewalld", "sudo firewall-cmd --list-all", readable, asked));
    }

    private Optional<Ruling> zone(Packet packet) {
        Optional<String> zone =
                word(List.of("--get-zone-of-interface=" + packet.nic()))
                        .or(() -> word(List.of("--get-default-zone")));
        return zone.flatMap(name ->
                machine.run("firewall-cmd", List.of("--zone=" + name, "--list-all"))
                        .filter(ran -> ran.exit() == 0)
                        .map(ran -> ZoneText.rule(ran.text(), name, packet)));
    }

    private Optional<String> word(List<String> arguments) {
        return machine.run("firewall-cmd", arguments)
                .filter(ran -> ran.exit() == 0)
                .map(ran -> ran.text().strip())
                .filter(text -> text.matches("[A-Za-z0-9_-]{1,64}"));
    }
}
