package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

final class AdmissionTest {
    private static final List<Source.Network> NONE = List.of();
    private static final LinksConfig.Limits FEW =
            new LinksConfig.Limits(8, 2, 3, 512, 4, 8, 1_024, 8_192);

    private final Random seeded = new Random(3);
    private final Admission<Integer> admission = new Admission<>(FEW, seeded::nextBytes);

    @Test
    void oneSourceGetsOnlyItsShare() {
        assertEquals(Optional.empty(), admission.admit(1, source("10.0.0.1")));
        assertEquals(Optional.empty(), admission.admit(2, source("10.0.0.1")));
        assertEquals(Optional.of(3), admission.admit(3, source("10.0.0.1")));
        assertEquals(Optional.empty(), admission.admit(4, source("10.0.0.2")));
        admission.leave(1);
        admission.leave(1);
        admission.second();
        assertEquals(Optional.empty(), admission.admit(5, source("10.0.0.1")));
        assertEquals(Optional.of(6), admission.admit(6, source("10.0.0.1")));
        assertEquals(3, admission.size());
    }

    @Test
    void aFullTableDropsSomebodyAtRandomAndStaysFull() {
        Set<Integer> dropped = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            Optional<Integer> victim = admission.admit(i, source("127.0.0.1"));
            assertEquals(i >= 8, victim.isPresent());
            victim.ifPresent(v -> assertTrue(dropped.add(v), "dropped twice"));
            assertTrue(admission.size() <= 8);
        }
        Set<Integer> inOrder = new HashSet<>();
        for (int i = 0; i < 292; i++) {
            inOrder.add(i);
        }
        assertEquals(292, dropped.size());
        assertNotEquals(inOrder, dropped, "not simply the oldest");
    }

    @Test
    void nobodyComesTooOften() {
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), admission.admit(i, source("10.0.0.1")));
            admission.leave(i);
        }
        assertEquals(Optional.of(3), admission.admit(3, source("10.0.0.1")), "no fourth time");
        assertEquals(Optional.empty(), admission.admit(4, source("10.0.0.2")));
        for (int i = 10; i < 30; i++) {
            assertEquals(Optional.empty(), admission.admit(i, source("127.0.0.1")));
            admission.leave(i);
        }
        assertTrue(admission.counting());
        admission.second();
        assertFalse(admission.counting());
        assertEquals(Optional.empty(), admission.admit(5, source("10.0.0.1")));
    }

    @Test
    void aFloodOfSourcesIsNotCountedWithoutBound() {
        for (int i = 0; i < 5_000; i++) {
            admission.admit(i, source("10.1." + i / 250 + "." + i % 250));
            admission.leave(i);
        }
        for (int i = 0; i < 20; i++) {
            assertEquals(Optional.empty(), admission.admit(9_000 + i, source("10.2.0.0")));
            admission.leave(9_000 + i);
        }
    }

    @Test
    void whoHoldsMostGivesWay() {
        for (int i = 0; i < 6; i++) admission.admit(i, source("127.0.0." + (1 + i)));
        admission.admit(6, source("10.0.0.1"));
        admission.admit(7, source("10.0.0.2"));
        for (int i = 8; i < 200; i++) {
            Optional<Integer> victim = admission.admit(i, source("::1"));
            assertTrue(victim.isPresent() && victim.get() != 6 && victim.get() != 7);
        }
        // Five more from elsewhere take the room of loopback, not of the first two.
        for (int i = 200; i < 205; i++) {
            Optional<Integer> victim = admission.admit(i, source("10.0.1." + i));
            assertTrue(victim.isPresent() && victim.get() > 7 && victim.get() < 200);
        }
        assertEquals(8, admission.size());
    }

    @Test
    void whoHoldsTwoGivesWayBeforeWhoHoldsOne() {
        for (int round = 0; round < 50; round++) {
            Admission<Integer> one = new Admission<>(FEW, seeded::nextBytes);
            var _ = one.admit(0, source("10.0.0.1"));
            for (int i = 1; i < 8; i++) {
                var _ = one.admit(i, source("10.0.1." + (i + 1) / 2));
            }
            for (int i = 8; i < 11; i++) {
                Optional<Integer> victim = one.admit(i, source("10.0.2." + i));
                assertTrue(victim.isPresent() && victim.get() != 0, "who holds one stays");
            }
        }
    }

    @Test
    void farAwayOneSixtyFourIsOneSource() {
        assertEquals(source("2001:db8::1"), source("2001:db8::ffff:2"));
        assertNotEquals(source("2001:db8::1"), source("2001:db8:0:1::1"));
    }

    @Test
    void onTheLinkEveryAddressIsItsOwnSource() throws Exception {
        Bytes here = Bytes.of(InetAddress.ofLiteral("2001:db8:0:7::9").getAddress());
        List<Source.Network> networks = List.of(new Source.Network(here, 64));
        InetAddress one = InetAddress.ofLiteral("2001:db8:0:7::1");
        InetAddress two = InetAddress.ofLiteral("2001:db8:0:7::2");
        assertNotEquals(Source.of(one, networks), Source.of(two, networks));
        assertEquals(Source.of(one, NONE), Source.of(two, NONE));
        assertNotEquals(source("fe80::1"), source("fe80::2"));
        assertNotEquals(source("10.0.0.1"), source("10.0.0.2"));
    }

    @Test
    void thisMachineIsExempt() {
        assertTrue(source("127.0.0.1").exempt());
        assertTrue(source("::1").exempt());
        assertTrue(!source("10.0.0.1").exempt());
    }

    private static Source source(String address) {
        return Source.of(InetAddress.ofLiteral(address), NONE);
    }
}
