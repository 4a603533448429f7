package org.quietdrop.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the addresses for mDNS: of every usable interface the first IPv4 address and the first
 * IPv6 link-local address. More of them would announce the same packets' source twice.
 */
final class UsableAddresses {
    private UsableAddresses() {}

    static List<LocalAddress> of(MdnsOptions options) throws SocketException {
        List<LocalAddress> found = new ArrayList<>();
        for (NetworkInterface nic : NetworkInterface.networkInterfaces().toList()) {
            try {
                if (wanted(nic, options)) {
                    add(nic, options, found);
                }
            } catch (SocketException e) {
                // It went away while we looked.
            }
        }
        return found;
    }

    private static boolean wanted(NetworkInterface nic, MdnsOptions options)
            throws SocketException {
        if (options.loopbackTag().isPresent()) {
            return nic.isLoopback() && nic.isUp();
        }
        Optional<String> name = options.interfaceName();
        if (name.isPresent()) {
            return nic.getName().equals(name.get()) && nic.isUp();
        }
        return InterfaceKind.of(nic) == InterfaceKind.LOCAL && !nic.isVirtual();
    }

    private static void add(NetworkInterface nic, MdnsOptions options, List<LocalAddress> found) {
        boolean four = false;
        boolean six = options.loopbackTag().isPresent();
        for (InterfaceAddress one : nic.getInterfaceAddresses()) {
            InetAddress address = one.getAddress();
            boolean take =
                    address instanceof Inet4Address ? !four : !six && address.isLinkLocalAddress();
            if (!take) {
                continue;
            }
            if (address instanceof Inet4Address) {
                four = true;
            } else {
                six = true;
            }
            found.add(
                    new LocalAddress(
                            nic.getName(), nic.getIndex(), address, one.getNetworkPrefixLength()));
        }
    }
}
