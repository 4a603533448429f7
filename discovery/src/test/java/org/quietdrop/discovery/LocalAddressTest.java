package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

final class LocalAddressTest {
    private static LocalAddress home(String address, int prefix) throws UnknownHostException {
        return new LocalAddress("eth0", 7, InetAddress.getByName(address), prefix);
    }

    private static InetAddress six(String address, int scope) throws UnknownHostException {
        return Inet6Address.getByAddress(null, InetAddress.getByName(address).getAddress(), scope);
    }

    @Test
    void fourIsOnLinkWithinThePrefix() throws UnknownHostException {
        LocalAddress home = home("10.1.2.200", 25);
        assertTrue(home.onLink(InetAddress.getByName("10.1.2.128")));
        assertFalse(home.onLink(InetAddress.getByName("10.1.2.127")));
        assertFalse(home.onLink(InetAddress.getLoopbackAddress()));
        assertFalse(home.onLink(six("fe80::1", 7)));
        assertTrue(home("10.1.2.3", 32).onLink(InetAddress.getByName("10.1.2.3")));
        assertFalse(home("10.1.2.3", 32).onLink(InetAddress.getByName("10.1.2.2")));
    }

    @Test
    void sixIsOnLinkWhenLinkLocalOfTheSameScope() throws UnknownHostException {
        LocalAddress home = home("fe80::5", 64);
        assertTrue(home.onLink(six("fe80::1", 7)));
        assertFalse(home.onLink(six("fe80::1", 8)));
        assertFalse(home.onLink(six("fd00::1", 7)));
        assertFalse(home.onLink(six("2001:db8::1", 7)));
        assertFalse(home.onLink(InetAddress.getByName("169.254.0.1")));
    }

    @Test
    void loopbackMeetsOnlyLoopback() throws UnknownHostException {
        LocalAddress home = home("127.0.0.1", 8);
        assertTrue(home.onLink(InetAddress.getLoopbackAddress()));
        assertFalse(home.onLink(InetAddress.getByName("10.0.0.1")));
    }

    @Test
    void givesSixItsScope() throws UnknownHostException {
        InetAddress dialable = home("fe80::5", 64).dialable(six("fe80::1", 0));
        assertEquals(7, ((Inet6Address) dialable).getScopeId());
        InetAddress four = InetAddress.getByName("10.0.0.1");
        assertEquals(four, home("10.0.0.2", 24).dialable(four));
    }

    @Test
    void knowsWhereAllOfItsNetworkHear() throws UnknownHostException {
        assertEquals(
                Optional.of(InetAddress.getByName("10.1.3.255")),
                home("10.1.2.200", 23).broadcast());
        assertEquals(
                Optional.of(InetAddress.getByName("127.255.255.255")),
                home("127.0.0.1", 8).broadcast());
        assertEquals(
                Optional.of(InetAddress.getByName("10.1.2.7")), home("10.1.2.5", 30).broadcast());
        assertEquals(Optional.empty(), home("10.1.2.5", 31).broadcast());
        assertEquals(Optional.empty(), home("10.1.2.5", 32).broadcast());
        assertEquals(Optional.empty(), home("fe80::5", 64).broadcast());
    }

    /** A name that is there already is not asked for at a DNS server. */
    @Test
    void comesWithTheNameItWasGiven() throws IOException {
        assertEquals("0a1b", home("10.1.2.3", 24).named("0a1b").getHostName());
    }

    @Test
    void knowsInterfacesThatLeadInward() {
        for (String name :
                List.of("docker0", "veth12ab", "br-0a1b", "virbr0", "wg0", "tun0", "utun3")) {
            assertNotEquals(InterfaceKind.LOCAL, InterfaceKind.of(name, false, true), name);
        }
        for (String name : List.of("eth0", "enp3s0", "wlan0", "wlp2s0", "en0", "br0", "eno1")) {
            assertEquals(InterfaceKind.LOCAL, InterfaceKind.of(name, false, true), name);
        }
    }
}
