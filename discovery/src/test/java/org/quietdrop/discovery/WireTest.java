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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** What a neighbour with an open ear gets to read. */
@Timeout(300)
final class WireTest {
    private final Random random = new Random();
    private final MdnsOptions options = MdnsOptions.loopback("w" + random.nextInt(1_000_000));
    private final String type = options.type(ServiceKind.NODE);

    private byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Every packet of the node is well formed by our own strict rules. */
    private static DnsMessage next(MulticastSocket ear) throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
            ear.receive(packet);
            try {
                return DnsReader.read(packet.getData(), packet.getLength());
            } catch (DnsMessage.Malformed e) {
                // Some other program's.
            }
        }
    }

    private static List<String> names(DnsMessage message) {
        List<String> names = new ArrayList<>();
        message.questions().forEach(q -> names.add(q.name()));
        for (DnsMessage.Entry entry : message.entries()) {
            names.add(entry.name());
            switch (entry) {
                case DnsMessage.Pointer pointer -> names.add(pointer.target());
                case DnsMessage.Server server -> names.add(server.host());
                case DnsMessage.Text text ->
                        assertTrue(
                                List.of(List.of("v=1"), List.of("v=1", "d=Alice"))
                                        .contains(text.strings()),
                                text.toString());
                case DnsMessage.Address address -> assertEquals("7f000001", address.address());
            }
        }
        return names;
    }

    /** By no name can somebody tell which node the shown name belongs to. */
    @Test
    void aShownNameSharesNoNameWithItsNode() throws IOException {
        InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, (byte) 251});
        NetworkInterface loopback =
                NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        String shown = options.type(ServiceKind.NAME);
        Map<String, Set<String>> names = new HashMap<>();
        try (MulticastSocket ear = new MulticastSocket(5353);
                MdnsDiscovery node =
                        new MdnsDiscovery(options, InstantSource.system(), this::random, s -> {})) {
            ear.setSoTimeout(90_000);
            ear.joinGroup(new InetSocketAddress(group, 5353), loopback);
            node.announce(ServiceKind.NODE, 1001, Optional.empty());
            node.show("Alice");
            while (names.size() < 2) {
                DnsMessage message = next(ear);
                if (!message.response()) continue;
                List<String> said = names(message);
                for (String one : List.of(type, shown)) {
                    if (!said.contains(one)) continue;
                    Set<String> random = new TreeSet<>(said);
                    random.remove(one);
                    names.put(one, random);
                }
            }
        }
        assertTrue(names.values().stream().allMatch(n -> n.size() == 2), names.toString());
        Set<String> both = new TreeSet<>(names.getOrDefault(type, Set.of()));
        both.retainAll(names.getOrDefault(shown, Set.of()));
        assertEquals(Set.of(), both);
    }

    @Test
    void aNodesWholeLifeShowsOnlyRandomNames() throws IOException {
        InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, (byte) 251});
        NetworkInterface loopback =
                NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        try (MulticastSocket ear = new MulticastSocket(5353);
                MdnsDiscovery node =
                        new MdnsDiscovery(options, InstantSource.system(), this::random, s -> {})) {
            ear.setSoTimeout(90_000);
            ear.joinGroup(new InetSocketAddress(group, 5353), loopback);
            node.browse(ServiceKind.NODE, true);
            node.announce(ServiceKind.NODE, 1001, Optional.empty());
            String instance = node.instance(ServiceKind.NODE) + "." + type;
            Set<String> seen = new TreeSet<>();
            String host = "";
            int announcements = 0;
            boolean closing = false;
            boolean gone = false;
            while (!gone) {
                DnsMessage message = next(ear);
                List<String> names = names(message);
                if (!names.contains(instance) && !names.contains(type) && !names.contains(host)) {
                    continue;
                }
                seen.addAll(names);
                for (DnsMessage.Entry entry : message.entries()) {
                    if (entry instanceof DnsMessage.Server server) {
                        host = server.host();
                        assertEquals(1001, server.port());
                    }
                    if (entry instanceof DnsMessage.Pointer pointer) {
                        announcements++;
                        gone = pointer.ttl() == 0;
                        // JmDNS says what is left of the two minutes: a busy machine sees less.
                        assertTrue(
                                gone || (pointer.ttl() > 60 && pointer.ttl() <= 120),
                                "ttl " + pointer.ttl());
                    }
                }
                // Three of ours, then JmDNS has probed and announces too.
                if (announcements >= 4 && !closing) {
                    closing = true;
                    Thread.ofVirtual().start(node::close);
                }
            }
            assertTrue(host.matches("[0-9a-f]{24}\\.local\\."), host);
            assertEquals(new TreeSet<>(Arrays.asList(instance, type, host)), seen);
        }
    }
}
