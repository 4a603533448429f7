package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whom connections are counted against: one address, or the /64 of an IPv6 address that is not on a
 * network of ours, since there one person has all of it.
 *
 * @param prefix the address, or its first 8 bytes; of this machine all are one
 * @param exempt this machine itself, from which come all who use an onion service: its count has no
 *     limit of its own, but it is the first to give way when the table is full
 */
record Source(Bytes prefix, boolean exempt) {
    private static final int PREFIX_64 = 8;
    private static final Source LOOPBACK = new Source(Bytes.of(new byte[0]), true);

    /**
     * Whom an address counts against.
     *
     * @param networks the IPv6 networks that this machine is on
     */
    static Source of(InetAddress address, List<Network> networks) {
        if (address.isLoopbackAddress()) return LOOPBACK;
        byte[] raw = address.getAddress();
        boolean whole =
                !(address instanceof Inet6Address)
                        || address.isLinkLocalAddress()
                        || networks.stream().anyMatch(network -> network.contains(raw));
        byte[] prefix = whole ? raw : Arrays.copyOf(raw, PREFIX_64);
        return new Source(Bytes.of(prefix), false);
    }

    /**
     * An IPv6 network.
     *
     * @param address any address in it, 16 bytes
     * @param bits length of the prefix
     */
    record Network(Bytes address, int bits) {
        /** The IPv6 networks that this machine is on now; none when it cannot say. */
        static List<Network> here() {
            List<Network> networks = new ArrayList<>();
            try {
                for (NetworkInterface nic : NetworkInterface.networkInterfaces().toList()) {
                    for (InterfaceAddress at : nic.getInterfaceAddresses()) {
                        if (at.getAddress() instanceof Inet6Address v6) {
                            networks.add(
                                    new Network(
                                            Bytes.of(v6.getAddress()),
                                            at.getNetworkPrefixLength()));
                        }
                    }
                }
            } catch (SocketException e) {
                return List.of();
            }
            return networks;
        }

        boolean contains(byte[] other) {
            byte[] own = address.toArray();
            if (other.length != own.length || bits <= 0) return false;
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if (((own[bit >> 3] ^ other[bit >> 3]) & mask) != 0) return false;
            }
            return true;
        }
    }
}
