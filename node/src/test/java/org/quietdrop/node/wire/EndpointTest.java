package org.quietdrop.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which places are near, and what names a proxy. */
final class EndpointTest {
    private static Endpoint host(String host) {
        return new Endpoint(host, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "localhost",
                "LocalHost",
                "::1",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1",
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "169.254.3.4",
                "fe80::1",
                "fe80::1%1",
                "fc00::1",
                "fdff::1"
            })
    void ofTheOwnNetwork(String host) {
        assertTrue(host(host).isLocal());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.0.1",
                "192.169.0.1",
                "100.64.0.1",
                "203.0.113.9",
                "2001:db8::1",
                "::ffff:203.0.113.9",
                "fbff::1",
                "fe00::1",
                "10.0.0.1.example",
                "10.0.1",
                "0x7f.0.0.1",
                "localhost.",
                "printer.local",
                "abc.onion",
                "10.0.0.256"
            })
    void beyondIt(String host) {
        assertFalse(host(host).isLocal());
    }

    @Test
    void onionServices() {
        assertTrue(host("abc.onion").isOnion());
        assertTrue(host("ABC.Onion.").isOnion());
        assertFalse(host("onion").isOnion());
        assertFalse(host("abc.onion.example").isOnion());
        assertEquals(host("abc.onion"), Endpoint.parse("abc.onion:1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://127.0.0.1:9050",
                "socks5://[::1]:9050",
                "socks5://localhost:9050",
                "socks5://192.168.1.1:1",
                "socks5://10.0.0.1:65535/"
            })
    void proxies(String uri) {
        SocksProxy proxy = SocksProxy.parse(uri);
        assertEquals(proxy, SocksProxy.parse(proxy.toString()));
        assertFalse(proxy.address().isUnresolved());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:9050",
                "socks5:127.0.0.1:9050",
                "socks5h://127.0.0.1:9050",
                "socks4://127.0.0.1:9050",
                "socks://127.0.0.1:9050",
                "http://127.0.0.1:8080",
                "SOCKS5://127.0.0.1:9050",
                "socks5://127.0.0.1",
                "socks5://127.0.0.1:0",
                "socks5://127.0.0.1:65536",
                "socks5://127.0.0.1:-1",
                "socks5://::1:9050",
                "socks5://[::1]",
                "socks5://[127.0.0.1]x:1",
                "socks5://user:word@127.0.0.1:9050",
                "socks5://proxy.example:1080",
                "socks5://127.0.0.1:9050/path",
                "socks5://127.0.0.1:9050?x",
                "socks5://127.0.0.1:9050\nmdns = off",
                " socks5://127.0.0.1:9050"
            })
    void nothingElse(String uri) {
        assertThrows(IllegalArgumentException.class, () -> SocksProxy.parse(uri));
    }
}
