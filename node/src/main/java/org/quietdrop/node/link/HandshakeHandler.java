package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Feeds a {@link Handshake} from a connection: fixed steps, one absolute deadline, silence whatever
 * goes wrong. What becomes of it is the business of its {@link Outcome}.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
    /** What a handshake comes to. Called on the event loop. */
    interface Outcome {
        /**
         * A step other than {@link Step.Say}; its bytes are sent already.
         *
         * @param rest bytes that came behind the step, to be read before this returns
         */
        void reached(HandshakeHandler handler, ChannelHandlerContext ctx, Step step, ByteBuf rest);

        /** The connection is gone before {@link HandshakeHandler#done}. Comes once. */
        void ended();
    }

    private static final Set<Integer> HELLO = Set.of(32, 48, 2_064);

    private Handshake handshake;
    private Outcome outcome;
    private final FixedReader reader = new FixedReader();
    private final Duration time;
    private final Sight sight;
    private @Nullable Future<?> deadline;
    private boolean begun;
    private boolean deaf;
    private boolean done;

    /**
     * Owns the handshake.
     *
     * @param time from now to the last step
     */
    HandshakeHandler(Handshake handshake, Outcome outcome, Duration time, Sight sight) {
        this.handshake = handshake;
        this.outcome = outcome;
        this.time = time;
        this.sight = sight;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) begin(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        begin(ctx);
        ctx.fireChannelActive();
    }

    private void begin(ChannelHandlerContext ctx) {
        if (begun) return;
        begun = true;
        closeAfter(ctx, time);
        byte[] first = handshake.begin();
        if (first.length > 0) send(ctx, first);
    }

    /** Ends the connection after this time from now, in place of any earlier deadline. */
    void closeAfter(ChannelHandlerContext ctx, Duration time) {
        if (deadline != null) deadline.cancel(false);
        deadline =
                ctx.executor()
                        .schedule(() -> Hangup.on(ctx), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Another handshake follows on the same connection, under the same deadline, and owns it. The
     * outcome before it hears nothing any more.
     */
    void goOn(Handshake next, Outcome from) {
        handshake.close();
        handshake = next;
        outcome = from;
    }

    /** From now on every byte of the other side is thrown away. */
    void deafen() {
        deaf = true;
    }

    /** The handshake has done its work: no deadline any more, and no {@link Outcome#ended}. */
    void done() {
        done = true;
        if (deadline != null) deadline.cancel(false);
        handshake.close();
    }

    private void send(ChannelHandlerContext ctx, byte[] bytes) {
        sight.before(ctx.channel(), true, bytes.length, stage(bytes.length));
        var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes), ctx.voidPromise());
    }

    /** Sends what a pairing says after a commit. */
    ChannelFuture say(ChannelHandlerContext ctx, byte[] bytes) {
        sight.before(ctx.channel(), true, bytes.length, stage(bytes.length));
        return ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    /** Steps of a hello have sizes of their own (PROTOCOL.md, "From hello to link"). */
    private Crossing.Stage stage(int size) {
        if (handshake instanceof Handshake.Pairing) return Crossing.Stage.PAIRING;
        return HELLO.contains(size) ? Crossing.Stage.HELLO : Crossing.Stage.HANDSHAKE;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            while (in.isReadable() && !deaf && !done && ctx.channel().isActive()) {
                if (handshake.awaits() == 0) {
                    Hangup.on(ctx);
                    return;
                }
                byte[] step = reader.read(in, handshake.awaits());
                if (step == null) continue;
                sight.before(ctx.channel(), false, step.length, stage(step.length));
                act(ctx, handshake.take(step), in);
            }
        } finally {
            sight.rest(ctx.channel(), in.readableBytes(), Optional.empty());
            ReferenceCountUtil.release(in);
        }
    }

    private void act(ChannelHandlerContext ctx, Step step, ByteBuf rest) {
        Bytes out =
                switch (step) {
                    case Step.Say say -> say.out();
                    case Step.Stranger stranger -> stranger.out();
                    case Step.Linked linked -> linked.out();
                    case Step.Invited invited -> invited.out();
                    case Step.Keyed _, Step.Confirmed _ -> Bytes.of(new byte[0]);
                };
        if (out.size() > 0) send(ctx, out.toArray());
        if (!(step instanceof Step.Say)) outcome.reached(this, ctx, step, rest);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!done) {
            sight.rest(ctx.channel(), reader.pending(), Optional.empty());
            done();
            outcome.ended();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Faults.note(cause);
        Hangup.on(ctx);
    }
}
