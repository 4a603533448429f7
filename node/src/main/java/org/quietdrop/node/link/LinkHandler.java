package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.ProtocolViolation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A link that is up: cells in, frames to the core; frames of the core, cells out. Frames wait here
 * while the other side does not take them, and it stops reading while the core is behind.
 */
final class LinkHandler extends ChannelInboundHandlerAdapter {
    /** How soon to look again whether the core has caught up. */
    private static final long LOOK_AGAIN_MILLIS = 5;

    /** A queue that was longer once is made anew, so that quiet links stay small. */
    private static final int USUAL = 64;

    /** The answer to a probe must come so many times sooner than that to another ping. */
    private static final int HURRY = 3;

    private final long number;
    private final SealedCells cells;
    private final LinkRegistry registry;
    private final FixedReader reader = new FixedReader();
    private final boolean dialled;
    private final UserId with;
    private Queue<Frame> waiting = new ArrayDeque<>(1);
    private boolean grown;
    private @Nullable ChannelHandlerContext ctx;

    /** When the last whole cell came. */
    private long heardAt;

    private @Nullable Future<?> lookDue;
    private @Nullable Future<?> answerDue;
    private @Nullable Future<?> probeDue;
    private @Nullable Future<?> stuckDue;
    private @Nullable Future<?> lifeEnd;
    private boolean flushAsked;
    private boolean paused;

    /**
     * Owns the cells.
     *
     * @param dialled whether we dialled
     * @param with the other side
     */
    LinkHandler(
            long number, SealedCells cells, boolean dialled, UserId with, LinkRegistry registry) {
        this.number = number;
        this.cells = cells;
        this.dialled = dialled;
        this.with = with;
        this.registry = registry;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        lifeEnd = closeAfter(ctx, registry.life());
        heardAt = now(ctx);
        lookAfter(ctx, quiet().toNanos());
    }

    /** By the clock of the event loop. */
    private static long now(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
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
            while (in.isReadable() && ctx.channel().isActive()) {
                byte[] wire = reader.read(in, Cells.WIRE);
                if (wire == null) continue;
                List<Frame> frames = open(ctx, wire);
                heard(ctx);
                deliver(frames);
                // Behind the events, so that who looks can ask the core what the frames meant.
                registry.sight().cell(ctx.channel(), false, wire.length, with, frames);
            }
        } finally {
            registry.sight().rest(ctx.channel(), in.readableBytes(), Optional.of(with));
            ReferenceCountUtil.release(in);
        }
        if (registry.behind()) pause(ctx);
    }

    private List<Frame> open(ChannelHandlerContext ctx, byte[] wire) {
        boolean opened = false;
        try {
            List<Frame> frames = cells.open(wire);
            opened = true;
            return frames;
        } finally {
            if (!opened) registry.sight().rest(ctx.channel(), wire.length, Optional.of(with));
        }
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

    // ---- silence

    /** A whole cell that opened: single bytes keep nothing alive. */
    private void heard(ChannelHandlerContext ctx) {
        heardAt = now(ctx);
        if (answerDue != null) answerDue.cancel(false);
        if (probeDue != null) probeDue.cancel(false);
        answerDue = null;
        probeDue = null;
    }

    /**
     * Who was dialled waits longer: the ping of who dialled comes first, and it and its answer are
     * enough for both.
     */
    private Duration quiet() {
        Duration quiet = registry.times().quiet();
        return dialled ? quiet : quiet.plus(later());
    }

    private Duration answer() {
        Duration answer = registry.times().answer();
        return dialled ? answer : answer.minus(later());
    }

    private Duration later() {
        Duration sixth = registry.times().quiet().dividedBy(6);
        Duration half = registry.times().answer().dividedBy(2);
        return sixth.compareTo(half) < 0 ? sixth : half;
    }

    private void lookAfter(ChannelHandlerContext ctx, long nanos) {
        lookDue = ctx.executor().schedule(() -> listen(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void listen(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) return;
        long quiet = quiet().toNanos();
        long left = quiet - (now(ctx) - heardAt);
        if (left <= 0 && !paused && answerDue == null) {
            ping();
            answerDue = closeAfter(ctx, answer());
        }
        lookAfter(ctx, left > 0 ? left : quiet);
    }

    private void ping() {
        send(List.of(new Frame.Ping(ByteBuffer.wrap(registry.random().bytes(8)).getLong())));
    }

    // ---- the core is behind

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
        grown |= waiting.size() > USUAL;
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
                List<Frame> all = registry.sight().open() ? List.copyOf(waiting) : List.of();
                byte[] cell = cells.seal(Cells.packOne(waiting));
                if (!all.isEmpty()) {
                    List<Frame> packed = all.subList(0, all.size() - waiting.size());
                    registry.sight().cell(ctx.channel(), true, cell.length, with, packed);
                }
                var _ = ctx.write(Unpooled.wrappedBuffer(cell), ctx.voidPromise());
            }
            ctx.flush();
            if (grown && waiting.isEmpty()) {
                waiting = new ArrayDeque<>(1);
                grown = false;
            }
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
        for (Future<?> due : new Future<?>[] {lookDue, answerDue, probeDue, stuckDue, lifeEnd}) {
            if (due != null) due.cancel(false);
        }
        registry.sight().rest(ctx.channel(), reader.pending(), Optional.of(with));
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
