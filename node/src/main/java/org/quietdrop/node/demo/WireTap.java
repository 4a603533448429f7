package org.quietdrop.node.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A place between two nodes: takes TCP connections on a loopback port, passes every byte on to
 * another one, both ways, and keeps a copy, as somebody would who records the network. JDK sockets
 * only; a virtual thread for each direction. Thread-safe.
 */
public final class WireTap implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;

    private final ServerSocket entrance;
    private final int target;
    private final List<Recording> recordings = new ArrayList<>();
    private final List<Socket> open = new ArrayList<>();

    private static final class Recording {
        private final ByteArrayOutputStream there = new ByteArrayOutputStream();
        private final ByteArrayOutputStream back = new ByteArrayOutputStream();
    }

    /** What went over one connection. */
    public static final class Connection {
        private final byte[] there;
        private final byte[] back;

        private Connection(Recording recording) {
            this.there = recording.there.toByteArray();
            this.back = recording.back.toByteArray();
        }

        /** From the one who connected. */
        public byte[] there() {
            return there.clone();
        }

        /** To the one who connected. */
        public byte[] back() {
            return back.clone();
        }
    }

    /** Opens a port of the system's choice on loopback that leads to another loopback port. */
    public WireTap(int target) throws IOException {
        this.target = target;
        this.entrance =
                new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread.ofVirtual().name("wire tap").start(this::take);
    }

    /** Where it listens, as HOST:PORT. */
    public String address() {
        return "127.0.0.1:" + entrance.getLocalPort();
    }

    /** The port where it listens. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Everything so far, one entry a connection, oldest first. */
    public List<Connection> recorded() {
        synchronized (recordings) {
            return recordings.stream().map(Connection::new).toList();
        }
    }

    private void take() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                Thread.ofVirtual().start(() -> pass(near));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket near) {
        Socket far = new Socket();
        synchronized (open) {
            open.add(near);
            open.add(far);
        }
        try (near;
                far) {
            far.connect(new InetSocketAddress(entrance.getInetAddress(), target), 2_000);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Recording recording = new Recording();
            synchronized (recordings) {
                recordings.add(recording);
            }
            Thread back = Thread.ofVirtual().start(() -> copy(far, near, recording.back));
            copy(near, far, recording.there);
            back.join();
        } catch (IOException e) {
            // The far side is away or the connection broke: the near side sees it closed, too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (open) {
                open.remove(near);
                open.remove(far);
            }
        }
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream record) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read;
            while ((read = in.read(buffer)) > 0) {
                record.write(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone.
        } finally {
            shut(from);
            shut(to);
        }
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed as far as we are concerned.
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            // Nothing more can be done about it.
        }
        List<Socket> rest;
        synchronized (open) {
            rest = List.copyOf(open);
        }
        rest.forEach(WireTap::shut);
    }
}
