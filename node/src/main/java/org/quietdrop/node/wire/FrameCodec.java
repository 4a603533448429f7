package org.quietdrop.node.wire;

import static org.quietdrop.node.wire.ProtocolViolation.check;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.ProtocolViolation.Reason;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames as bytes: {@code type 1 | length 2 | body}. The numbers are fixed in PROTOCOL.md, section
 * "Frames", and are never used again for something else.
 */
public final class FrameCodec {
    /** Type and length, in bytes. */
    public static final int HEADER = 3;

    /** The most that a body may take: a cell without the header. */
    public static final int MAX_BODY = Cells.PLAINTEXT - HEADER;

    /** An ML-KEM-768 ciphertext, in bytes. */
    public static final int KEM_CT = 1_088;

    /** An ML-KEM-768 encapsulation key, in bytes. */
    public static final int KEM_EK = 1_184;

    /** An envelope, in bytes. */
    public static final int ENVELOPE = 4_000;

    /** A drop, in bytes. */
    public static final int DROP_SIZE = 4_040;

    /** How many handles one {@link Frame.Ask} may name. */
    public static final int MAX_HANDLES = 254;

    /** How many addresses a frame may name. */
    public static final int MAX_ADDRESSES = 8;

    static final int LINK_KEM = 1;
    static final int SESSION_CHECK = 2;
    static final int ENVELOPE_TYPE = 3;
    static final int ACK = 4;
    static final int PING = 5;
    static final int PONG = 6;
    static final int KEYING = 7;
    static final int RENEW = 8;
    static final int NEED_RENEW = 9;
    static final int ADDRESSES = 128;
    static final int READ = 129;
    static final int HOME = 130;
    static final int SUPERSEDED = 131;
    static final int OLDER_HOME = 132;

    /** Unknown types from here up are skipped. */
    static final int SKIPPABLE = 128;

    private static final int SESSION_CHECK_SIZE = 96;
    static final int ID = 16;
    private static final int DH = 32;
    private static final int NONCE = 8;
    private static final int TIME = 8;
    private static final int V4 = 4;
    private static final int V6 = 6;
    private static final long U32 = 0xffff_ffffL;

    private FrameCodec() {}

    /** The size of a frame with its header, in bytes. */
    public static int size(Frame frame) {
        return HEADER + bodySize(frame);
    }

    private static int bodySize(Frame frame) {
        return switch (frame) {
            case Frame.LinkKem _, Frame.Keying _ -> KEM_CT;
            case Frame.SessionCheck _ -> SESSION_CHECK_SIZE;
            case Frame.Envelope _ -> ENVELOPE;
            case Frame.Ack _ -> ID;
            case Frame.Ping _, Frame.Pong _ -> NONCE;
            case Frame.Renew _ -> DH + KEM_EK;
            case Frame.NeedRenew _ -> 0;
            case Frame.Addresses addresses -> addressesSize(addresses.endpoints());
            case Frame.Carrying carrying -> RelayFrames.bodySize(carrying);
            case Frame.Read _ -> ID;
            case Frame.Home _ -> 2 * TIME;
            case Frame.Superseded _, Frame.OlderHome _ -> TIME;
        };
    }

    /**
     * Writes one frame.
     *
     * @throws IllegalArgumentException if a field has a size or value that cannot be sent
     */
    public static void encode(Frame frame, ByteBuffer out) {
        out.put((byte) type(frame)).putShort((short) bodySize(frame));
        switch (frame) {
            case Frame.LinkKem kem -> put(out, kem.ct(), KEM_CT);
            case Frame.SessionCheck session -> putSessionCheck(out, session);
            case Frame.Envelope envelope -> put(out, envelope.sealed(), ENVELOPE);
            case Frame.Ack ack -> put(out, ack.envelopeId(), ID);
            case Frame.Ping ping -> out.putLong(ping.nonce());
            case Frame.Pong pong -> out.putLong(pong.nonce());
            case Frame.Keying keying -> put(out, keying.ct(), KEM_CT);
            case Frame.Renew renew -> {
                put(out, renew.rk(), DH);
                put(out, renew.ek(), KEM_EK);
            }
            case Frame.NeedRenew _ -> {}
            case Frame.Addresses addresses -> putAddresses(out, addresses.endpoints());
            case Frame.Carrying carrying -> RelayFrames.encode(carrying, out);
            case Frame.Read read -> put(out, read.messageId(), ID);
            case Frame.Home home -> {
                putTime(out, home.restored());
                putTime(out, home.asOf());
            }
            case Frame.Superseded superseded -> putTime(out, superseded.restored());
            case Frame.OlderHome older -> putTime(out, older.came());
        }
    }

    private static int type(Frame frame) {
        return switch (frame) {
            case Frame.LinkKem _ -> LINK_KEM;
            case Frame.SessionCheck _ -> SESSION_CHECK;
            case Frame.Envelope _ -> ENVELOPE_TYPE;
            case Frame.Ack _ -> ACK;
            case Frame.Ping _ -> PING;
            case Frame.Pong _ -> PONG;
            case Frame.Keying _ -> KEYING;
            case Frame.Renew _ -> RENEW;
            case Frame.NeedRenew _ -> NEED_RENEW;
            case Frame.Addresses _ -> ADDRESSES;
            case Frame.Carrying carrying -> RelayFrames.type(carrying);
            case Frame.Read _ -> READ;
            case Frame.Home _ -> HOME;
            case Frame.Superseded _ -> SUPERSEDED;
            case Frame.OlderHome _ -> OLDER_HOME;
        };
    }

    /**
     * Reads one frame, whose type is not 0, and moves behind it.
     *
     * @return empty if the frame is unknown and may be skipped
     * @throws ProtocolViolation if it must be known and is not, or is not exactly right
     */
    public static Optional<Frame> decode(ByteBuffer in) {
        check(in.remaining() >= HEADER, Reason.SIZE);
        int type = in.get() & 0xff;
        int length = in.getShort() & 0xffff;
        check(length <= in.remaining(), Reason.SIZE);
        ByteBuffer body = in.slice(in.position(), length);
        in.position(in.position() + length);
        Frame frame =
                switch (type) {
                    case LINK_KEM -> new Frame.LinkKem(only(body, KEM_CT));
                    case SESSION_CHECK -> sessionCheck(body);
                    case ENVELOPE_TYPE -> new Frame.Envelope(only(body, ENVELOPE));
                    case ACK -> new Frame.Ack(only(body, ID));
                    case PING -> new Frame.Ping(nonce(body));
                    case PONG -> new Frame.Pong(nonce(body));
                    case KEYING -> new Frame.Keying(only(body, KEM_CT));
                    case RENEW -> renew(body);
                    case NEED_RENEW -> needRenew(body);
                    case ADDRESSES -> new Frame.Addresses(addresses(body));
                    case READ -> new Frame.Read(only(body, ID));
                    case HOME -> home(body);
                    case SUPERSEDED -> new Frame.Superseded(onlyTime(body));
                    case OLDER_HOME -> new Frame.OlderHome(onlyTime(body));
                    default -> RelayFrames.decode(type, body);
                };
        check(frame != null || type >= SKIPPABLE, Reason.UNKNOWN);
        return Optional.ofNullable(frame);
    }

    // ---- session check

    private static void putSessionCheck(ByteBuffer out, Frame.SessionCheck session) {
        put(out, session.sessionId(), ID);
        put(out, session.ownDh(), DH);
        putU32(out, session.nextN());
        put(out, session.peerDh(), DH);
        putU32(out, session.expectedN());
        if (session.expectedSeq() < 0) throw new IllegalArgumentException("seq");
        out.putLong(session.expectedSeq());
    }

    private static Frame.SessionCheck sessionCheck(ByteBuffer body) {
        check(body.remaining() == SESSION_CHECK_SIZE, Reason.SIZE);
        Bytes sessionId = take(body, ID);
        Bytes ownDh = take(body, DH);
        long nextN = body.getInt() & U32;
        Bytes peerDh = take(body, DH);
        long expectedN = body.getInt() & U32;
        long expectedSeq = body.getLong();
        check(expectedSeq >= 0, Reason.VALUE);
        return new Frame.SessionCheck(sessionId, ownDh, nextN, peerDh, expectedN, expectedSeq);
    }

    // ---- renewal

    private static Frame.Renew renew(ByteBuffer body) {
        check(body.remaining() == DH + KEM_EK, Reason.SIZE);
        Bytes rk = take(body, DH);
        return new Frame.Renew(rk, take(body, KEM_EK));
    }

    private static Frame.NeedRenew needRenew(ByteBuffer body) {
        check(!body.hasRemaining(), Reason.SIZE);
        return new Frame.NeedRenew();
    }

    // ---- homes

    private static Frame.Home home(ByteBuffer body) {
        check(body.remaining() == 2 * TIME, Reason.SIZE);
        return new Frame.Home(time(body), time(body));
    }

    private static Instant onlyTime(ByteBuffer body) {
        check(body.remaining() == TIME, Reason.SIZE);
        return time(body);
    }

    private static Instant time(ByteBuffer body) {
        long millis = body.getLong();
        check(millis >= 0 && millis <= Body.LAST_MILLI, Reason.VALUE);
        return Instant.ofEpochMilli(millis);
    }

    private static void putTime(ByteBuffer out, Instant time) {
        long millis = time.toEpochMilli();
        if (millis < 0 || millis > Body.LAST_MILLI) throw new IllegalArgumentException("time");
        out.putLong(millis);
    }

    // ---- addresses

    private static int addressesSize(List<Endpoint> endpoints) {
        int size = 1;
        for (Endpoint endpoint : endpoints) {
            size += 3 + literal(endpoint).getAddress().length;
        }
        return size;
    }

    private static void putAddresses(ByteBuffer out, List<Endpoint> endpoints) {
        if (endpoints.size() > MAX_ADDRESSES) throw new IllegalArgumentException("addresses");
        out.put((byte) endpoints.size());
        for (Endpoint endpoint : endpoints) {
            InetAddress address = literal(endpoint);
            if (endpoint.port() == 0) throw new IllegalArgumentException("port");
            out.put((byte) (address instanceof Inet4Address ? V4 : V6));
            out.putShort((short) endpoint.port());
            out.put(address.getAddress());
        }
    }

    /** The address without its scope, which means nothing on another machine. Never resolves. */
    private static InetAddress literal(Endpoint endpoint) {
        String host = endpoint.host();
        int scope = host.indexOf('%');
        return InetAddress.ofLiteral(scope < 0 ? host : host.substring(0, scope));
    }

    private static List<Endpoint> addresses(ByteBuffer body) {
        check(body.hasRemaining(), Reason.SIZE);
        int count = body.get() & 0xff;
        check(count <= MAX_ADDRESSES, Reason.VALUE);
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            check(body.remaining() >= 3, Reason.SIZE);
            int family = body.get() & 0xff;
            check(family == V4 || family == V6, Reason.VALUE);
            int port = body.getShort() & 0xffff;
            check(port != 0, Reason.VALUE);
            endpoints.add(new Endpoint(host(take(body, family == V4 ? 4 : 16)), port));
        }
        check(!body.hasRemaining(), Reason.SIZE);
        return endpoints;
    }

    private static String host(Bytes raw) {
        try {
            InetAddress address = InetAddress.getByAddress(raw.toArray());
            // An IPv4 address has one form only; nobody listens at the other two.
            check(address.getAddress().length == raw.size(), Reason.VALUE);
            check(!address.isAnyLocalAddress() && !address.isMulticastAddress(), Reason.VALUE);
            return String.valueOf(address.getHostAddress());
        } catch (UnknownHostException e) {
            throw new ProtocolViolation(Reason.SIZE);
        }
    }

    // ---- fields

    static void put(ByteBuffer out, Bytes bytes, int size) {
        if (bytes.size() != size) throw new IllegalArgumentException("size of a field");
        out.put(bytes.toArray());
    }

    private static void putU32(ByteBuffer out, long value) {
        if (value < 0 || value > U32) throw new IllegalArgumentException("u32");
        out.putInt((int) value);
    }

    static Bytes only(ByteBuffer body, int size) {
        check(body.remaining() == size, Reason.SIZE);
        return take(body, size);
    }

    private static long nonce(ByteBuffer body) {
        check(body.remaining() == NONCE, Reason.SIZE);
        return body.getLong();
    }

    static Bytes take(ByteBuffer in, int size) {
        check(in.remaining() >= size, Reason.SIZE);
        byte[] bytes = new byte[size];
        in.get(bytes);
        return Bytes.of(bytes);
    }

    static void zeros(ByteBuffer in) {
        while (in.hasRemaining()) {
            check(in.get() == 0, Reason.PADDING);
        }
    }
}
