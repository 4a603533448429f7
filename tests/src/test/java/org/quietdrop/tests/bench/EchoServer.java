package org.quietdrop.tests.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** The least that a server on Netty can be: it says back what it hears, on a port of loopback. */
final class EchoServer {
    private EchoServer() {}

    /** Runs on the port that is named; with a second word it answers once, itself, and ends. */
    public static void main(String[] args) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port = Integer.parseInt(args[0]);
        Channel channel =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(new Echoing())
                        .bind(loopback, port)
                        .sync()
                        .channel();
        if (args.length > 1) {
            try (Socket socket = new Socket(loopback, port)) {
                socket.getOutputStream().write(1);
                if (socket.getInputStream().read() != 1) throw new IllegalStateException();
            }
            channel.close().sync();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
        channel.closeFuture().sync();
    }

    private static final class Echoing extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(
                            new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelRead(
                                        ChannelHandlerContext context, Object heard) {
                                    var _ = context.writeAndFlush(heard);
                                }
                            });
        }
    }
}
