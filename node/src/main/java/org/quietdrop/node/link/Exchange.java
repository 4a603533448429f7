package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.util.List;

/**
 * One exchange of a pairing, on either side, from the standing connection to its end. On the event
 * loop.
 */
final class Exchange implements HandshakeHandler.Outcome {
    /** What the exchange tells its side of the pairing. */
    interface Side {
        /** Something for the core. */
        void tell(Event event);

        /** There are keys: no other exchange of this code is needed. */
        void keyed(Exchange exchange);

        /** The connection is gone. Comes once; what was to be told was told. */
        void gone(Exchange exchange);
    }

    /** What is paired by. */
    sealed interface By {
        /**
         * A code.
         *
         * @param pairing the run of the core that it belongs to
         */
        record Code(long pairing) implements By {}

        /**
         * An invitation.
         *
         * @param invitation its name here, 16 bytes
         */
        record Invitation(Bytes invitation) implements By {}
    }

    private enum State {
        RUNNING,
        KEYED,
        PROCEEDED,
        DONE
    }

    private final By by;
    private final long number;
    private final Handshake.Pairing handshake;
    private final Side side;
    private final Duration commit;
    private State state = State.RUNNING;
    private @Nullable HandshakeHandler handler;
    private @Nullable ChannelHandlerContext ctx;

    Exchange(By by, long number, Handshake.Pairing handshake, Side side, Duration commit) {
        this.by = by;
        this.number = number;
        this.handshake = handshake;
        this.side = side;
        this.commit = commit;
    }

    /** Whether it is one of this pairing by code. */
    boolean of(long pairing) {
        return by instanceof By.Code code && code.pairing() == pairing;
    }

    long number() {
        return number;
    }

    /** Takes the connection over. */
    void on(Channel channel, Duration time, Sight sight) {
        channel.pipeline().addLast(new HandshakeHandler(handshake, this, time, sight));
    }

    /** Takes a connection over whose hello has recognised an invitation. */
    void after(HandshakeHandler hello) {
        hello.goOn(handshake, this);
    }

    @Override
    public void reached(
            HandshakeHandler handler, ChannelHandlerContext ctx, Step step, ByteBuf rest) {
        switch (step) {
            case Step.Keyed keyed -> {
                this.handler = handler;
                this.ctx = ctx;
                state = State.KEYED;
                handler.closeAfter(ctx, commit);
                side.tell(
                        switch (by) {
                            case By.Code code ->
                                    new Event.Keyed(code.pairing(), number, keyed.keys());
                            case By.Invitation invited ->
                                    new Event.InvitationKeyed(
                                            invited.invitation(), number, keyed.keys());
                        });
                side.keyed(this);
            }
            case Step.Confirmed confirmed -> {
                state = State.DONE;
                side.tell(new Event.KeyingConfirmed(number, confirmed.relation()));
                Hangup.on(ctx);
            }
            case Step.Say _, Step.Stranger _, Step.Linked _, Step.Invited _ ->
                    throw new IllegalStateException("no step of a pairing");
        }
    }

    /** The core has committed; says the rest. Nothing when the connection is gone. */
    void proceed(List<Frame> frames) {
        ChannelHandlerContext live = ctx;
        HandshakeHandler waiting = handler;
        if (live == null || waiting == null || state != State.KEYED) return;
        state = State.PROCEEDED;
        byte[] out = handshake.proceed(frames);
        var sent = waiting.say(live, out);
        if (handshake.alice()) {
            waiting.closeAfter(live, commit);
        } else {
            var _ = sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** The code is over: ends what has not proceeded; the rest ends by itself. */
    void closePairing(Channel channel) {
        if (state == State.RUNNING || state == State.KEYED) Hangup.on(channel);
    }

    @Override
    public void ended() {
        // Bob has a contact as soon as he has the keys.
        boolean failed = handshake.alice() ? state != State.DONE : state == State.RUNNING;
        if (failed && by instanceof By.Code code) {
            side.tell(new Event.ExchangeFailed(code.pairing(), number, handshake.burned()));
        }
        side.gone(this);
    }

    /** Whether it is, or was, a try: a failed one is counted. */
    boolean burned() {
        return handshake.burned() && state == State.RUNNING;
    }
}
