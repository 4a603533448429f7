package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The beacon over real sockets: the broadcast address of the loopback interface. */
@Timeout(300)
final class BeaconTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ALICE = "00112233445566778899aabb";
    private static final LocalAddress HOME =
            new LocalAddress("lo", 1, InetAddress.getLoopbackAddress(), 8);

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final BlockingQueue<Advert> heard = new LinkedBlockingQueue<>();
    private int port;
    private Beacon alice;
    private Beacon bob;
    private final PacketSight sight = new PacketSight();
    private final List<PacketSight.Packet> told = new java.util.concurrent.CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws IOException {
        try (DatagramSocket free = new DatagramSocket()) {
            port = free.getLocalPort();
        }
        alice = beacon(_ -> {});
        bob = beacon(adverts -> heard.addAll(adverts));
    }

    private Beacon beacon(Consumer<List<Advert>> to) {
        return new Beacon(port, clock::get, byte[]::new, (_, adverts) -> to.accept(adverts), sight);
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    private static Optional<Announcement> node(int at) {
        return Optional.of(
                new Announcement(
                        ServiceKind.NODE, "", ALICE, at, Optional.empty(), Optional.empty()));
    }

    /** At that second both have their turn, as once a second. */
    private void second(int second) {
        clock.set(NOW.plusSeconds(second));
        alice.tick(node(4711), Optional.empty());
        bob.tick(Optional.empty(), Optional.empty());
    }

    private void begin() {
        for (Beacon one : List.of(alice, bob)) {
            one.settle(List.of(HOME));
            one.begin();
        }
    }

    private Advert next() throws InterruptedException {
        Advert advert = heard.poll(90, TimeUnit.SECONDS);
        assertNotEquals(null, advert, "nothing was heard");
        return advert;
    }

    @Test
    void isHeardAfterTenSecondsAndNotBefore() throws InterruptedException {
        sight.look(told::add);
        begin();
        for (int second = 0; second < 10; second++) second(second);
        assertEquals(List.of(), told);
        assertFalse(alice.status().sending());
        second(10);
        assertEquals(
                new Advert.Present(ServiceKind.NODE, ALICE, 4711, Optional.empty(), 120), next());
        // Both nodes are on one machine here: what comes is our own, and told of once, as sent.
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.getFirst().sent() && told.getFirst().beacon());
        assertEquals(18, told.getFirst().bytes());
        // The one at the tenth second was the first.
        assertEquals(0, heard.size());
        assertTrue(alice.status().sending());
        assertEquals("nobody's multicast is heard on this network", alice.status().why());
        assertEquals(new BeaconStatus(false, true, "this node is not announced"), bob.status());
    }

    @Test
    void aNodeHeardByMdnsEndsIt() throws InterruptedException {
        begin();
        second(10);
        assertEquals(ALICE, next().instance());
        alice.heardByMdns(NOW.plusSeconds(11));
        for (int second = 11; second < 101; second++) second(second);
        assertFalse(alice.status().sending());
        second(101);
        assertEquals(ALICE, next().instance());
        assertEquals(0, heard.size());
    }

    @Test
    void closedItHearsAndSendsNothingAndOpensAgain() throws InterruptedException, IOException {
        begin();
        for (Beacon one : List.of(alice, bob)) one.settle(List.of());
        second(10);
        assertFalse(alice.status().listening());
        takeThePortAlone();
        begin();
        second(20);
        assertEquals(ALICE, next().instance());
    }

    /** The listener's thread needs a moment to let go. Longer than the test may take, it fails. */
    private void takeThePortAlone() throws IOException {
        while (true) {
            try (DatagramSocket alone = new DatagramSocket(null)) {
                // Without leave to share the port: nobody else has it.
                alone.setReuseAddress(false);
                alone.bind(new InetSocketAddress("0.0.0.0", port));
                return;
            } catch (BindException e) {
                assertFalse(Thread.interrupted(), "the port is still taken");
            }
        }
    }

    @Test
    void whereThePortIsTakenItSaysSo() throws IOException {
        try (DatagramSocket other = new DatagramSocket(null)) {
            other.setReuseAddress(false);
            other.bind(new InetSocketAddress("0.0.0.0", port));
            begin();
            second(10);
            assertEquals(
                    new BeaconStatus(false, false, "another program has UDP port " + port),
                    alice.status());
        }
        alice.settle(List.of(HOME));
        assertTrue(alice.status().listening());
    }

    @Test
    void rubbishIsCountedAndTheNextOneIsHeard() throws IOException, InterruptedException {
        begin();
        try (DatagramSocket other = new DatagramSocket(null)) {
            other.setReuseAddress(true);
            other.setBroadcast(true);
            other.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), port));
            InetAddress all = InetAddress.getByName("127.255.255.255");
            byte[] good = new BeaconPacket(ALICE, 1).bytes();
            for (byte[] packet : List.of(new byte[0], new byte[18], new byte[1400])) {
                other.send(new DatagramPacket(packet, packet.length, all, port));
            }
            other.send(new DatagramPacket(good, good.length, all, port));
        }
        assertEquals(1, ((Advert.Present) next()).port());
        assertEquals(3, bob.dropped());
    }

    @Test
    void withoutAPortOrIpv4ThereIsNone() throws IOException {
        Beacon none = new Beacon(0, clock::get, byte[]::new, (_, _) -> {}, new PacketSight());
        none.settle(List.of(HOME));
        assertEquals(new BeaconStatus(false, false, "switched off"), none.status());
        alice.settle(List.of(new LocalAddress("eth0", 2, InetAddress.getByName("fe80::1"), 64)));
        assertEquals("no network with IPv4, and IPv6 has no broadcast", alice.status().why());
    }
}
