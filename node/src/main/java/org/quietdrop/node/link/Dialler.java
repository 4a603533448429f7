package org.quietdrop.node.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;

import org.quietdrop.node.wire.Endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/** Connects to places. Names are resolved on a thread of their own; everything else on the loop. */
final class Dialler {
    /** What becomes of a call. On the event loop, one of the two, once. */
    interface Caller {
        /** The connection stands; nothing was sent or read. */
        void connected(Channel channel, InetSocketAddress at);

        /** There is no such place, or it does not answer. */
        void failed();
    }

    private final EventLoopGroup group;
    private final Bootstrap bootstrap;

    Dialler(EventLoopGroup group, Duration connect) {
        this.group = group;
        this.bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connect.toMillis())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Ports.WATER_MARK)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(Ports.READ_SIZE))
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        // The caller adds its handler once the connection stands.
                                    }
                                });
    }

    EventLoopGroup group() {
        return group;
    }

    /** Tries the addresses of a place one after the other. On the event loop. */
    void call(Endpoint to, Caller caller) {
        if (to.port() == 0) {
            caller.failed();
            return;
        }
        var literal = Places.literal(to.host());
        if (literal.isPresent()) {
            next(
                    new ArrayDeque<>(List.of(new InetSocketAddress(literal.get(), to.port()))),
                    caller);
            return;
        }
        var _ =
                Thread.ofVirtual()
                        .name("resolve")
                        .start(() -> {
                            List<InetSocketAddress> found = Places.resolve(to);
                            try {
                                group.execute(() -> next(new ArrayDeque<>(found), caller));
                            } catch (RejectedExecutionException e) {
                                // The node has stopped meanwhile; nobody waits.
                            }
                        });
    }

    private void next(Queue<InetSocketAddress> places, Caller caller) {
        InetSocketAddress at = places.poll();
        if (at == null) {
            caller.failed();
            return;
        }
        ChannelFuture connecting = bootstrap.connect(at);
        var _ =
                connecting.addListener(_ -> {
                    if (connecting.isSuccess()) {
                        caller.connected(connecting.channel(), at);
                    } else {
                        next(places, caller);
                    }
                });
    }
}
