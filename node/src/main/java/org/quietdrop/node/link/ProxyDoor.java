package org.quietdrop.node.link;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;

/**
 * Behind the handler of a proxy: waits until the other side is reached, which is later than the
 * moment in which the connection to the proxy stands. On the event loop.
 */
final class ProxyDoor extends ChannelInboundHandlerAdapter {
    /** What becomes of it; one of the two, once. */
    interface Outcome {
        /** The place is reached; from now on every byte is to it and from it. */
        void open(ChannelHandlerContext ctx);

        /**
         * The proxy is not there, refused, said what it may not, or took too long.
         *
         * @param login whether it did not take our login
         */
        void shut(boolean login);
    }

    private final ProxyHandler proxy;
    private final Outcome outcome;
    private boolean told;

    ProxyDoor(ProxyHandler proxy, Outcome outcome) {
        this.proxy = proxy;
        this.outcome = outcome;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ProxyConnectionEvent) || told) return;
        told = true;
        outcome.open(ctx);
        // The handler of the proxy is in the middle of its own work now.
        ctx.executor().execute(() -> leave(ctx));
    }

    private void leave(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) return;
        if (ctx.pipeline().context(proxy) != null) ctx.pipeline().remove(proxy);
        if (!ctx.isRemoved()) ctx.pipeline().remove(this);
    }

    /**
     * The handler of the proxy has given up; a connection that the proxy closed ends here only.
     * What a proxy does wrong is not worth a word in a log, where it might hold an address.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (told) {
            ctx.fireExceptionCaught(cause);
            return;
        }
        Hangup.on(ctx);
        shut(String.valueOf(cause.getMessage()).contains("authStatus"));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        shut(false);
        ctx.fireChannelInactive();
    }

    /**
     * There is no connection, or none any more.
     *
     * @param login whether the proxy turned our login away
     */
    void shut(boolean login) {
        if (told) return;
        told = true;
        outcome.shut(login);
    }
}
