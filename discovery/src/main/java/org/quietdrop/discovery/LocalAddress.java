package org.quietdrop.discovery;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An address of this machine on which mDNS is spoken.
 *
 * @param interfaceIndex the system's number of the interface, which is an IPv6 address's scope
 * @param prefix the length of the local network's prefix in bits
 */
record LocalAddress(String interfaceName, int interfaceIndex, InetAddress address, int prefix) {

    /** Whether a packet from there can have come over this interface from the local network. */
    boolean onLink(InetAddress from) {
        if (address.isLoopbackAddress()) {
            return from.isLoopbackAddress();
        }
        if (address instanceof Inet6Address) {
            return from instanceof Inet6Address six
                    && six.isLinkLocalAddress()
                    && (six.getScopeId() == 0 || six.getScopeId() == interfaceIndex);
        }
        return from instanceof Inet4Address && sameNetwork(from.getAddress());
    }

    private boolean sameNetwork(byte[] other) {
        byte[] own = address.getAddress();
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((own[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The address as one that can be dialled from here: with the scope that IPv6 needs. */
    InetAddress dialable(InetAddress from) {
        if (!(from instanceof Inet6Address)) {
            return from;
        }
        try {
            return Inet6Address.getByAddress(null, from.getAddress(), interfaceIndex);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where all of its network hear; empty for IPv6 and for networks of two addresses or fewer. */
    Optional<InetAddress> broadcast() {
        if (!(address instanceof Inet4Address) || prefix > 30) {
            return Optional.empty();
        }
        byte[] all = address.getAddress();
        for (int bit = prefix; bit < 32; bit++) all[bit / 8] |= (byte) (0x80 >> (bit % 8));
        try {
            return Optional.of(InetAddress.getByAddress(all));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * This address with a host name already in it: so nobody asks a DNS server for one.
     *
     * @throws SocketException if the interface is gone
     */
    InetAddress named(String host) throws SocketException {
        try {
            if (address instanceof Inet4Address) {
                return InetAddress.getByAddress(host, address.getAddress());
            }
            NetworkInterface nic = NetworkInterface.getByIndex(interfaceIndex);
            if (nic == null) {
                throw new SocketException("interface is gone");
            }
            return Inet6Address.getByAddress(host, address.getAddress(), nic);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return interfaceName + " " + (scope < 0 ? text : text.substring(0, scope));
    }
}
