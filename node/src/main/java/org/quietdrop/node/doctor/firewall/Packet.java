package org.quietdrop.node.doctor.firewall;

import java.net.InetAddress;

/**
 * The first packet of somebody else on the local network, for which a firewall is asked.
 *
 * @param nic the interface on which it comes
 * @param from where it may come from
 * @param to where it goes
 */
public record Packet(String nic, Protocol protocol, int port, Subnet from, InetAddress to) {
    /** What carries it. */
    public enum Protocol {
        TCP("tcp"),
        UDP("udp");

        private final String word;

        Protocol(String word) {
            this.word = word;
        }

        /** As firewalls write it. */
        public String word() {
            return word;
        }
    }

    /** Whether it is one of IPv4. */
    public boolean four() {
        return from.four();
    }
}
