package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A node that is nothing but its links, on loopback, with a queue where the core would be. */
final class TestNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As a node has it, but a machine that is busy breaks no handshake off. */
    static final LinksConfig PATIENT = patient();

    final Self self;
    final Links links;
    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    volatile int waiting;

    /** Hears of each event on the thread that it comes from. */
    volatile Consumer<Event> witness = _ -> {};

    private long numbers;

    TestNode(String name) {
        this(People.self(name), PATIENT);
    }

    TestNode(Self self, LinksConfig config) {
        this.self = self;
        this.links = new Links(self, People.RANDOM, new Queue(), config);
    }

    /** One for which every address of loopback is somebody else's machine. */
    static TestNode amongOthers(String name, LinksConfig config) {
        return new TestNode(
                People.self(name), config, at -> new Source(Bytes.of(at.getAddress()), false));
    }

    private TestNode(Self self, LinksConfig config, Function<InetAddress, Source> sources) {
        this.self = self;
        this.links =
                new Links(self, People.RANDOM, new Queue(), config, (at, _) -> sources.apply(at));
    }

    private final class Queue implements Inbox {
        @Override
        public void accept(Event event) {
            witness.accept(event);
            events.add(event);
        }

        @Override
        public int waiting() {
            return waiting;
        }
    }

    /** Listens on a free port of loopback. */
    Endpoint listen() {
        return links.listen(List.of(new Endpoint("127.0.0.1", 0))).getFirst();
    }

    void know(org.quietdrop.node.contact.Relation... relations) {
        links.perform(People.relations(relations));
    }

    long dial(Endpoint to) {
        links.perform(new Effect.Dial(++numbers, to));
        return numbers;
    }

    void send(long link, Frame... frames) {
        links.perform(new Effect.Send(link, List.of(frames)));
    }

    /** The next event of this kind; those before it are thrown away. */
    <E extends Event> E next(Class<E> kind) {
        return next(kind, _ -> true);
    }

    <E extends Event> E next(Class<E> kind, Predicate<E> wanted) {
        List<Event> passed = new ArrayList<>();
        long attempts = PATIENCE.toMillis() / 10;
        for (long i = 0; i < attempts; ) {
            Event event = poll();
            if (event == null) {
                i++;
            } else if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            } else {
                passed.add(event);
            }
        }
        throw new AssertionError("no " + kind.getSimpleName() + " came, only " + passed);
    }

    private Event poll() {
        try {
            return events.poll(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes two nodes contacts of each other. */
    static void relate(TestNode a, TestNode b) {
        People.Pair pair = People.Pair.fresh();
        a.know(pair.with(b.self));
        b.know(pair.with(a.self));
    }

    private static LinksConfig patient() {
        LinksConfig.Times d = LinksConfig.Times.DEFAULT;
        return new LinksConfig(
                new LinksConfig.Times(
                        PATIENCE,
                        PATIENCE,
                        PATIENCE,
                        PATIENCE,
                        d.silence(),
                        d.quiet(),
                        d.answer(),
                        d.stuck(),
                        d.life()),
                LinksConfig.Limits.DEFAULT);
    }

    /** Config with other times and limits. */
    static LinksConfig config(Duration handshake, Duration quiet, LinksConfig.Limits limits) {
        return config(handshake, quiet, Duration.ofMillis(300), limits);
    }

    static LinksConfig config(
            Duration handshake, Duration quiet, Duration answer, LinksConfig.Limits limits) {
        LinksConfig.Times d = LinksConfig.Times.DEFAULT;
        return new LinksConfig(
                new LinksConfig.Times(
                        d.connect(),
                        handshake,
                        handshake,
                        d.commit(),
                        Duration.ofMillis(100),
                        quiet,
                        answer,
                        Duration.ofMillis(500),
                        d.life()),
                limits);
    }

    @Override
    public void close() {
        links.close();
    }
}
