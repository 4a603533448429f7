package org.quietdrop.node.link;

import io.netty.channel.Channel;

import org.quietdrop.node.core.Event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The temporary port of a code: few exchanges at once, few tries in all, one success. On the event
 * loop.
 */
final class PairingPort implements Exchange.Side {
    /** Makes the exchange of a connection. */
    interface Opener {
        Exchange open(Channel channel, Exchange.Side side);
    }

    private final LinksConfig.Limits limits;
    private final Opener opener;
    private final Inbox inbox;
    private final Map<Exchange, Channel> running = new LinkedHashMap<>();
    private List<Channel> listening = List.of();
    private int burned;
    private boolean closed;

    PairingPort(LinksConfig.Limits limits, Opener opener, Inbox inbox) {
        this.limits = limits;
        this.opener = opener;
        this.inbox = inbox;
    }

    /** These ports belong to it now. */
    void listen(List<Channel> ports) {
        listening = ports;
        if (closed) Ports.close(ports);
    }

    /** Begins an exchange, or closes when there are enough. */
    void accept(Channel channel) {
        boolean full =
                running.size() >= limits.exchanges() || burned + running.size() >= limits.tries();
        if (closed || full || channel.remoteAddress() == null) {
            Hangup.on(channel);
            return;
        }
        Exchange exchange = opener.open(channel, this);
        running.put(exchange, channel);
    }

    /** The code is over. */
    void close() {
        closed = true;
        Ports.close(listening);
        Map.copyOf(running).forEach(Exchange::closePairing);
    }

    @Override
    public void tell(Event event) {
        inbox.accept(event);
    }

    @Override
    public void keyed(Exchange winner) {
        closed = true;
        Ports.close(listening);
        Map.copyOf(running)
                .forEach((exchange, channel) -> {
                    if (exchange != winner) exchange.closePairing(channel);
                });
    }

    @Override
    public void gone(Exchange exchange) {
        running.remove(exchange);
        if (exchange.burned() && ++burned >= limits.tries()) close();
    }
}
