package org.quietdrop.tests.stranger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.quietdrop.discovery.MdnsDiscovery;
import org.quietdrop.discovery.MdnsOptions;
import org.quietdrop.discovery.ServiceKind;
import org.quietdrop.tests.sim.SimRandom;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What real nodes announce by mDNS, recorded on the loopback interface while they take new names
 * again and again. All have one address and one port, so neither tells them apart.
 */
final class Adverts {
    private static final int PORT = 40_000;
    private static final int MDNS = 5353;
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_=-]{3,}");
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{24}");

    /** By epoch, then by node: every label and the shape of every packet. */
    private final List<List<Set<Object>>> tokens = new ArrayList<>();

    private final Map<String, Set<Object>> byName = new HashMap<>();
    private int packets;

    private Adverts() {}

    /** Runs that many nodes for that many epochs. */
    static Adverts record(int nodes, int epochs, SimRandom random) throws IOException {
        Adverts adverts = new Adverts();
        String tag = "s" + random.generator().nextInt(1_000_000);
        List<MdnsDiscovery> all = new ArrayList<>();
        try (MulticastSocket ear = new MulticastSocket(MDNS)) {
            InetSocketAddress group =
                    new InetSocketAddress(InetAddress.ofLiteral("224.0.0.251"), 0);
            ear.joinGroup(group, NetworkInterface.getByName("lo"));
            ear.setSoTimeout(100);
            for (int i = 0; i < nodes; i++) {
                SimRandom own = new SimRandom(random.generator().nextLong());
                MdnsOptions here = MdnsOptions.loopback(tag);
                all.add(new MdnsDiscovery(here, InstantSource.system(), own::bytes, _ -> {}));
            }
            for (MdnsDiscovery node : all) {
                node.announce(ServiceKind.NODE, PORT, Optional.empty());
            }
            for (int epoch = 0; epoch < epochs; epoch++) {
                if (epoch > 0) all.forEach(node -> node.rename(PORT));
                adverts.epoch(ear, all);
            }
        } finally {
            all.parallelStream().forEach(MdnsDiscovery::close);
        }
        return adverts;
    }

    private void epoch(MulticastSocket ear, List<MdnsDiscovery> nodes) throws IOException {
        List<Set<Object>> now = new ArrayList<>();
        for (MdnsDiscovery node : nodes) {
            String name = node.instance(ServiceKind.NODE);
            now.add(byName.computeIfAbsent(name, _ -> new HashSet<>()));
        }
        tokens.add(now);
        Instant end = Instant.now().plus(LONGEST);
        byte[] room = new byte[9_000];
        while (now.stream().anyMatch(Set::isEmpty)) {
            if (Instant.now().isAfter(end)) throw new AssertionError("a node is not heard");
            DatagramPacket packet = new DatagramPacket(room, room.length);
            try {
                ear.receive(packet);
            } catch (SocketTimeoutException e) {
                continue;
            }
            hear(new String(room, 0, packet.getLength(), ISO_8859_1));
        }
    }

    private void hear(String packet) {
        packets++;
        Matcher named = NAME.matcher(packet);
        while (named.find()) {
            Set<Object> of = byName.get(named.group());
            if (of == null) continue;
            Matcher labels = LABEL.matcher(packet);
            while (labels.find()) of.add("label " + labels.group());
            of.add("shape " + NAME.matcher(packet).replaceAll("NAME"));
            of.add("size " + packet.length());
        }
    }

    /** What a node has announced in an epoch. */
    Set<Object> of(int node, int epoch) {
        return tokens.get(epoch).get(node);
    }

    /** How many packets were recorded. */
    int packets() {
        return packets;
    }
}
