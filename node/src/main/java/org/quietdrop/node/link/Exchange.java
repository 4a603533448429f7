package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;
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

    private enum State {
        RUNNING,
        KEYED,
        PROCEEDED,
        DONE
    }

    private final long pairing;
    private final long number;
    private final Handshake.Pairing handshake;
    private final Side side;
    private final Duration commit;
    private State state = State.RUNNING;
    private @Nullable HandshakeHandler handler;
    private @Nullable ChannelHandlerContext ctx;

    Exchange(long pairing, long number, Handshake.Pairing handshake, Side side, Duration commit) {
        this.pairing = pairing;
        this.number = number;
        this.handshake = handshake;
        this.side = side;
        this.commit = commit;
    }

    long pairing() {
        return pairing;
    }

    long number() {
        return number;
    }

    /** Takes the connection over. */
    void on(Channel channel, Duration time) {
        channel.pipeline().addLast(new HandshakeHandler(handshake, this, time));
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
                side.tell(new Event.Keyed(pairing, number, keyed.keys()));
                side.keyed(this);
            }
            case Step.Confirmed confirmed -> {
                state = State.DONE;
                side.tell(new Event.KeyingConfirmed(pairing, number, confirmed.relation()));
                Hangup.on(ctx);
            }
            case Step.Say _, Step.Stranger _, Step.Linked _ ->
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
        var sent = live.writeAndFlush(Unpooled.wrappedBuffer(out));
        switch (handshake) {
            case CodeTypist _ -> waiting.closeAfter(live, commit);
            case CodeHolder _ -> {
                var _ = sent.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    /** The code is over: ends what has not proceeded; the rest ends by itself. */
    void closePairing(Channel channel) {
        if (state == State.RUNNING || state == State.KEYED) Hangup.on(channel);
    }

    @Override
    public void ended() {
        boolean failed =
                switch (handshake) {
                    case CodeTypist _ -> state != State.DONE;
                    // The holder has a contact as soon as he has the keys.
                    case CodeHolder _ -> state == State.RUNNING;
                };
        if (failed) side.tell(new Event.ExchangeFailed(pairing, number, handshake.burned()));
        side.gone(this);
    }

    /** Whether it is, or was, a try: a failed one is counted. */
    boolean burned() {
        return handshake.burned() && state == State.RUNNING;
    }
}
