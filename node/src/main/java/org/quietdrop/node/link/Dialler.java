package org.quietdrop.node.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.resolver.NoopAddressResolverGroup;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.system.Outside;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.SocksProxy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

/**
 * Connects to places, directly or through a proxy. Without a proxy names are resolved on a thread
 * of their own; with one they never are. Everything else is on the loop.
 */
final class Dialler {
    /** What becomes of a call. On the event loop, one of the two, once. */
    interface Caller {
        /**
         * The place is reached; nothing was sent to it or read from it.
         *
         * @param at its address, or what was dialled if only the proxy knows that; never the proxy
         * @param time how long the handshake may take
         */
        void connected(Channel channel, Endpoint at, Duration time);

        /** There is no such place, or it does not answer. */
        void failed();
    }

    private final EventLoopGroup group;
    private final LinksConfig.Times times;
    private final Bootstrap bootstrap;
    private @Nullable SocksProxy proxy;

    /** Whether the proxy has turned a login away that it had asked for. */
    private boolean withoutLogin;

    Dialler(EventLoopGroup group, LinksConfig.Times times) {
        this.group = group;
        this.times = times;
        this.bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        // What is to be connected was resolved before, or shall not be.
                        .resolver(NoopAddressResolverGroup.INSTANCE)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) times.connect().toMillis())
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

    /** Places beyond the network are dialled through this from now on; empty: directly. */
    void proxy(Optional<SocksProxy> next) {
        proxy = next.orElse(null);
        withoutLogin = false;
    }

    /** Whether there is a proxy. */
    boolean hasProxy() {
        return proxy != null;
    }

    /**
     * Reaches a place: an address of the own network directly, everything else through the proxy if
     * there is one. On the event loop.
     */
    void call(Endpoint to, ProxyLogins.Login login, Caller caller) {
        SocksProxy through = proxy;
        if (through != null && to.port() != 0 && !to.isLocal()) {
            callThrough(through, to, login, caller);
        } else {
            callDirectly(to, caller);
        }
    }

    /**
     * Reaches a place directly, or not at all: a name is resolved only when there is no proxy. On
     * the event loop.
     */
    void callDirectly(Endpoint to, Caller caller) {
        var literal = to.literal();
        if (to.port() == 0 || to.isOnion() || (literal.isEmpty() && proxy != null)) {
            caller.failed();
            return;
        }
        if (literal.isPresent()) {
            next(
                    new ArrayDeque<>(List.of(new InetSocketAddress(literal.get(), to.port()))),
                    caller);
            return;
        }
        var _ = Outside.start("resolve", () -> resolve(to, caller));
    }

    private void resolve(Endpoint to, Caller caller) {
        List<InetSocketAddress> found = Places.resolve(to);
        try {
            group.execute(() -> next(new ArrayDeque<>(found), caller));
        } catch (RejectedExecutionException e) {
            // The node has stopped meanwhile; nobody waits.
        }
    }

    private void next(Queue<InetSocketAddress> places, Caller caller) {
        InetSocketAddress at = places.poll();
        if (at == null) {
            caller.failed();
            return;
        }
        new Connecting(
                        bootstrap,
                        at,
                        channel ->
                                caller.connected(channel, Places.endpoint(at), times.handshake()),
                        () -> next(places, caller))
                .begin(group);
    }

    private void callThrough(
            SocksProxy through, Endpoint to, ProxyLogins.Login login, Caller caller) {
        boolean anonymous = withoutLogin;
        Socks5ProxyHandler socks =
                anonymous
                        ? new Socks5ProxyHandler(through.address())
                        : new Socks5ProxyHandler(through.address(), login.name(), login.word());
        socks.setConnectTimeoutMillis(times.proxied().toMillis());
        ProxyDoor door =
                new ProxyDoor(
                        socks,
                        new ProxyDoor.Outcome() {
                            @Override
                            public void open(ChannelHandlerContext ctx) {
                                caller.connected(ctx.channel(), to, times.proxied());
                            }

                            @Override
                            public void shut(boolean refusedLogin) {
                                if (refusedLogin && !anonymous && through.equals(proxy)) {
                                    withoutLogin = true;
                                    callThrough(through, to, login, caller);
                                } else {
                                    caller.failed();
                                }
                            }
                        });
        ChannelFuture connecting =
                bootstrap
                        .clone()
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline().addLast(socks, door);
                                    }
                                })
                        .connect(target(to));
        var _ =
                connecting.addListener(_ -> {
                    if (!connecting.isSuccess()) door.shut(false);
                });
    }

    /** An address as it is; a name as a name, which is the proxy's to find. */
    private static InetSocketAddress target(Endpoint to) {
        return to.literal()
                .map(address -> new InetSocketAddress(address, to.port()))
                .orElseGet(() -> InetSocketAddress.createUnresolved(to.host(), to.port()));
    }
}
