package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.wire.Endpoint;

import java.util.List;

final class AddressesTest {
    @Test
    void sixIsShortenedAsItShouldBe() {
        assertEquals("fd77::1", Endpoint.shortened("fd77:0:0:0:0:0:0:1"));
        assertEquals("fe80::77:ff:fe00:1%eth0", Endpoint.shortened("fe80:0:0:0:77:ff:fe00:1%eth0"));
        assertEquals("::1", Endpoint.shortened("0:0:0:0:0:0:0:1"));
        assertEquals("::", Endpoint.shortened("0:0:0:0:0:0:0:0"));
        assertEquals("2001:db8::", Endpoint.shortened("2001:db8:0:0:0:0:0:0"));
        assertEquals("1:0:2::3:4:5", Endpoint.shortened("1:0:2:0:0:3:4:5"));
        assertEquals("1:0:2:3:4:5:6:7", Endpoint.shortened("1:0:2:3:4:5:6:7"));
        assertEquals("10.0.0.1", Endpoint.shortened("10.0.0.1"));
    }

    @Test
    void whatOthersCanUseComesFirst() {
        assertEquals(
                List.of(
                        new Endpoint("10.0.0.1", 4),
                        new Endpoint("fd77::1", 4),
                        new Endpoint("fe80::1%e", 4)),
                Addresses.readable(
                        List.of(
                                new Endpoint("fe80:0:0:0:0:0:0:1%e", 4),
                                new Endpoint("fd77:0:0:0:0:0:0:1", 4),
                                new Endpoint("10.0.0.1", 4))));
    }

    @Test
    void loopbackIsNotShared() {
        assertEquals(
                List.of(
                        new Endpoint("fe80:0:0:0:0:0:0:1%e", 4),
                        new Endpoint("10.0.0.1", 4),
                        new Endpoint("fd77:0:0:0:0:0:0:1", 4)),
                Addresses.shareable(
                        List.of(
                                new Endpoint("127.0.0.1", 4),
                                new Endpoint("0:0:0:0:0:0:0:1", 4),
                                new Endpoint("fe80:0:0:0:0:0:0:1%e", 4),
                                new Endpoint("10.0.0.1", 4),
                                new Endpoint("fd77:0:0:0:0:0:0:1", 4))));
    }

    @Test
    void aWildcardIsNeverToldToOthers() {
        for (String wildcard : List.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "0:0:0:0:0:0:0:0%0")) {
            List<Endpoint> at = Addresses.dialable(List.of(new Endpoint(wildcard, 7)));
            assertFalse(at.isEmpty());
            assertTrue(at.stream().noneMatch(e -> e.host().matches("[0:.]+(%.*)?")), at.toString());
            assertTrue(at.stream().allMatch(e -> e.port() == 7));
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsToldWithThoseThatAre() {
        UserError e =
                assertThrows(
                        UserError.class,
                        () -> Addresses.binds(Config.standard().with("interface", "nothere0")));
        assertEquals(Exit.DAEMON, e.exit());
        assertTrue(e.hint().contains("lo"), e.hint());
        assertEquals(
                List.of(new Endpoint("127.0.0.1", 0)),
                Addresses.binds(Config.standard().with("interface", "lo")).stream()
                        .filter(b -> b.host().indexOf(':') < 0)
                        .toList());
    }
}
