package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.ProtocolViolation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A link that is up: cells in, frames to the core; frames of the core, cells out. Frames wait here
 * while the other side does not take them, and it stops reading while the core is behind.
 */
final class LinkHandler extends ChannelInboundHandlerAdapter {
    /** How soon to look again whether the core has caught up. */
    private static final long LOOK_AGAIN_MILLIS = 5;

    /** The answer to a probe must come so many times sooner than that to another ping. */
    private static final int HURRY = 3;

    private final long number;
    private final SealedCells cells;
    private final LinkRegistry registry;
    private final FixedReader reader = new FixedReader();
    private final Queue<Frame> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Future<?> answerDue;
    private @Nullable Future<?> probeDue;
    private @Nullable Future<?> stuckDue;
    private @Nullable Future<?> lifeEnd;
    private boolean flushAsked;
    private boolean paused;

    /** Owns the cells. */
    LinkHandler(long number, SealedCells cells, LinkRegistry registry) {
        this.number = number;
        this.cells = cells;
        this.registry = registry;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        lifeEnd = closeAfter(ctx, registry.life());
    }

    private static Future<?> closeAfter(ChannelHandlerContext ctx, Duration time) {
        return ctx.executor()
                .schedule(() -> Hangup.on(ctx), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    // ---- in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            heard();
            while (in.isReadable() && ctx.channel().isActive()) {
                byte[] wire = reader.read(in, Cells.WIRE);
                if (wire != null) deliver(cells.open(wire));
            }
        } finally {
            ReferenceCountUtil.release(in);
        }
        if (registry.behind()) pause(ctx);
    }

    private void deliver(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame instanceof Frame.LinkKem) {
                throw new ProtocolViolation(ProtocolViolation.Reason.ORDER);
            }
        }
        for (Frame frame : frames) {
            registry.inbox().accept(new Event.FrameArrived(number, frame));
        }
    }

    private void heard() {
        if (answerDue != null) answerDue.cancel(false);
        if (probeDue != null) probeDue.cancel(false);
        answerDue = null;
        probeDue = null;
    }

    private void pause(ChannelHandlerContext ctx) {
        if (paused) return;
        paused = true;
        ctx.channel().config().setAutoRead(false);
        lookAgain(ctx);
    }

    private void lookAgain(ChannelHandlerContext ctx) {
        var _ =
                ctx.executor()
                        .schedule(() -> resume(ctx), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void resume(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) return;
        if (registry.behind()) {
            lookAgain(ctx);
        } else {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean silence = event instanceof IdleStateEvent && !paused;
        if (silence && answerDue == null) {
            ping();
            answerDue = closeAfter(ctx, registry.times().answer());
        }
        ctx.fireUserEventTriggered(event);
    }

    private void ping() {
        send(List.of(new Frame.Ping(ByteBuffer.wrap(registry.random().bytes(8)).getLong())));
    }

    /**
     * The other side may be out of reach now: pings without waiting for silence. Again and again,
     * it does not put off the end.
     */
    void probe() {
        ChannelHandlerContext live = ctx;
        if (live == null || !live.channel().isActive() || paused || probeDue != null) return;
        ping();
        probeDue = closeAfter(live, registry.times().answer().dividedBy(HURRY));
    }

    // ---- out

    /** Sends frames in this order, packed with others of the same moment. */
    void send(List<Frame> frames) {
        ChannelHandlerContext live = ctx;
        if (live == null || !live.channel().isActive()) return;
        waiting.addAll(frames);
        if (waiting.size() > registry.mostWaiting()) {
            Hangup.on(live);
        } else if (!flushAsked) {
            flushAsked = true;
            live.executor().execute(() -> flush(live));
        }
    }

    private void flush(ChannelHandlerContext ctx) {
        flushAsked = false;
        try {
            while (!waiting.isEmpty() && ctx.channel().isWritable()) {
                byte[] cell = cells.seal(Cells.packOne(waiting));
                var _ = ctx.write(Unpooled.wrappedBuffer(cell), ctx.voidPromise());
            }
            ctx.flush();
        } catch (RuntimeException e) {
            exceptionCaught(ctx, e);
        }
    }

    /** Sends what waits, as far as the other side takes it now, and closes. */
    void end() {
        ChannelHandlerContext live = ctx;
        if (live == null) return;
        flush(live);
        Hangup.on(live);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (stuckDue != null) {
            stuckDue.cancel(false);
            stuckDue = null;
        }
        if (ctx.channel().isWritable()) {
            flush(ctx);
        } else {
            stuckDue = closeAfter(ctx, registry.times().stuck());
        }
        ctx.fireChannelWritabilityChanged();
    }

    // ---- end

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        for (Future<?> due : new Future<?>[] {answerDue, probeDue, stuckDue, lifeEnd}) {
            if (due != null) due.cancel(false);
        }
        waiting.clear();
        cells.close();
        registry.left(number);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Faults.note(cause);
        Hangup.on(ctx);
    }
}
