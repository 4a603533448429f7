package org.quietdrop.node.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reaches one address. Where much is lost, TCP waits a second and then two more before it asks
 * again; so there are up to three tries, and the first that is answered counts. On the event loop.
 */
final class Connecting {
    /** When another try begins beside those that still wait, counted from the first. */
    private static final long[] AGAIN_MILLIS = {500, 1_500};

    private final Bootstrap bootstrap;
    private final InetSocketAddress at;
    private final Consumer<Channel> reached;
    private final Runnable failed;
    private final List<Channel> waiting = new ArrayList<>();
    private final List<Future<?>> later = new ArrayList<>();
    private boolean over;

    /**
     * @param reached gets the connection; nothing was sent on it
     * @param failed the address does not answer, or refuses
     */
    Connecting(
            Bootstrap bootstrap, InetSocketAddress at, Consumer<Channel> reached, Runnable failed) {
        this.bootstrap = bootstrap;
        this.at = at;
        this.reached = reached;
        this.failed = failed;
    }

    /** Begins; one of the two is called, once. */
    void begin(EventLoopGroup group) {
        attempt();
        for (long millis : AGAIN_MILLIS) {
            if (over) return;
            later.add(group.schedule(this::attempt, millis, TimeUnit.MILLISECONDS));
        }
    }

    private void attempt() {
        if (over) return;
        ChannelFuture connecting = bootstrap.connect(at);
        waiting.add(connecting.channel());
        var _ = connecting.addListener(_ -> ended(connecting));
    }

    private void ended(ChannelFuture connecting) {
        Channel channel = connecting.channel();
        waiting.remove(channel);
        if (over) {
            var _ = channel.close();
            return;
        }
        // Also when it was refused, or the time of the first is over: the others fare no better.
        over = true;
        later.forEach(attempt -> attempt.cancel(false));
        for (Channel other : List.copyOf(waiting)) {
            var _ = other.close();
        }
        if (connecting.isSuccess()) {
            reached.accept(channel);
        } else {
            failed.run();
        }
    }
}
