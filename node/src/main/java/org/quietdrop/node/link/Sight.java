package org.quietdrop.node.link;

import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.wire.Frame;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The place from where one can look at what goes over the wire. As long as nobody looks it costs a
 * glance at one field for each step and each cell. What SOCKS5 says to a proxy, before the way is
 * open, does not pass here.
 */
final class Sight {
    private volatile @Nullable Consumer<Crossing> eye;

    /** From now on this is told of everything, on the event loop; null: nobody looks any more. */
    void look(@Nullable Consumer<Crossing> next) {
        eye = next;
    }

    /** Whether somebody looks. */
    boolean open() {
        return eye != null;
    }

    void cell(Channel on, boolean sent, int bytes, UserId with, List<Frame> frames) {
        Consumer<Crossing> looks = eye;
        if (looks == null) return;
        tell(looks, on, sent, bytes, Optional.of(with), new Crossing.Load.Cell(frames));
    }

    void before(Channel on, boolean sent, int bytes, Crossing.Stage stage) {
        Consumer<Crossing> looks = eye;
        if (looks == null) return;
        tell(looks, on, sent, bytes, Optional.empty(), new Crossing.Load.Before(stage));
    }

    /** Bytes came that are no part of a step or cell that was told of. */
    void rest(Channel on, int bytes, Optional<UserId> with) {
        Consumer<Crossing> looks = eye;
        if (looks == null || bytes == 0) return;
        tell(looks, on, false, bytes, with, new Crossing.Load.Rest());
    }

    private static void tell(
            Consumer<Crossing> looks,
            Channel on,
            boolean sent,
            int bytes,
            Optional<UserId> with,
            Crossing.Load load) {
        // A connection that is gone may have no addresses any more.
        if (!(on.localAddress() instanceof InetSocketAddress here)
                || !(on.remoteAddress() instanceof InetSocketAddress there)
                || there.getAddress() == null) {
            return;
        }
        looks.accept(
                new Crossing(
                        sent, Places.endpoint(here), Places.endpoint(there), bytes, with, load));
    }
}
