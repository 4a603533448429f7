package org.quietdrop.tests.lan;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All frames of a recorded LAN, read from a pcap file. */
record Wire(List<Packet> packets) {
    private static final int ETHERNET = 14;
    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int IPV6 = 0x86dd;

    /** What a packet is, as far as an observer needs it. */
    enum Kind {
        ARP,
        TCP,
        UDP,
        /** ICMP, IGMP and what the system says by itself about neighbours and groups. */
        CONTROL
    }

    /** An address and a port there. */
    record Place(InetAddress address, int port) {}

    /** From where to where; ports are 0 where there are none. */
    record Flow(InetAddress from, int fromPort, InetAddress to, int port) {
        @Override
        public String toString() {
            return from.getHostAddress()
                    + " -> "
                    + to.getHostAddress()
                    + (port == 0 ? "" : " " + fromPort + "-" + port);
        }
    }

    /** One packet. */
    static final class Packet {
        private final Kind kind;
        private final Flow flow;
        private final int sequence;
        private final byte[] payload;

        private Packet(Kind kind, Flow flow, int sequence, byte[] payload) {
            this.kind = kind;
            this.flow = flow;
            this.sequence = sequence;
            this.payload = payload;
        }

        Kind kind() {
            return kind;
        }

        /** Where from. */
        InetAddress from() {
            return flow.from;
        }

        /** Where to; for ARP whose address is asked for. */
        InetAddress to() {
            return flow.to;
        }

        /** From which port; 0 for those without. */
        int fromPort() {
            return flow.fromPort;
        }

        /** {@code FROM -> TO PORT-PORT}. */
        String flow() {
            return flow.toString();
        }

        /** To which port; 0 for those without. */
        int port() {
            return flow.port;
        }

        /** What TCP or UDP carries. */
        byte[] payload() {
            return payload.clone();
        }

        @Override
        public String toString() {
            return kind + " " + flow;
        }
    }

    static Wire read(Path file) throws IOException {
        return read(file, Duration.ofDays(1));
    }

    /** The same, but nothing that came longer than that after the first. */
    static Wire read(Path file, Duration most) throws IOException {
        long first = Long.MAX_VALUE;
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        in.position(24);
        List<Packet> packets = new ArrayList<>();
        while (in.remaining() >= 16) {
            long micros = in.getInt() * 1_000_000L + in.getInt();
            first = Math.min(first, micros);
            int size = in.getInt();
            in.getInt();
            // The last one is still being written.
            if (in.remaining() < size) break;
            byte[] frame = new byte[size];
            in.get(frame);
            if (micros - first <= most.toMillis() * 1_000) packets.add(packet(frame));
        }
        return new Wire(packets);
    }

    private static int u16(byte[] frame, int at) {
        return ((frame[at] & 0xff) << 8) | (frame[at + 1] & 0xff);
    }

    private static InetAddress address(byte[] frame, int at, int size) throws IOException {
        return InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + size));
    }

    private static Packet packet(byte[] frame) throws IOException {
        return switch (u16(frame, 12)) {
            case ARP -> {
                InetAddress asks = address(frame, ETHERNET + 14, 4);
                InetAddress whose = address(frame, ETHERNET + 24, 4);
                yield new Packet(Kind.ARP, new Flow(asks, 0, whose, 0), 0, new byte[0]);
            }
            case IPV4 ->
                    inner(
                            Arrays.copyOf(frame, ETHERNET + u16(frame, ETHERNET + 2)),
                            frame[ETHERNET + 9],
                            address(frame, ETHERNET + 12, 4),
                            address(frame, ETHERNET + 16, 4),
                            ETHERNET + (frame[ETHERNET] & 0x0f) * 4);
            case IPV6 ->
                    inner(
                            frame,
                            frame[ETHERNET + 6],
                            address(frame, ETHERNET + 8, 16),
                            address(frame, ETHERNET + 24, 16),
                            ETHERNET + 40);
            default -> throw new AssertionError("a frame of type " + u16(frame, 12));
        };
    }

    private static Packet inner(
            byte[] frame, byte protocol, InetAddress from, InetAddress to, int at) {
        boolean tcp = protocol == 6;
        if (!tcp && protocol != 17) {
            return new Packet(Kind.CONTROL, new Flow(from, 0, to, 0), 0, new byte[0]);
        }
        int data = tcp ? at + ((frame[at + 12] >> 4) & 0x0f) * 4 : at + 8;
        return new Packet(
                tcp ? Kind.TCP : Kind.UDP,
                new Flow(from, u16(frame, at), to, u16(frame, at + 2)),
                tcp ? sequence(frame, at) : 0,
                Arrays.copyOfRange(frame, data, frame.length));
    }

    /** Number of the first byte of the payload: a SYN counts as one before it. */
    private static int sequence(byte[] frame, int at) {
        int number = (u16(frame, at + 4) << 16) | u16(frame, at + 6);
        return (frame[at + 13] & 0x02) != 0 ? number + 1 : number;
    }

    List<Packet> of(Kind kind) {
        return packets.stream().filter(p -> p.kind() == kind).toList();
    }

    /** One direction of a connection, in one piece. */
    private static final class Stream {
        private final int first;
        private byte[] bytes = new byte[0];

        private Stream(int first) {
            this.first = first;
        }

        /** What was sent twice stands there once. */
        private void add(Packet p) {
            int at = p.sequence - first;
            if (p.payload.length == 0 || at < 0) return;
            if (bytes.length < at + p.payload.length) {
                bytes = Arrays.copyOf(bytes, at + p.payload.length);
            }
            System.arraycopy(p.payload, 0, bytes, at, p.payload.length);
        }
    }

    /** What was said over TCP, each direction of a connection in one piece. */
    Collection<byte[]> streams() {
        return flows().values();
    }

    /** The same by {@code FROM -> TO PORT-PORT}, in the order in which they began. */
    Map<String, byte[]> flows() {
        Map<Flow, Stream> streams = new LinkedHashMap<>();
        for (Packet p : of(Kind.TCP)) {
            streams.computeIfAbsent(p.flow, _ -> new Stream(p.sequence)).add(p);
        }
        Map<String, byte[]> flows = new LinkedHashMap<>();
        streams.forEach((flow, stream) -> flows.put(flow.toString(), stream.bytes));
        return flows;
    }
}
