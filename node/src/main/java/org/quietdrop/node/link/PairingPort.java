package org.quietdrop.node.link;

import io.netty.channel.Channel;

import org.quietdrop.node.core.Event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
    private final Function<Channel, Source> sources;
    private final Map<Exchange, Channel> running = new LinkedHashMap<>();
    private List<Channel> listening = List.of();
    private int burned;
    private boolean closed;

    /**
     * Listens nowhere yet.
     *
     * @param sources from where a connection comes
     */
    PairingPort(
            LinksConfig.Limits limits,
            Opener opener,
            Inbox inbox,
            Function<Channel, Source> sources) {
        this.sources = sources;
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
        if (closed || full || channel.remoteAddress() == null || greedy(channel)) {
            Hangup.on(channel);
            return;
        }
        Exchange exchange = opener.open(channel, this);
        running.put(exchange, channel);
    }

    /**
     * Whether half of what there may be comes from there already: one address keeps no other out.
     */
    private boolean greedy(Channel channel) {
        Source source = sources.apply(channel);
        long same = running.values().stream().filter(c -> source.equals(sources.apply(c))).count();
        return !source.exempt() && same >= limits.exchanges() / 2;
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
