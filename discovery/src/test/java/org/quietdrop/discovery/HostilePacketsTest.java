package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

import javax.jmdns.impl.JmDNSImpl;

/**
 * What makes plain JmDNS deaf for good must leave us hearing. From another address, on loopback.
 */
@Timeout(300)
final class HostilePacketsTest {
    private static final long SEED = 7;
    private final Random random = new Random();
    private final MdnsOptions options = MdnsOptions.loopback("h" + random.nextInt(1_000_000));
    private final String type = options.type(ServiceKind.NODE);
    private final Sightings victimSees = new Sightings();
    private MulticastSocket attacker;
    private MdnsDiscovery victim;

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private String name() {
        return HexFormat.of().formatHex(random(12));
    }

    private MdnsDiscovery node(Sightings sightings) {
        return new MdnsDiscovery(options, InstantSource.system(), this::random, sightings);
    }

    static MulticastSocket attacker() throws IOException {
        InetAddress own = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        MulticastSocket socket = new MulticastSocket(new InetSocketAddress(own, 5353));
        socket.setNetworkInterface(
                NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
        return socket;
    }

    static void send(MulticastSocket from, byte[] packet) throws IOException {
        InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, (byte) 251});
        from.send(new DatagramPacket(packet, packet.length, group, 5353));
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        attacker = attacker();
        victim = node(victimSees);
        victim.browse(ServiceKind.NODE, true);
        victim.announce(ServiceKind.NODE, 1001, Optional.empty());
        // The attack begins when the victim hears.
        try (MdnsDiscovery first = node(new Sightings())) {
            first.announce(ServiceKind.NODE, 1002, Optional.empty());
            victimSees.appeared(first.instance(ServiceKind.NODE));
        }
    }

    @AfterEach
    void close() {
        attacker.close();
        victim.close();
    }

    private void stillFindsANewPeer() throws InterruptedException {
        try (MdnsDiscovery late = node(new Sightings())) {
            late.announce(ServiceKind.NODE, 1003, Optional.empty());
            victimSees.appeared(late.instance(ServiceKind.NODE));
        }
        assertEquals(0, victim.status().restarts(), "its listener died");
    }

    @Test
    void thePacketThatEndsPlainJmdns() throws IOException, InterruptedException {
        send(attacker, Packets.killer());
        stillFindsANewPeer();
    }

    @Test
    void pointersWithoutServices() throws IOException, InterruptedException {
        for (int i = 0; i < 500; i++) {
            send(attacker, Packets.lonelyPointer(type, name()));
        }
        stillFindsANewPeer();
        assertTrue(victim.status().dropped() > 0);
    }

    @Test
    void flippedBits() throws IOException, InterruptedException {
        Random flips = new Random(SEED);
        byte[] good = Packets.announcement(type, name(), 1, "v=1").bytes();
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = good.clone();
            for (int n = 1 + flips.nextInt(6); n > 0; n--) {
                packet[flips.nextInt(packet.length)] ^= (byte) (1 << flips.nextInt(8));
            }
            send(attacker, packet);
        }
        stillFindsANewPeer();
    }

    @Test
    void aFloodOfInventedNodes() throws IOException, InterruptedException {
        for (int i = 0; i < 2000; i++) {
            send(attacker, Packets.announcement(type, name(), 1, "v=1").bytes());
        }
        stillFindsANewPeer();
        assertTrue(victim.status().peers() <= 2 * PeerTable.MAX_ON_LOOPBACK);
    }

    @Test
    void goodbyesInAnothersName() throws IOException, InterruptedException {
        Sightings nobody = new Sightings();
        try (MdnsDiscovery honest = node(nobody)) {
            honest.announce(ServiceKind.NODE, 1003, Optional.empty());
            String name = honest.instance(ServiceKind.NODE);
            victimSees.appeared(name);
            for (int i = 0; i < 10; i++) {
                send(attacker, Packets.goodbye(type, name));
            }
            stillFindsANewPeer();
            assertFalse(
                    victimSees.all().stream()
                            .anyMatch(s ->
                                    s instanceof Sighting.Vanished && s.instance().equals(name)));
        }
    }

    /** Shows that the attack above is one: without the filter the listener dies of that packet. */
    @Test
    void plainJmdnsDiesOfIt() throws IOException, InterruptedException {
        String name = name();
        InetAddress loopback = InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1});
        try (JmDNSImpl plain = new JmDNSImpl(loopback, name)) {
            Thread listener =
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(t -> t.getName().equals("SocketListener(" + name + ")"))
                            .findFirst()
                            .orElseThrow();
            listener.setUncaughtExceptionHandler((_, _) -> {});
            send(attacker, Packets.killer());
            listener.join(90_000);
            assertFalse(listener.isAlive());
        }
    }
}
