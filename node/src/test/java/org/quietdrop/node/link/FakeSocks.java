package org.quietdrop.node.link;

import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.SocksProxy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A SOCKS5 server on loopback (RFC 1928, 1929), which alone knows where names lead, notes what it
 * is asked, and can behave in every way in which a proxy may.
 */
final class FakeSocks implements AutoCloseable {
    /** How it behaves. */
    enum Manner {
        /** Takes whatever login it is offered. */
        FAITHFUL,
        /** Knows no logins. */
        NO_LOGIN,
        /** Asks for a login and turns it away; serves who offers none. */
        TURNS_LOGIN_AWAY,
        NO_METHOD,
        REFUSES,
        /** Faithful, one byte at a time. */
        SLOW,
        /** Says nothing at all. */
        STALLS_AT_ONCE,
        /** Never says what became of the request. */
        STALLS,
        CLOSES_AT_ONCE,
        CLOSES,
        GARBAGE,
        /** Says more than its answer, as if the other side had spoken already. */
        SPEAKS_FIRST,
        /** Says that the place is reached, and connects to nobody. */
        LIES
    }

    /**
     * A request.
     *
     * @param login name and word, empty without
     * @param type 1 IPv4, 3 name, 4 IPv6
     */
    record Asked(String login, int type, String host, int port) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final List<String> methods = new CopyOnWriteArrayList<>();
    final Map<String, Endpoint> names = new ConcurrentHashMap<>();
    volatile Manner manner = Manner.FAITHFUL;

    /** Milliseconds from the request to the answer. */
    volatile int wait;

    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Thread accepting;

    FakeSocks() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofPlatform().daemon().start(this::serve);
    }

    SocksProxy address() {
        return new SocksProxy(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            speak(client, new DataInputStream(client.getInputStream()), client.getOutputStream());
        } catch (IOException e) {
            // It is only a fake: who went away went away.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void speak(Socket client, DataInputStream in, OutputStream out)
            throws IOException, InterruptedException {
        if (manner == Manner.CLOSES_AT_ONCE) return;
        in.readByte();
        byte[] offered = in.readNBytes(in.readUnsignedByte());
        methods.add(java.util.HexFormat.of().formatHex(offered));
        if (manner == Manner.STALLS_AT_ONCE) in.readAllBytes();
        if (manner == Manner.GARBAGE) {
            say(out, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            in.readAllBytes();
        }
        boolean login = offered.length > 1 && manner != Manner.NO_LOGIN;
        say(out, new byte[] {5, (byte) (manner == Manner.NO_METHOD ? 0xff : login ? 2 : 0)});
        String as = "";
        if (login) {
            in.readByte();
            as = text(in) + ":" + text(in);
            say(out, new byte[] {1, (byte) (manner == Manner.TURNS_LOGIN_AWAY ? 1 : 0)});
        }
        in.readNBytes(3);
        int type = in.readByte();
        String host =
                type == 3
                        ? text(in)
                        : InetAddress.getByAddress(in.readNBytes(type == 1 ? 4 : 16))
                                .getHostAddress();
        int port = in.readUnsignedShort();
        asked.add(new Asked(as, type, host, port));
        Thread.sleep(wait);
        answer(client, in, out, host, port);
    }

    private void answer(Socket client, InputStream in, OutputStream out, String host, int port)
            throws IOException {
        byte[] good = {5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
        Endpoint to = names.getOrDefault(host, new Endpoint(host, port));
        switch (manner) {
            case REFUSES -> say(out, new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
            case STALLS -> in.readAllBytes();
            case CLOSES -> client.close();
            case LIES -> {
                say(out, good);
                in.readAllBytes();
            }
            default -> {
                try (Socket far = new Socket(InetAddress.ofLiteral(to.host()), to.port())) {
                    open.add(far);
                    ByteArrayOutputStream first = new ByteArrayOutputStream();
                    first.writeBytes(good);
                    if (manner == Manner.SPEAKS_FIRST) first.writeBytes(new byte[48]);
                    say(out, first.toByteArray());
                    Thread.ofVirtual().start(() -> pump(far, client));
                    in.transferTo(far.getOutputStream());
                }
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two is gone.
        }
    }

    private void say(OutputStream out, byte[] bytes) throws IOException {
        if (manner != Manner.SLOW) {
            out.write(bytes);
            return;
        }
        for (byte b : bytes) {
            out.write(b);
            out.flush();
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        server.close();
        // Until its accept has returned, the system still listens and takes connections.
        accepting.join();
        for (Socket one : open) one.close();
    }
}
