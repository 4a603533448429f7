package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One address, several tries. */
@Timeout(120)
final class ConnectingTest {
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** The tries, in the order they began. */
    private final BlockingQueue<Channel> tries = new LinkedBlockingQueue<>();

    private final BlockingQueue<CompletableFuture<Channel>> ends = new LinkedBlockingQueue<>();

    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void connect(InetSocketAddress at) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 60_000)
                        .handler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        tries.add(channel);
                                    }
                                });
        Connecting connecting =
                new Connecting(
                        bootstrap,
                        at,
                        channel -> ends.add(CompletableFuture.completedFuture(channel)),
                        () -> ends.add(new CompletableFuture<>()));
        group.next().execute(() -> connecting.begin(group));
    }

    /** A server that is full is deaf for the first packet of a connection, as if it were lost. */
    @Test
    void whereTheFirstIsLostOthersBeginAndOneCounts() throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress at = (InetSocketAddress) server.getLocalSocketAddress();
            for (int i = 0; i < 8; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                boolean _ = filler.connect(at);
                fillers.add(filler);
            }
            connect(at);
            List<Channel> begun = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Channel next = tries.poll(60, TimeUnit.SECONDS);
                assertTrue(next != null, "no other try after " + i);
                begun.add(next);
            }
            assertTrue(ends.isEmpty(), "a full server answers");
            Thread.ofVirtual().start(() -> drain(server));
            CompletableFuture<Channel> end = ends.poll(60, TimeUnit.SECONDS);
            assertTrue(end != null && end.isDone(), "never connected");
            Channel reached = end.join();
            assertTrue(begun.contains(reached));
            assertTrue(reached.isActive());
            for (Channel other : begun) {
                if (other.equals(reached)) continue;
                assertTrue(other.closeFuture().await(60, TimeUnit.SECONDS), "one is left open");
            }
            assertTrue(ends.isEmpty());
            assertTrue(tries.isEmpty(), "there are three tries");
        } finally {
            for (SocketChannel filler : fillers) filler.close();
            for (Socket each : accepted) each.close();
        }
    }

    private void drain(ServerSocket server) {
        try {
            while (true) accepted.add(server.accept());
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void whoRefusesIsNotAskedAgain() throws Exception {
        InetSocketAddress at;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            at = (InetSocketAddress) server.getLocalSocketAddress();
        }
        connect(at);
        CompletableFuture<Channel> end = ends.poll(60, TimeUnit.SECONDS);
        assertTrue(end != null && !end.isDone(), "refused");
        assertEquals(1, tries.size());
        assertTrue(ends.isEmpty());
    }
}
