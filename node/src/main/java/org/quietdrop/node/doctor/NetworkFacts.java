package org.quietdrop.node.doctor;

import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.firewall.Subnet;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The network as this machine sees it. Nobody is asked but contacts, where they are known to be,
 * and machines that this one had to do with before: the network is not searched.
 *
 * @param nics all interfaces
 * @param calls whom we tried to reach, and what came of it
 * @param ways through which interfaces packets would go
 * @param called whether others were called at all: only when there is a reason to
 * @param neighboursKnown whether the system tells which machines it had to do with
 */
public record NetworkFacts(
        List<Nic> nics, List<Call> calls, List<Way> ways, boolean called, boolean neighboursKnown) {
    /** Copies the lists. */
    public NetworkFacts {
        nics = List.copyOf(nics);
        calls = List.copyOf(calls);
        ways = List.copyOf(ways);
    }

    /** A network without anything that was tried. */
    public static NetworkFacts of(List<Nic> nics) {
        return new NetworkFacts(nics, List.of(), List.of(), false, true);
    }

    /**
     * An interface of this machine.
     *
     * @param kind what it is, or why it is left out
     * @param used whether this node speaks there
     * @param nets its addresses, with the local networks they are in
     */
    public record Nic(String name, InterfaceKind kind, boolean used, List<Subnet> nets) {
        /** Copies the list. */
        public Nic {
            nets = List.copyOf(nets);
        }
    }

    /** One that was tried. */
    public record Call(Who who, InetAddress address, Answer answer) {
        /** Whom we tried. */
        public enum Who {
            /** This node, at one of its own addresses. */
            SELF,
            /** A contact's node, where it was last or where the user said. */
            CONTACT,
            /** The machine that leads out of this network. */
            ROUTER,
            /** Another machine that this one had to do with before. */
            NEIGHBOUR
        }

        /** What came of it. */
        public enum Answer {
            /** Somebody listens at that port. */
            OPEN,
            /** The machine is there. */
            THERE,
            SILENT,
            UNKNOWN
        }
    }

    /**
     * Where packets for somebody would go.
     *
     * @param through the interface; empty: nowhere
     */
    public record Way(Goal goal, Optional<String> through) {}

    /** Whose packets. */
    public sealed interface Goal {
        /** Somebody on the internet. */
        record Outside() implements Goal {}

        /** Another machine on the local network of an interface. */
        record Local(String nic, Subnet net) implements Goal {}

        /** A contact at a known address. */
        record Contact(InetAddress address) implements Goal {}
    }

    /** The interfaces on which this node speaks. */
    List<Nic> used() {
        return nics.stream().filter(Nic::used).toList();
    }

    /** Whether the address is on one of our local networks. */
    public boolean here(InetAddress address) {
        return used().stream()
                .flatMap(nic -> nic.nets().stream())
                .anyMatch(net -> net.contains(address));
    }

    /** Whether this machine has that address. */
    boolean ours(InetAddress address) {
        return nics.stream()
                .flatMap(nic -> nic.nets().stream())
                .anyMatch(net -> Subnet.of(net.address()).contains(address));
    }

    /** What an interface of that name is. */
    Optional<InterfaceKind> kind(String name) {
        return nics.stream().filter(nic -> nic.name().equals(name)).map(Nic::kind).findFirst();
    }
}
