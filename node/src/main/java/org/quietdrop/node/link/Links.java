package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.SocksProxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The link layer of a node: listens, dials, shakes hands and carries frames. It turns effects into
 * bytes and bytes into events and decides nothing else. All of it lives on one event loop of its
 * own; every public method may be called from any other thread.
 */
public final class Links implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(3);
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 10;

    private final BiFunction<InetAddress, List<Source.Network>, Source> sources;
    private final RandomSource random;
    private final Inbox inbox;
    private final LinksConfig config;
    private final EventLoopGroup group;
    private final ChannelGroup connections;
    private final LinkRegistry registry;
    private final Admission<Channel> admission;
    private final Dialler dialler;
    private final ProxyLogins logins;
    private final Sight sight = new Sight();
    private final Pairings pairings;
    private RelationBook book = RelationBook.empty();
    private List<Channel> listening = List.of();
    private List<Endpoint> binds = List.of();
    private List<Source.Network> networks = List.of();
    private boolean counting;
    private boolean closed;

    /**
     * Starts the event loop; nothing listens and nobody is known yet.
     *
     * @param identity our keys; borrowed, to be closed after this
     * @param card what we show when pairing
     * @param inbox takes every event, on the event loop, and returns at once
     */
    public Links(
            Identity identity, Card card, RandomSource random, Inbox inbox, LinksConfig config) {
        this(new Self(identity, card, VersionRange.CURRENT), random, inbox, config);
    }

    Links(Self self, RandomSource random, Inbox inbox, LinksConfig config) {
        this(self, random, inbox, config, Source::of);
    }

    /**
     * The same with something else in place of {@link Source#of}: tests have but one machine.
     *
     * @param sources whom an address counts against
     */
    Links(
            Self self,
            RandomSource random,
            Inbox inbox,
            LinksConfig config,
            BiFunction<InetAddress, List<Source.Network>, Source> sources) {
        this.sources = sources;
        this.random = random;
        this.inbox = inbox;
        this.config = config;
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("links", true), NioIoHandler.newFactory());
        this.connections = new DefaultChannelGroup(group.next());
        this.registry = new LinkRegistry(inbox, random, config, sight);
        this.admission = new Admission<>(config.limits(), random);
        this.dialler = new Dialler(group, config.times());
        this.logins = new ProxyLogins(random);
        this.pairings =
                new Pairings(self, random, inbox, config, dialler, logins, this::source, sight);
    }

    // ---- listening

    /**
     * Listens at these places, all or none, in place of those before. A port 0 is chosen by the
     * system, the same for all where it can be. Blocks shortly; links that are up stay.
     *
     * @return where it listens, in the same order
     * @throws UserError exit 3, when a port is taken or an address is not ours
     */
    public synchronized List<Endpoint> listen(List<Endpoint> binds) {
        int attempts = listening.isEmpty() ? 1 : ATTEMPTS;
        Ports.close(listening);
        listening = List.of();
        List<Source.Network> here = Source.Network.here();
        listening = open(binds, attempts);
        List<Endpoint> at = Ports.endpoints(listening);
        onLoop(() -> {
            this.binds = List.copyOf(binds);
            networks = here;
            pairings.listenPort(at.isEmpty() ? 0 : at.getFirst().port());
        });
        // Who is accepted from now on is told the port.
        group.submit(() -> {}).awaitUninterruptibly();
        return at;
    }

    /**
     * The port that we say when pairing, in place of the one where we listen; 0 says none. After
     * {@link #listen}.
     */
    public void sayPort(int port) {
        onLoop(() -> pairings.listenPort(port));
    }

    /**
     * Names, onion services and addresses beyond the own network are dialled through this SOCKS5
     * proxy from now on, and names are never resolved here; empty: directly. Links that are up
     * stay.
     */
    public void proxy(Optional<SocksProxy> proxy) {
        onLoop(() -> {
            logins.forget();
            dialler.proxy(proxy);
        });
    }

    /** A port of ours that was just closed is free only once the event loop has looked again. */
    private List<Channel> open(List<Endpoint> binds, int attempts) {
        while (true) {
            try {
                return Ports.open(group, binds, this::accepted);
            } catch (UserError e) {
                if (--attempts == 0) throw e;
                group.schedule(() -> {}, PAUSE_MILLIS, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly();
            }
        }
    }

    private void accepted(Channel channel) {
        if (closed || !(channel.remoteAddress() instanceof InetSocketAddress remote)) {
            Hangup.on(channel);
            return;
        }
        var victim = admission.admit(channel, source(channel));
        victim.ifPresent(Hangup::abruptly);
        countSeconds();
        if (victim.filter(channel::equals).isPresent()) return;
        connections.add(channel);
        var _ = channel.closeFuture().addListener(_ -> admission.leave(channel));
        Endpoint seen = Places.endpoint(remote);
        Handshake answerer = new LinkAnswerer(pairings.inviting(seen), () -> book, random);
        HandshakeHandler.Outcome outcome =
                new HandshakeHandler.Outcome() {
                    @Override
                    public void reached(
                            HandshakeHandler handler,
                            ChannelHandlerContext ctx,
                            Step step,
                            ByteBuf rest) {
                        switch (step) {
                            case Step.Linked linked -> {
                                admission.leave(channel);
                                var up = new LinkRegistry.Up(linked, false, seen);
                                registry.up(handler, ctx, up, rest);
                            }
                            case Step.Invited invited ->
                                    pairings.invited(handler, channel, invited, () -> {});
                            case Step.Say _, Step.Stranger _, Step.Keyed _, Step.Confirmed _ ->
                                    throw new IllegalStateException("no step of an answerer");
                        }
                    }

                    @Override
                    public void ended() {
                        // A stranger, or nobody: not worth a word.
                    }
                };
        channel.pipeline()
                .addLast(new HandshakeHandler(answerer, outcome, pairings.patience(remote), sight));
    }

    /** Whom a connection, which has a remote address, counts against. */
    private Source source(Channel channel) {
        return sources.apply(((InetSocketAddress) channel.remoteAddress()).getAddress(), networks);
    }

    /** Runs only while somebody comes: a node that nobody dials has nothing to do. */
    private void countSeconds() {
        if (counting || !admission.counting()) return;
        counting = true;
        var _ =
                group.schedule(
                        () -> {
                            counting = false;
                            admission.second();
                        },
                        1,
                        TimeUnit.SECONDS);
    }

    // ---- effects

    /**
     * Does what the core asks for, later, in the order of the calls. After {@link #close} nothing
     * is done any more.
     *
     * @throws IllegalArgumentException if this is no effect for links
     */
    public void perform(Effect effect) {
        switch (effect) {
            case Effect.Send send -> onLoop(() -> registry.send(send.link(), send.frames()));
            case Effect.Close close -> onLoop(() -> registry.close(close.link()));
            case Effect.Dial dial -> onLoop(() -> dial(dial));
            case Effect.Relations relations -> {
                if (!onLoop(() -> replace(relations))) closeAll(relations);
            }
            case Effect.OpenPairing open -> onLoop(() -> openPairing(open));
            case Effect.ClosePairing close -> onLoop(() -> pairings.close(close.pairing()));
            case Effect.DialPairing dial -> onLoop(() -> pairings.dial(dial));
            case Effect.Proceed proceed -> onLoop(() -> pairings.proceed(proceed));
            case Effect.WakeAt _,
                    Effect.BrowsePairing _,
                    Effect.Answer _,
                    Effect.Inside _,
                    Effect.Publish _ ->
                    throw new IllegalArgumentException("not an effect for links");
        }
    }

    private boolean onLoop(Runnable task) {
        try {
            group.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    Faults.note(e);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void replace(Effect.Relations relations) {
        if (closed) {
            closeAll(relations);
            return;
        }
        book.release();
        book = new RelationBook(relations);
    }

    private static void closeAll(Effect.Relations relations) {
        relations.all().forEach(Relation::close);
        relations.dialled().forEach(Relation::close);
    }

    private void openPairing(Effect.OpenPairing open) {
        List<Endpoint> here =
                open.listen()
                        .map(List::of)
                        .orElseGet(
                                () -> binds.stream().map(b -> new Endpoint(b.host(), 0)).toList());
        pairings.open(open, here);
    }

    private void dial(Effect.Dial dial) {
        Call call = new Call(dial);
        if (closed) {
            call.failed();
        } else if (dial.contact().isPresent()) {
            dialler.call(dial.to(), logins.of(dial.contact().get()), call);
        } else {
            dialler.callDirectly(dial.to(), call);
        }
    }

    /** One dial from the call to its outcome. */
    private final class Call implements Dialler.Caller, HandshakeHandler.Outcome {
        private final Effect.Dial dial;
        private Endpoint at;
        private boolean told;

        Call(Effect.Dial dial) {
            this.dial = dial;
            this.at = dial.to();
        }

        @Override
        public void connected(Channel channel, Endpoint reached, Duration time) {
            at = reached;
            connections.add(channel);
            Handshake handshake = new LinkDialler(pairings.inviting(at), () -> book, random);
            channel.pipeline().addLast(new HandshakeHandler(handshake, this, time, sight));
        }

        @Override
        public void reached(
                HandshakeHandler handler, ChannelHandlerContext ctx, Step step, ByteBuf rest) {
            switch (step) {
                case Step.Linked linked -> {
                    registry.up(handler, ctx, new LinkRegistry.Up(linked, true, at), rest);
                    tell(Event.DialOutcome.LINKED);
                }
                case Step.Stranger _ -> {
                    handler.deafen();
                    long least = config.times().silence().toMillis();
                    long silence = least + Chance.below(random, 4 * least + 1);
                    handler.closeAfter(ctx, Duration.ofMillis(silence));
                    tell(Event.DialOutcome.STRANGER);
                }
                case Step.Invited invited ->
                        pairings.invited(handler, ctx.channel(), invited, this::ended);
                case Step.Say _, Step.Keyed _, Step.Confirmed _ ->
                        throw new IllegalStateException("no step of a dialler");
            }
        }

        @Override
        public void failed() {
            tell(Event.DialOutcome.FAILED);
        }

        @Override
        public void ended() {
            tell(Event.DialOutcome.FAILED);
        }

        private void tell(Event.DialOutcome outcome) {
            if (told) return;
            told = true;
            inbox.accept(new Event.DialEnded(dial.dial(), dial.to(), outcome));
        }
    }

    /**
     * Something has changed about this machine or its network: asks on every link whether the other
     * side is still there, and ends those where no answer comes soon.
     */
    public void probe() {
        onLoop(registry::probe);
    }

    // ---- looking

    /**
     * From now on this is told of all bytes that go out and come in, on the event loop, and returns
     * at once; null: nobody looks any more. A cell that came is told of after its events.
     */
    public void look(@Nullable Consumer<Crossing> eye) {
        sight.look(eye);
    }

    // ---- state and end

    /** How many links are up. */
    public int count() {
        return registry.count();
    }

    /**
     * Ends all links and pairings, frees the ports and wipes the keys of relations; takes a few
     * seconds at most. Not to be called from the inbox.
     */
    @Override
    public synchronized void close() {
        Ports.close(listening);
        listening = List.of();
        onLoop(() -> {
            if (closed) return;
            closed = true;
            pairings.closeAll();
            var _ = connections.close();
            book.release();
        });
        group.shutdownGracefully(0, LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(LONGEST_END.toMillis());
    }
}
