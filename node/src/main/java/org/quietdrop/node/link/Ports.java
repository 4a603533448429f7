package org.quietdrop.node.link;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import org.quietdrop.node.core.UserError;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Endpoint;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Opens listening ports. Blocks, so never on the event loop. */
final class Ports {
    /** Read at most this much at once: no size that somebody else chooses. */
    static final int READ_SIZE = 2 * Cells.WIRE;

    /** Stop and go on writing at so many bytes. */
    static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 16, 1 << 18);

    /** The system may keep so many for us: a flood must not make it drop those of contacts. */
    private static final int BACKLOG = 1_024;

    private Ports() {}

    /**
     * Opens all or none. Where the port is 0 all get the same one, if the system lets us.
     *
     * @param accepted is handed every connection on the event loop, before anything is read from it
     * @throws UserError exit 3, when one cannot be opened
     */
    static List<Channel> open(
            EventLoopGroup group, List<Endpoint> binds, Consumer<SocketChannel> accepted) {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childOption(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_SIZE))
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accepted.accept(channel);
                                    }
                                });
        List<Channel> open = new ArrayList<>();
        try {
            for (Endpoint bind : binds) {
                open.add(openOne(bootstrap, bind, open));
            }
            return open;
        } catch (UserError e) {
            close(open);
            throw e;
        }
    }

    private static Channel openOne(ServerBootstrap bootstrap, Endpoint bind, List<Channel> open) {
        if (bind.port() == 0 && !open.isEmpty()) {
            ChannelFuture same = bind(bootstrap, new Endpoint(bind.host(), port(open.getFirst())));
            if (same.isSuccess()) return same.channel();
        }
        ChannelFuture bound = bind(bootstrap, bind);
        if (bound.isSuccess()) return bound.channel();
        throw refused(bind, bound.cause());
    }

    private static ChannelFuture bind(ServerBootstrap bootstrap, Endpoint bind) {
        InetSocketAddress at =
                bind.literal()
                        .map(address -> new InetSocketAddress(address, bind.port()))
                        .orElseGet(() -> new InetSocketAddress(bind.host(), bind.port()));
        if (at.isUnresolved()) {
            throw new UserError(
                    UserError.Exit.DAEMON,
                    "\"" + bind.host() + "\" is not an address of this machine",
                    "choose one with --listen HOST:PORT");
        }
        return bootstrap.bind(at).awaitUninterruptibly();
    }

    private static UserError refused(Endpoint bind, Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        if (why.contains("in use")) {
            return new UserError(
                    UserError.Exit.DAEMON,
                    "port " + bind.port() + " on " + bind.host() + " is taken",
                    "choose another one with --listen HOST:PORT; port 0 takes any free one");
        }
        if (why.contains("ermission")) {
            return new UserError(
                    UserError.Exit.DAEMON,
                    "this user may not listen on port " + bind.port(),
                    "choose a port above 1023 with --listen HOST:PORT");
        }
        return new UserError(
                UserError.Exit.DAEMON,
                "cannot listen on " + bind,
                "choose an address of this machine with --listen HOST:PORT");
    }

    /** Where these listen. */
    static List<Endpoint> endpoints(List<Channel> open) {
        return open.stream()
                .map(c -> Places.endpoint((InetSocketAddress) c.localAddress()))
                .toList();
    }

    static int port(Channel open) {
        return ((InetSocketAddress) open.localAddress()).getPort();
    }

    /** Begins to close them; any thread. */
    static void close(List<Channel> open) {
        open.forEach(Hangup::on);
    }
}
