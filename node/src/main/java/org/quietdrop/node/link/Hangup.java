package org.quietdrop.node.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundInvoker;

/** Closes connections without a word; when that is done interests nobody. */
final class Hangup {
    private Hangup() {}

    /**
     * Ends one that shall cost nothing more, here or in the system: it is reset, so nothing of it
     * stays until the other side answers.
     */
    static void abruptly(Channel connection) {
        try {
            var _ = connection.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            // It is gone already.
        }
        on(connection);
    }

    /** Begins to close a connection or its channel. */
    static void on(ChannelOutboundInvoker connection) {
        var _ = connection.close();
    }
}
