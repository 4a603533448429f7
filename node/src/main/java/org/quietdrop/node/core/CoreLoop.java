package org.quietdrop.node.core;

import org.quietdrop.node.contact.Relation;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.StoreFailure;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread on which the core and the store live: takes what waits, applies it, commits once,
 * and only then lets the effects out. Never interrupted.
 */
public final class CoreLoop implements AutoCloseable {
    /** Events applied before one commit. */
    private static final int BATCH = 64;

    /** A step of compaction reads and writes about so many bytes: mail waits for no more. */
    private static final int STEP = 64 << 10;

    /** Milliseconds without an event before the first step, and between steps. */
    private static final long QUIET = 200;

    private static final long BETWEEN = 10;

    /** Milliseconds until the next look when there was nothing to compact. */
    private static final long LATER = 60_000;

    /** Milliseconds between steps of the index of the search, and how many to one of the above. */
    private static final long INDEXING = 1;

    private static final int INDEXED = 8;

    /** One step after so many commits in any case, for a node that never rests. */
    private static final int NO_REST = 64;

    private sealed interface Item {
        record Happened(Event event) implements Item {}

        record Stop() implements Item {}
    }

    private final Core core;
    private final Store store;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Consumer<Effect> out;
    private final Consumer<Throwable> trouble;
    private final SweepPolicy policy;
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private int commitsSinceStep;

    /** Requests that were handed over and not answered yet. */
    private final Set<Long> asked = new LinkedHashSet<>();

    private final Thread thread = new Uninterrupted(this::run);

    /**
     * A thread that nobody can interrupt: an interrupt closes every file channel that it meets, and
     * the store stands on those.
     */
    private static final class Uninterrupted extends Thread {
        Uninterrupted(Runnable work) {
            super(work, "core");
        }

        @Override
        public void interrupt() {
            // on purpose not heard
        }
    }

    /**
     * A loop that has not begun.
     *
     * @param store is used on the core's thread only from {@link #start} on, and closed by whoever
     *     opened it after {@link #close}
     * @param clock date and time
     * @param steady the clock that nobody sets ({@link Moment})
     * @param policy when the store is compacted, between commits
     * @param out takes the effects on the core's thread; must not block
     * @param trouble hears of failures of the disk and of bugs, never of content
     */
    public CoreLoop(
            Core core,
            Store store,
            InstantSource clock,
            InstantSource steady,
            SweepPolicy policy,
            Consumer<Effect> out,
            Consumer<Throwable> trouble) {
        this.core = core;
        this.store = store;
        this.clock = clock;
        this.steady = steady;
        this.policy = policy;
        this.out = out;
        this.trouble = trouble;
    }

    /** Begins; the first effects come soon after. */
    public void start() {
        thread.start();
    }

    /** Hands over an event, from any thread. After {@link #close} it is dropped. */
    public void post(Event event) {
        queue.add(new Item.Happened(event));
    }

    /** How many events wait: links read no further when it is many. */
    public int backlog() {
        return queue.size();
    }

    /** Handles what was posted before, then ends the thread. */
    @Override
    public void close() {
        queue.add(new Item.Stop());
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void run() {
        store.forgetSoon(); // the life before may have been asked to, and killed
        commit(List.of(), (effects, tx, now) -> effects.addAll(core.start(tx, now)));
        List<Item> items = new ArrayList<>();
        while (true) {
            items.clear();
            items.add(take());
            queue.drainTo(items, BATCH - 1);
            List<Event> events = new ArrayList<>();
            boolean stop = false;
            for (Item item : items) {
                switch (item) {
                    case Item.Happened h -> events.add(h.event());
                    case Item.Stop _ -> stop = true;
                }
            }
            if (!events.isEmpty()) handle(events);
            if (stop) return;
            if (++commitsSinceStep >= NO_REST) {
                compact();
                rest();
            }
        }
    }

    private void handle(List<Event> events) {
        for (Event event : events) {
            if (event instanceof Event.Asked asks) asked.add(asks.ask());
            if (event instanceof Event.AskDropped dropped) asked.remove(dropped.ask());
        }
        commit(
                events,
                (effects, tx, now) -> {
                    for (Event event : events) effects.addAll(core.handle(event, now, tx));
                });
    }

    /** The next item; while there is none, what nobody waits for is done step by step. */
    private Item take() {
        long pause = QUIET;
        int steps = 0;
        while (true) {
            try {
                Item item = queue.poll(pause, TimeUnit.MILLISECONDS);
                if (item != null) return item;
                boolean indexes = rest();
                pause = INDEXING;
                if (indexes && ++steps % INDEXED != 0) continue;
                pause = compact() || indexes ? BETWEEN : LATER;
            } catch (InterruptedException e) {
                trouble.accept(e); // cannot be: nobody can interrupt this thread
            }
        }
    }

    /** A step of the index of the search; whether there is more to do now. */
    private boolean rest() {
        try (Transaction tx = store.begin()) {
            boolean more = core.rest(tx);
            tx.commit();
            return more;
        } catch (RuntimeException e) {
            core.restLost();
            trouble.accept(e);
            return false;
        }
    }

    /** One step; whether there is more to do now. */
    private boolean compact() {
        commitsSinceStep = 0;
        try {
            return store.compact(clock.instant(), policy, STEP);
        } catch (RuntimeException e) {
            trouble.accept(e);
            return false;
        }
    }

    private Moment now() {
        return new Moment(clock.instant(), steady.instant());
    }

    private interface Work {
        void run(List<Effect> effects, Transaction tx, Moment now);
    }

    private void commit(List<Event> events, Work work) {
        List<Effect> effects = new ArrayList<>();
        try (Transaction tx = store.begin()) {
            work.run(effects, tx, now());
            tx.commit();
        } catch (StoreFailure e) {
            trouble.accept(e);
            lost(events, effects, failure(e));
            return;
        } catch (RuntimeException e) {
            trouble.accept(e);
            lost(
                    events,
                    effects,
                    new UserError(
                            UserError.Exit.FAILED,
                            "internal error: " + e.getClass().getSimpleName()));
            return;
        }
        effects.forEach(this::letOut);
    }

    private void letOut(Effect effect) {
        if (effect instanceof Effect.Answer answer) asked.remove(answer.ask());
        try {
            out.accept(effect);
        } catch (RuntimeException e) {
            trouble.accept(e);
        }
    }

    private static UserError failure(StoreFailure e) {
        return switch (e) {
            case StoreFailure.Full _ ->
                    new UserError(
                            UserError.Exit.REFUSED,
                            "the disk is full; nothing was changed",
                            "free some space and try again");
            case StoreFailure.Newer newer ->
                    new UserError(
                            UserError.Exit.DAEMON,
                            String.valueOf(newer.getMessage()),
                            "run the newer QuietDrop");
            case StoreFailure _ ->
                    new UserError(
                            UserError.Exit.DAEMON,
                            "the disk failed; nothing was changed",
                            "see: quietdrop status");
        };
    }

    /**
     * Nothing of the batch happened: begin again with all links, and say so to all who asked and
     * will not be answered any more.
     */
    private void lost(List<Event> events, List<Effect> undone, UserError why) {
        for (Effect effect : undone) {
            if (effect instanceof Effect.Relations r) r.all().forEach(Relation::close);
        }
        List<Effect> effects = List.of();
        boolean again = true;
        try (Transaction tx = store.begin()) {
            effects = core.reset(events, tx, now());
        } catch (RuntimeException e) {
            trouble.accept(e);
            again = false;
        }
        for (long ask : List.copyOf(asked)) {
            if (!again || !core.holds(ask)) {
                letOut(new Effect.Answer(ask, new Reply.No(why)));
            }
        }
        effects.forEach(this::letOut);
    }
}
