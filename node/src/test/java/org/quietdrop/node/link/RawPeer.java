package org.quietdrop.node.link;

import org.quietdrop.node.wire.Endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody with a plain socket. */
final class RawPeer implements AutoCloseable {
    final Socket socket;

    RawPeer(Endpoint to) {
        try {
            socket = new Socket(InetAddress.ofLiteral(to.host()), to.port());
            socket.setSoTimeout(60_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From another address of this machine. */
    RawPeer(Endpoint to, String from) {
        try {
            socket = new Socket();
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to.host()), to.port()));
            socket.setSoTimeout(60_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it so that the other side hears of a reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends; a connection that is closed already does not matter. */
    boolean send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    byte[] read(int size) {
        try {
            return socket.getInputStream().readNBytes(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All bytes until the other side closes, or resets. */
    int countToEnd() {
        int count = 0;
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                count++;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after 60 s", e);
        } catch (IOException e) {
            return count;
        }
        return count;
    }

    /** Whether the other side has closed; waits a little. */
    boolean isClosed() {
        try {
            socket.setSoTimeout(50);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * How many of them are open as soon as at most so many are, or after a minute: the others hear
     * of their end a little later.
     */
    static int open(List<RawPeer> peers, int most) {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        int open;
        do {
            open = 0;
            for (RawPeer peer : peers) {
                if (!peer.isClosed()) open++;
            }
        } while (open > most && System.nanoTime() < until);
        return open;
    }

    /** Runs a handshake to its last step, as whoever we please. */
    Step run(Handshake handshake) {
        send(handshake.begin());
        while (true) {
            Step step = handshake.take(read(handshake.awaits()));
            switch (step) {
                case Step.Say say -> send(say.out().toArray());
                case Step.Linked linked -> {
                    send(linked.out().toArray());
                    return step;
                }
                case Step.Stranger _, Step.Invited _, Step.Keyed _, Step.Confirmed _ -> {
                    return step;
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
