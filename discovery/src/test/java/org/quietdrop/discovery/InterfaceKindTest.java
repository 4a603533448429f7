package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** What an interface is must agree with whether mDNS is spoken on it. */
final class InterfaceKindTest {
    @ParameterizedTest
    @CsvSource({
        "eth0, false, true, LOCAL",
        "wlan0, false, true, LOCAL",
        "enp3s0, false, true, LOCAL",
        "tun0, true, true, TUNNEL",
        "wg0, true, false, TUNNEL",
        "utun4, true, true, TUNNEL",
        "tailscale0, true, true, TUNNEL",
        "ppp0, true, true, TUNNEL",
        "docker0, false, true, INWARD",
        "br-1a2b, false, true, INWARD",
        "veth1234, false, true, INWARD",
        "virbr0, false, true, INWARD",
        "nordlynx, true, false, POINT_TO_POINT",
        "ib0, false, false, NO_MULTICAST",
    })
    void byNameAndWhatItCan(String name, boolean oneToOne, boolean multicast, InterfaceKind kind) {
        assertEquals(kind, InterfaceKind.of(name, oneToOne, multicast));
    }

    @Test
    void whereMdnsIsSpokenIsLocal() throws SocketException {
        Set<String> spoken =
                UsableAddresses.of(MdnsOptions.everywhere()).stream()
                        .map(LocalAddress::interfaceName)
                        .collect(Collectors.toSet());
        for (NetworkInterface nic : NetworkInterface.networkInterfaces().toList()) {
            if (!spoken.contains(nic.getName())) continue;
            assertEquals(InterfaceKind.LOCAL, InterfaceKind.of(nic), nic.getName());
        }
        assertEquals(
                InterfaceKind.LOOPBACK,
                InterfaceKind.of(
                        NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress())));
    }
}
