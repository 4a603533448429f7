package org.quietdrop.tests.lan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What nodes may send, and what else was sent. Neighbour questions and group reports of the systems
 * themselves are no node's.
 *
 * @param people addresses of hosts whose nodes are contacts
 * @param typed addresses that a user has typed, with ports
 * @param others hosts that are no nodes: what they send does not count
 */
record Outgoing(Set<InetAddress> people, Set<Wire.Place> typed, Set<InetAddress> others) {
    private static final int MDNS = 5353;
    private static final int BEACON = 47474;
    private static final int DNS = 53;

    /** What a packet is. */
    enum Kind {
        SYSTEM,
        MDNS,
        BEACON,
        CONTACT,
        TYPED,
        /** A question to a name server, wherever it is. */
        DNS,
        /** Anything else. */
        STRAY
    }

    /** All packets, by what they are. */
    Map<Kind, List<Wire.Packet>> sorted(Wire wire) {
        Map<Kind, List<Wire.Packet>> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) all.put(kind, new ArrayList<>());
        for (Wire.Packet packet : wire.packets()) {
            if (others.contains(packet.from())) continue;
            all.computeIfAbsent(kind(packet), _ -> new ArrayList<>()).add(packet);
        }
        return all;
    }

    private Kind kind(Wire.Packet packet) {
        if (packet.port() == DNS) return Kind.DNS;
        return switch (packet.kind()) {
            case ARP -> Kind.SYSTEM;
            case CONTROL -> stays(packet) ? Kind.SYSTEM : Kind.STRAY;
            case UDP -> {
                String to = packet.to().getHostAddress();
                boolean group = to.equals("224.0.0.251") || to.equals("ff02:0:0:0:0:0:0:fb");
                if (packet.port() == MDNS && group) yield Kind.MDNS;
                boolean beacon = packet.port() == BEACON && to.equals("10.81.0.255");
                yield beacon ? Kind.BEACON : Kind.STRAY;
            }
            case TCP -> {
                if (typed.contains(new Wire.Place(packet.to(), packet.port()))) yield Kind.TYPED;
                boolean known = people.contains(packet.from()) && people.contains(packet.to());
                yield known ? Kind.CONTACT : Kind.STRAY;
            }
        };
    }

    private boolean stays(Wire.Packet packet) {
        InetAddress to = packet.to();
        return people.contains(to)
                || to.isMCLinkLocal()
                || to.getHostAddress().startsWith("224.0.0.");
    }
}
