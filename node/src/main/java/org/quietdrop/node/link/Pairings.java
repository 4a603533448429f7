package org.quietdrop.node.link;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.wire.Endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * Pairings by code and by invitation, both sides. On the event loop; ports are opened on a thread
 * of their own.
 */
final class Pairings {
    private final Self self;
    private final RandomSource random;
    private final Inbox inbox;
    private final LinksConfig config;
    private final EventLoopGroup group;
    private final Dialler dialler;
    private final ProxyLogins logins;
    private final Function<Channel, Source> sources;
    private final Sight sight;
    private final Map<Long, PairingPort> ports = new HashMap<>();
    private final Set<Long> typed = new HashSet<>();
    private final Map<Long, Exchange> exchanges = new HashMap<>();
    private final Map<Exchange, Channel> dialled = new HashMap<>();

    /** For each invitation of ours the one exchange that runs. */
    private final Map<Bytes, Channel> inviting = new HashMap<>();

    private int listenPort;
    private long numbers;

    Pairings(
            Self self,
            RandomSource random,
            Inbox inbox,
            LinksConfig config,
            Dialler dialler,
            ProxyLogins logins,
            Function<Channel, Source> sources,
            Sight sight) {
        this.sight = sight;
        this.sources = sources;
        this.self = self;
        this.random = random;
        this.inbox = inbox;
        this.config = config;
        this.dialler = dialler;
        this.logins = logins;
        this.group = dialler.group();
    }

    /** Where we listen for links, to be said when pairing; 0: nowhere. */
    void listenPort(int port) {
        listenPort = port;
    }

    /**
     * Opens the port of a code.
     *
     * @param binds where
     */
    void open(Effect.OpenPairing open, List<Endpoint> binds) {
        PairingPort port =
                new PairingPort(
                        config.limits(),
                        (channel, side) -> hold(open, channel, side),
                        inbox,
                        sources);
        ports.put(open.pairing(), port);
        var _ =
                Thread.ofVirtual()
                        .name("pairing port")
                        .start(() -> bind(open.pairing(), port, binds));
    }

    private void bind(long pairing, PairingPort port, List<Endpoint> binds) {
        Event event;
        List<Channel> open = List.of();
        try {
            if (binds.isEmpty()) {
                throw new UserError(UserError.Exit.DAEMON, "this node listens nowhere");
            }
            open = Ports.open(group, binds, port::accept);
            event = new Event.PairingOpened(pairing, Ports.endpoints(open));
        } catch (UserError e) {
            event = new Event.PairingNotOpened(pairing, e.text());
        }
        List<Channel> opened = open;
        Event told = event;
        try {
            group.execute(() -> {
                port.listen(opened);
                inbox.accept(told);
            });
        } catch (RejectedExecutionException e) {
            Ports.close(opened);
        }
    }

    private Exchange hold(Effect.OpenPairing open, Channel channel, Exchange.Side port) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        Handshake.Pairing holder =
                new CodeHolder(party(Places.endpoint(remote)), open.code(), random);
        Exchange exchange =
                begin(new Exchange.By.Code(open.pairing()), holder, new Registered(port));
        exchange.on(channel, patience(remote), sight);
        return exchange;
    }

    /**
     * How long the handshake of somebody may take who has come from there: beyond an onion service
     * of ours, which comes from loopback, everything is slow.
     */
    Duration patience(InetSocketAddress from) {
        boolean slow = dialler.hasProxy() && from.getAddress().isLoopbackAddress();
        return slow ? config.times().proxied() : config.times().handshake();
    }

    private PairingParty party(Endpoint remote) {
        return new PairingParty(self, listenPort, remote.host(), KeyingKind.CODE, Optional.empty());
    }

    /** What a link needs to go on with an invitation. */
    Inviting inviting(Endpoint remote) {
        return new Inviting(self, listenPort, remote.host());
    }

    /**
     * A hello has recognised an invitation: the pairing goes on. The inviter runs one at a time, a
     * newer one ends the older (protocol, section 5).
     *
     * @param gone called once, when the connection is gone
     */
    void invited(HandshakeHandler hello, Channel channel, Step.Invited step, Runnable gone) {
        Bytes id = step.invitation();
        if (step.inviter()) {
            Channel before = inviting.put(id, channel);
            if (before != null) Hangup.on(before);
        }
        Exchange.Side side =
                new Registered(
                        new Told(() -> {
                            inviting.remove(id, channel);
                            gone.run();
                        }));
        begin(new Exchange.By.Invitation(id), step.rest(), side).after(hello);
    }

    private Exchange begin(Exchange.By by, Handshake.Pairing handshake, Exchange.Side side) {
        Exchange exchange = new Exchange(by, ++numbers, handshake, side, config.times().commit());
        exchanges.put(exchange.number(), exchange);
        return exchange;
    }

    /** Runs one exchange as the typist. */
    void dial(Effect.DialPairing dial) {
        typed.add(dial.pairing());
        Dialler.Caller caller =
                new Dialler.Caller() {
                    @Override
                    public void connected(Channel channel, Endpoint at, Duration time) {
                        type(dial, channel, at, time);
                    }

                    @Override
                    public void failed() {
                        inbox.accept(new Event.ExchangeFailed(dial.pairing(), ++numbers, false));
                    }
                };
        if (dial.heard()) {
            dialler.callDirectly(dial.to(), caller);
        } else {
            dialler.call(dial.to(), logins.fresh(), caller);
        }
    }

    private void type(Effect.DialPairing dial, Channel channel, Endpoint at, Duration time) {
        if (!typed.contains(dial.pairing())) {
            Hangup.on(channel);
            inbox.accept(new Event.ExchangeFailed(dial.pairing(), ++numbers, false));
            return;
        }
        Handshake.Pairing typist = new CodeTypist(party(at), dial.code(), random);
        Told side = new Told(() -> dialled.values().remove(channel));
        Exchange exchange =
                begin(new Exchange.By.Code(dial.pairing()), typist, new Registered(side));
        dialled.put(exchange, channel);
        exchange.on(channel, time, sight);
    }

    void proceed(Effect.Proceed proceed) {
        Exchange exchange = exchanges.get(proceed.exchange());
        if (exchange != null) exchange.proceed(proceed.frames());
    }

    void close(long pairing) {
        PairingPort port = ports.remove(pairing);
        if (port != null) port.close();
        typed.remove(pairing);
        Map.copyOf(dialled)
                .forEach((exchange, channel) -> {
                    if (exchange.of(pairing)) exchange.closePairing(channel);
                });
    }

    /** Ends all of them. */
    void closeAll() {
        Set.copyOf(ports.keySet()).forEach(this::close);
        Set.copyOf(typed).forEach(this::close);
        Map.copyOf(dialled).values().forEach(Hangup::on);
    }

    /** Tells the core, nothing more. */
    private final class Told implements Exchange.Side {
        private final Runnable gone;

        Told(Runnable gone) {
            this.gone = gone;
        }

        @Override
        public void tell(Event event) {
            inbox.accept(event);
        }

        @Override
        public void keyed(Exchange exchange) {
            // Other exchanges are the business of the core.
        }

        @Override
        public void gone(Exchange exchange) {
            gone.run();
        }
    }

    /** Takes the exchange out of the register when it is gone. */
    private final class Registered implements Exchange.Side {
        private final Exchange.Side side;

        Registered(Exchange.Side side) {
            this.side = side;
        }

        @Override
        public void tell(Event event) {
            side.tell(event);
        }

        @Override
        public void keyed(Exchange exchange) {
            side.keyed(exchange);
        }

        @Override
        public void gone(Exchange exchange) {
            exchanges.remove(exchange.number());
            side.gone(exchange);
        }
    }
}
