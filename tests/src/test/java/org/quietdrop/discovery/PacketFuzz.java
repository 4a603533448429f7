package org.quietdrop.discovery;

import org.quietdrop.tests.fuzz.Always;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;

/** Packets as the network hands them to the filter before JmDNS. */
public final class PacketFuzz {
    private static final String NODE = "_quietdrop._tcp.local.";
    private static final String OWN = "aaaaaaaaaaaaaaaaaaaaaaaa." + NODE;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private PacketFuzz() {}

    private static InetAddress at(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, (byte) 168, 7, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] before = data.clone();
        BeaconPacket.read(data, data.length)
                .ifPresent(b -> Always.that(Arrays.equals(b.bytes(), before), "two beacons"));
        boolean reads = reads(data);
        PacketFilter filter =
                new PacketFilter(MdnsOptions.everywhere(), new LocalAddress("eth0", 2, at(1), 24));
        filter.own(Set.of(OWN, "bbbbbbbbbbbb.local."));
        InetSocketAddress from = new InetSocketAddress(at(9), PacketFilter.MDNS_PORT);
        switch (filter.judge(data, data.length, from, NOW)) {
            case PacketFilter.Verdict.Dropped _ -> {}
            case PacketFilter.Verdict.Ask ask -> {
                Always.that(reads, "a packet that does not parse is given to JmDNS");
                asked(ask.packet());
            }
            case PacketFilter.Verdict.Heard heard -> {
                Always.that(reads, "a packet that does not parse is heard");
                heard.adverts().forEach(PacketFuzz::heard);
            }
        }
        Always.that(Arrays.equals(before, data), "the packet was changed");
    }

    private static boolean reads(byte[] data) {
        try {
            DnsMessage message = DnsReader.read(data, data.length);
            int count = message.questions().size() + message.entries().size();
            Always.that(
                    count <= DnsReader.MAX_QUESTIONS + DnsReader.MAX_ENTRIES, "too many records");
            return true;
        } catch (DnsMessage.Malformed e) {
            return false;
        }
    }

    /** JmDNS sees questions alone, for a multicast answer. */
    private static void asked(byte[] packet) {
        try {
            DnsMessage shown = DnsReader.read(packet, packet.length);
            Always.that(!shown.response() && shown.entries().isEmpty(), "more than questions");
            for (DnsMessage.Question question : shown.questions()) {
                Always.that((packet[question.classAt()] & 0x80) == 0, "asks for unicast");
            }
        } catch (DnsMessage.Malformed e) {
            throw new AssertionError("what JmDNS is given does not parse", e);
        }
    }

    private static void heard(Advert advert) {
        switch (advert) {
            case Advert.Gone gone -> Always.that(gone.instance().length() == 24, "a name");
            case Advert.Present present -> {
                Always.that(present.instance().length() == 24, "a name");
                Always.that(present.port() > 0 && present.port() < 65_536, "a port");
                boolean named = present.kind() == ServiceKind.NAME;
                Always.that(present.name().isPresent() == named, "a shown name");
                present.name().ifPresent(n -> Always.that(ShownName.allowed(n), "cannot be shown"));
            }
        }
    }
}
