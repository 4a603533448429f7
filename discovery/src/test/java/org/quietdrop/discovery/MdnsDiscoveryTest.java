package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** The whole of it with JmDNS, on the loopback interface under service types of its own. */
@Timeout(300)
final class MdnsDiscoveryTest {
    private final Random random = new Random();
    private final String tag = "t" + random.nextInt(1_000_000);
    private final Sightings aliceSees = new Sightings();
    private final Sightings bobSees = new Sightings();
    private final MdnsDiscovery alice = node(aliceSees);
    private final MdnsDiscovery bob = node(bobSees);

    private MdnsDiscovery node(Sightings sightings) {
        return new MdnsDiscovery(
                MdnsOptions.loopback(tag), InstantSource.system(), this::random, sightings);
    }

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void show(MdnsDiscovery node, int port) {
        node.browse(ServiceKind.NODE, true);
        node.announce(ServiceKind.NODE, port, Optional.empty());
    }

    @AfterEach
    void closeBoth() {
        Thread other = Thread.ofVirtual().start(alice::close);
        bob.close();
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void twoFindEachOtherAndNeverThemselves() throws InterruptedException {
        show(alice, 1001);
        show(bob, 1002);
        Sighting.Appeared seen = aliceSees.appeared(bob.instance(ServiceKind.NODE));
        assertEquals(ServiceKind.NODE, seen.kind());
        assertEquals(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1002), seen.at());
        assertEquals(Optional.empty(), seen.pairingNumber());
        assertEquals(1001, bobSees.appeared(alice.instance(ServiceKind.NODE)).at().getPort());
        assertEquals(1, aliceSees.all().size());
        assertEquals(1, bobSees.all().size());
        // What is seen is told before it is counted, and may be before its own opening is over.
        DiscoveryStatus status = alice.status();
        while (status.peers() == 0
                || status.addresses().isEmpty()
                || status.ownMulticast() != DiscoveryStatus.Heard.YES) {
            assertFalse(Thread.interrupted(), "nothing is counted");
            status = alice.status();
        }
        assertEquals(1, status.peers());
        assertTrue(status.on());
        assertEquals(1, status.peers());
        assertEquals(List.of("lo 127.0.0.1"), status.addresses());
        assertEquals(DiscoveryStatus.Heard.YES, status.ownMulticast());
        assertEquals(Optional.empty(), status.reason());
    }

    @Test
    void aNewcomerFindsWhoWasThereBefore() throws InterruptedException {
        show(alice, 1001);
        bob.browse(ServiceKind.NODE, true);
        bobSees.appeared(alice.instance(ServiceKind.NODE));
        Sightings carolSees = new Sightings();
        try (MdnsDiscovery carol = node(carolSees)) {
            carol.browse(ServiceKind.NODE, true);
            carolSees.appeared(alice.instance(ServiceKind.NODE));
        }
    }

    @Test
    void aPairingShowsItsNumberAndGoes() throws InterruptedException {
        bob.browse(ServiceKind.PAIRING, true);
        alice.announce(ServiceKind.PAIRING, 1003, Optional.of(7));
        String name = alice.instance(ServiceKind.PAIRING);
        Sighting.Appeared seen = bobSees.appeared(name);
        assertEquals(Optional.of(7), seen.pairingNumber());
        assertEquals(1003, seen.at().getPort());
        alice.withdraw(ServiceKind.PAIRING);
        bobSees.vanished(name);
        assertNotEquals(name, alice.instance(ServiceKind.PAIRING));
    }

    @Test
    void aNameIsSeenAndGoes() throws InterruptedException {
        show(alice, 1001);
        bob.browse(ServiceKind.NAME, true);
        alice.show("Zoë");
        String instance = alice.instance(ServiceKind.NAME);
        Sighting.Appeared seen = bobSees.appeared(instance);
        assertEquals(Optional.of("Zoë"), seen.name());
        assertEquals(Optional.empty(), seen.pairingNumber());
        assertEquals(1, bobSees.all().size());
        alice.withdraw(ServiceKind.NAME);
        bobSees.vanished(instance);
        assertNotEquals(instance, alice.instance(ServiceKind.NAME));
        assertEquals(List.of("lo 127.0.0.1"), alice.status().addresses());
    }

    @Test
    void theNodeGetsAnotherPortTogetherWithAnotherName() throws InterruptedException {
        show(alice, 1001);
        show(bob, 1002);
        String before = alice.instance(ServiceKind.NODE);
        bobSees.appeared(before);
        alice.rename(2001);
        String after = alice.instance(ServiceKind.NODE);
        assertEquals(2001, bobSees.appeared(after).at().getPort());
        bobSees.vanished(before);
        for (Sighting one : bobSees.all()) {
            assertEquals(one.instance().equals(after) ? 2001 : 1001, one.at().getPort());
        }
    }

    /** It is heard whatever the network does with multicast. */
    @Test
    void aNodeOnThisMachineDoesNotSilenceTheBeacon() throws InterruptedException, IOException {
        int port;
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.now());
        Sightings carolSees = new Sightings();
        try (MdnsDiscovery carol =
                new MdnsDiscovery(
                        MdnsOptions.loopback(tag).beacon(port),
                        clock::get,
                        this::random,
                        carolSees)) {
            show(alice, 1001);
            show(carol, 1003);
            carolSees.appeared(alice.instance(ServiceKind.NODE));
            clock.set(clock.get().plusSeconds(11));
            while (!carol.status().beacon().sending()) {
                assertFalse(Thread.interrupted(), "it is silent");
            }
        }
    }

    @Test
    void kindsAreSeparate() throws InterruptedException {
        bob.browse(ServiceKind.NODE, true);
        alice.announce(ServiceKind.PAIRING, 1003, Optional.of(7));
        alice.announce(ServiceKind.NODE, 1001, Optional.empty());
        bobSees.appeared(alice.instance(ServiceKind.NODE));
        assertEquals(1, bobSees.all().size());
        assertNotEquals(alice.instance(ServiceKind.NODE), alice.instance(ServiceKind.PAIRING));
    }

    @Test
    void aNewPortIsSeen() throws InterruptedException {
        show(alice, 1001);
        show(bob, 1002);
        bobSees.appeared(alice.instance(ServiceKind.NODE));
        alice.announce(ServiceKind.NODE, 2001, Optional.empty());
        assertEquals(
                2001,
                ((Sighting.Appeared) bobSees.await(s -> s.at().getPort() == 2001)).at().getPort());
    }

    @Test
    void renamingLeavesNothingOfTheOldName() throws InterruptedException {
        show(alice, 1001);
        show(bob, 1002);
        String before = alice.instance(ServiceKind.NODE);
        bobSees.appeared(before);
        alice.rename(1001);
        String after = alice.instance(ServiceKind.NODE);
        assertNotEquals(before, after);
        bobSees.appeared(after);
        bobSees.vanished(before);
        assertFalse(
                aliceSees.all().stream()
                        .anyMatch(s -> List.of(before, after).contains(s.instance())),
                "alice takes her own old name for a stranger");
    }

    @Test
    void closingSaysGoodbyeInTime() throws InterruptedException {
        show(alice, 1001);
        show(bob, 1002);
        String name = alice.instance(ServiceKind.NODE);
        bobSees.appeared(name);
        // It gives up after six seconds; the machine may be busy.
        assertTimeoutPreemptively(Duration.ofSeconds(60), alice::close);
        bobSees.vanished(name);
        alice.close();
        alice.announce(ServiceKind.NODE, 1, Optional.empty());
        assertFalse(alice.status().on());
    }

    @Test
    void nothingIsOpenWhileNothingIsWanted() {
        assertEquals(List.of(), alice.status().addresses());
        assertTrue(alice.status().reason().isPresent());
    }

    @Test
    void refusesWhatCannotBeAnnounced() {
        for (int port : new int[] {0, -1, 65536}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> alice.announce(ServiceKind.NODE, port, Optional.empty()));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> alice.announce(ServiceKind.PAIRING, 1, Optional.of(100)));
        assertThrows(
                IllegalArgumentException.class,
                () -> alice.announce(ServiceKind.NODE, 1, Optional.of(1)));
        assertThrows(IllegalArgumentException.class, () -> MdnsOptions.loopback("a.b"));
        for (String name : new String[] {"", " x", "a\nb", "x".repeat(33)}) {
            assertThrows(IllegalArgumentException.class, () -> alice.show(name));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> alice.announce(ServiceKind.NAME, 1, Optional.empty()));
    }
}
