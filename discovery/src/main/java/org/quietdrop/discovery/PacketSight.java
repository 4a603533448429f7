package org.quietdrop.discovery;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * The place from where one can look at the packets of discovery. As long as nobody looks it costs a
 * glance at one field a packet. Any thread.
 */
public final class PacketSight {
    /**
     * A packet that was handed to the system or came from it.
     *
     * @param beacon whether it is of the broadcast beacon, else of mDNS
     * @param from address, with its port if that is known
     * @param to the same
     * @param bytes without the headers of UDP and IP
     */
    public record Packet(boolean sent, boolean beacon, String from, String to, int bytes) {}

    private volatile @Nullable Consumer<Packet> eye;

    /** From now on this is told of every packet, and returns at once; null: nobody looks. */
    public void look(@Nullable Consumer<Packet> next) {
        eye = next;
    }

    /** Whether somebody looks. */
    boolean open() {
        return eye != null;
    }

    void sent(boolean beacon, InetAddress here, InetAddress there, int port, int bytes) {
        Consumer<Packet> looks = eye;
        if (looks == null) return;
        looks.accept(new Packet(true, beacon, text(here), text(there) + ":" + port, bytes));
    }

    void came(boolean beacon, InetSocketAddress from, InetAddress here, int bytes) {
        Consumer<Packet> looks = eye;
        if (looks == null) return;
        String there = text(from.getAddress()) + ":" + from.getPort();
        looks.accept(new Packet(false, beacon, there, text(here), bytes));
    }

    private static String text(InetAddress address) {
        String text = String.valueOf(address.getHostAddress());
        return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    }
}
