package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Who looks is told of the packets that a neighbour hears: the same number of the same sizes. */
@Timeout(300)
final class PacketSightTest {
    private final Random random = new Random();
    private final String tag = "s" + random.nextInt(1_000_000);
    private final List<PacketSight.Packet> told = new CopyOnWriteArrayList<>();

    private record Heard(int bytes, Set<String> names) {}

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Heard next(MulticastSocket ear) throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
            ear.receive(packet);
            try {
                DnsMessage message = DnsReader.read(packet.getData(), packet.getLength());
                Set<String> names = new TreeSet<>();
                message.questions().forEach(q -> names.add(q.name()));
                for (DnsMessage.Entry entry : message.entries()) {
                    names.add(entry.name());
                    if (entry instanceof DnsMessage.Server server) names.add(server.host());
                }
                return new Heard(packet.getLength(), names);
            } catch (DnsMessage.Malformed e) {
                // Some other program's.
            }
        }
    }

    private static void drain(MulticastSocket ear, List<Heard> heard, BooleanSupplier enough)
            throws IOException {
        try {
            while (!enough.getAsBoolean()) heard.add(next(ear));
        } catch (SocketTimeoutException e) {
            // That was all.
        }
    }

    @Test
    void toldIsWhatANeighbourHears() throws IOException {
        InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, (byte) 251});
        NetworkInterface loopback =
                NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        List<Heard> heard = new ArrayList<>();
        PacketSight sight = new PacketSight();
        sight.look(told::add);
        try (MulticastSocket ear = new MulticastSocket(5353)) {
            ear.setReceiveBufferSize(1 << 20);
            ear.joinGroup(new InetSocketAddress(group, 5353), loopback);
            ear.setSoTimeout(90_000);
            try (MdnsDiscovery node =
                    new MdnsDiscovery(
                            MdnsOptions.loopback(tag),
                            InstantSource.system(),
                            this::random,
                            s -> {},
                            sight)) {
                node.announce(ServiceKind.NODE, 1001, Optional.empty());
                node.browse(ServiceKind.NODE, true);
                drain(ear, heard, () -> ours(heard).size() >= 5);
            }
            ear.setSoTimeout(1_000);
            drain(ear, heard, () -> false);
        }
        List<Integer> sizes = ours(heard).stream().map(Heard::bytes).sorted().toList();
        assertTrue(sizes.size() >= 5, sizes.toString());
        assertTrue(told.stream().allMatch(PacketSight.Packet::sent), told.toString());
        assertEquals(sizes, told.stream().map(PacketSight.Packet::bytes).sorted().toList());
        assertEquals("224.0.0.251:5353", told.getFirst().to());
        assertEquals("127.0.0.1", told.getFirst().from());
    }

    /** Those that carry the tag, and those about the host that a tagged one names. */
    private List<Heard> ours(List<Heard> heard) {
        Set<String> hosts = new TreeSet<>();
        for (Heard one : heard) {
            if (tagged(one)) {
                one.names().stream().filter(n -> !n.contains("_tcp")).forEach(hosts::add);
            }
        }
        return heard.stream()
                .filter(one -> tagged(one) || one.names().stream().anyMatch(hosts::contains))
                .toList();
    }

    private boolean tagged(Heard one) {
        return one.names().stream().anyMatch(n -> n.contains(tag));
    }
}
