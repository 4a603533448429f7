package org.quietdrop.node.doctor;

import java.util.ArrayList;
import java.util.List;

/** How a port is opened where the firewall that shuts it is not known. */
final class Openings {
    private Openings() {}

    /** For TCP. A port that the system chooses at each start is fixed first. */
    static List<String> of(Platform platform, NodeFacts.Open open, int port) {
        List<String> all = new ArrayList<>(fixed(open, port));
        all.addAll(
                switch (platform) {
                    case LINUX ->
                            List.of(
                                    "with ufw: sudo ufw allow " + port + "/tcp",
                                    "with firewalld: sudo firewall-cmd --add-port=" + port + "/tcp",
                                    "with nftables: sudo nft insert rule inet filter input tcp"
                                            + " dport "
                                            + port
                                            + " accept");
                    case WINDOWS ->
                            List.of(
                                    "as administrator: netsh advfirewall firewall add rule"
                                            + " name=QuietDrop dir=in action=allow protocol=TCP"
                                            + " localport="
                                            + port);
                    case MACOS ->
                            List.of(
                                    "System Settings, Network, Firewall, Options: let java accept"
                                            + " incoming connections");
                    case OTHER -> List.of("let TCP port " + port + " in");
                });
        return all;
    }

    /** For multicast DNS. */
    static List<String> mdns(Platform platform) {
        return switch (platform) {
            case LINUX ->
                    List.of(
                            "with ufw: sudo ufw allow 5353/udp",
                            "with firewalld: sudo firewall-cmd --add-service=mdns",
                            "with nftables: sudo nft insert rule inet filter input udp dport 5353"
                                    + " accept");
            case WINDOWS ->
                    List.of(
                            "as administrator: netsh advfirewall firewall add rule"
                                    + " name=QuietDrop-mDNS dir=in action=allow protocol=UDP"
                                    + " localport=5353");
            case MACOS ->
                    List.of(
                            "System Settings, Privacy & Security, Local Network: allow the"
                                    + " terminal",
                            "System Settings, Network, Firewall, Options: let java accept incoming"
                                    + " connections");
            case OTHER -> List.of("let UDP port 5353 in");
        };
    }

    /** A rule for a port that is another one at the next start would be worth nothing then. */
    static List<String> fixed(NodeFacts.Open open, int port) {
        boolean can = port >= 1024;
        return open.fixedPort() || !can
                ? List.of()
                : List.of("first keep the port: quietdrop config port " + port);
    }
}
