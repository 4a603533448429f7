package org.quietdrop.discovery;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;

/**
 * The socket that JmDNS's listener thread believes to read from. It reads from the real one and
 * hands on only what its ear lets through.
 */
final class FilteredSocket extends MulticastSocket {

    /** Decides about every packet, on JmDNS's listener thread. */
    interface Ear {
        /** What JmDNS may see of the packet, if anything. */
        Optional<byte[]> hear(byte[] data, int length, InetSocketAddress from);
    }

    private final Ear ear;
    private volatile @Nullable MulticastSocket real;
    private volatile @Nullable Thread listener;

    /**
     * Not yet reading from anything.
     *
     * @throws IOException if the system has no socket left
     */
    FilteredSocket(Ear ear) throws IOException {
        super((SocketAddress) null);
        this.ear = ear;
        // Only the type is needed; the system's socket behind it is given back.
        super.close();
    }

    /** The socket to read from; null once JmDNS has closed it. */
    void readFrom(@Nullable MulticastSocket socket) {
        real = socket;
    }

    /** False once the thread that reads here has died. True before it has begun to read. */
    boolean listening() {
        Thread thread = listener;
        return thread == null || thread.isAlive();
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        rememberListener();
        while (true) {
            MulticastSocket socket = real;
            if (socket == null || socket.isClosed()) {
                throw new SocketException("closed");
            }
            packet.setLength(packet.getData().length - packet.getOffset());
            socket.receive(packet);
            Optional<byte[]> seen = heard(packet);
            if (seen.isPresent()) {
                // Into its own buffer, which JmDNS goes on using.
                byte[] shown = seen.get();
                System.arraycopy(shown, 0, packet.getData(), 0, shown.length);
                packet.setLength(shown.length);
                return;
            }
        }
    }

    private Optional<byte[]> heard(DatagramPacket packet) {
        if (packet.getOffset() != 0
                || !(packet.getSocketAddress() instanceof InetSocketAddress from)) {
            return Optional.empty();
        }
        try {
            return ear.hear(packet.getData(), packet.getLength(), from);
        } catch (RuntimeException e) {
            // A defect of ours must not end the one thread that listens to the network.
            return Optional.empty();
        }
    }

    private void rememberListener() {
        Thread current = Thread.currentThread();
        if (listener != current) {
            listener = current;
            // It is watched, and JmDNS is opened anew; its stack trace helps nobody.
            current.setUncaughtExceptionHandler((_, _) -> {});
        }
    }
}
