package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The links that are up, by number. On the event loop; only {@link #count} is for any thread. */
final class LinkRegistry {
    private record Live(LinkHandler handler, ChannelHandlerContext ctx, boolean dialled) {}

    private final Inbox inbox;
    private final RandomSource random;
    private final LinksConfig config;
    private final Sight sight;
    private final Map<Long, Live> links = new HashMap<>();
    private long numbers;
    private int accepted;
    private volatile int count;

    LinkRegistry(Inbox inbox, RandomSource random, LinksConfig config, Sight sight) {
        this.inbox = inbox;
        this.random = random;
        this.config = config;
        this.sight = sight;
    }

    /**
     * Makes a link of a handshake that has come to its end: tells the core, then reads what came
     * behind the handshake. Others' links beyond the limit are closed at once.
     *
     * @param handler the handshake, to be taken out of the connection
     */
    void up(HandshakeHandler handler, ChannelHandlerContext ctx, Up up, ByteBuf rest) {
        Step.Linked linked = up.linked();
        if (!up.dialled() && accepted >= config.limits().links()) {
            linked.cells().close();
            linked.exp().close();
            Hangup.on(ctx);
            return;
        }
        long number = ++numbers;
        LinkHandler link =
                new LinkHandler(
                        number, linked.cells(), up.dialled(), linked.relation().peer(), this);
        ChannelPipeline pipeline = ctx.pipeline();
        handler.done();
        pipeline.addLast(link);
        pipeline.remove(handler);
        links.put(number, new Live(link, pipeline.lastContext(), up.dialled()));
        if (!up.dialled()) accepted++;
        count = links.size();
        inbox.accept(
                new Event.LinkUp(
                        number,
                        linked.relation(),
                        up.dialled(),
                        linked.h(),
                        up.remote(),
                        linked.exp()));
        if (rest.isReadable()) {
            ByteBuf copy = Unpooled.copiedBuffer(rest);
            rest.skipBytes(rest.readableBytes());
            pipeline.fireChannelRead(copy);
        }
    }

    /**
     * What makes a link.
     *
     * @param dialled whether we dialled
     * @param remote the address as seen
     */
    record Up(Step.Linked linked, boolean dialled, Endpoint remote) {}

    /** Called once by a link that was {@link #up} when its connection is gone. */
    void left(long number) {
        Live gone = links.remove(number);
        if (gone == null) return;
        if (!gone.dialled()) accepted--;
        count = links.size();
        inbox.accept(new Event.LinkDown(number));
    }

    void send(long number, List<Frame> frames) {
        Live live = links.get(number);
        if (live != null) live.handler().send(frames);
    }

    /** Sends what was given before, as far as the other side takes it now, and closes. */
    void close(long number) {
        Live live = links.get(number);
        if (live != null) live.handler().end();
    }

    /** Asks on every link whether the other side is still there. */
    void probe() {
        for (Live live : List.copyOf(links.values())) live.handler().probe();
    }

    /** How many links are up; any thread. */
    int count() {
        return count;
    }

    Inbox inbox() {
        return inbox;
    }

    Sight sight() {
        return sight;
    }

    RandomSource random() {
        return random;
    }

    LinksConfig.Times times() {
        return config.times();
    }

    /** Whether the core has too much to do to hear more. */
    boolean behind() {
        return inbox.waiting() > config.limits().waitingEvents();
    }

    int mostWaiting() {
        return config.limits().waitingFrames();
    }

    /** How long a link may live: at random up to a tenth less, so that they do not end together. */
    Duration life() {
        long most = times().life().toMillis();
        return Duration.ofMillis(most - Chance.below(random, most / 10 + 1));
    }
}
