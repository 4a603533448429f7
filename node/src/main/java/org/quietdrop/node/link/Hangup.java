package org.quietdrop.node.link;

import io.netty.channel.ChannelOutboundInvoker;

/** Closes connections without a word; when that is done interests nobody. */
final class Hangup {
    private Hangup() {}

    /** Begins to close a connection or its channel. */
    static void on(ChannelOutboundInvoker connection) {
        var _ = connection.close();
    }
}
