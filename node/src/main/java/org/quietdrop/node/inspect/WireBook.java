package org.quietdrop.node.inspect;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.link.Crossing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What went over the wire while somebody looked. Nothing is written down before somebody asks, nor
 * when nobody has asked for a minute; who asks too late is told how much he missed. Thread-safe.
 */
public final class WireBook implements AutoCloseable {
    /** Nobody looks any more when nobody has asked for so long. */
    static final Duration IDLE = Duration.ofMinutes(1);

    /** Lines that wait to be asked for; one more, and the oldest goes. */
    static final int MOST = 4_096;

    private static final int AT_ONCE = 500;

    private final InstantSource clock;
    private final InstantSource steady;
    private final Consumer<Boolean> eyes;
    private final ArrayDeque<Passing> lines = new ArrayDeque<>();
    private final Map<Bytes, Effect.Inside> insides = new LinkedHashMap<>();
    private long newest;
    private Instant asked = Instant.MIN;
    private boolean looking;
    private boolean closed;

    /** The same as {@code looking}, to be read without waiting for anybody. */
    private volatile boolean open;

    /**
     * @param clock dates
     * @param steady a clock that nobody sets
     * @param eyes opens and closes what tells this book of bytes
     */
    public WireBook(InstantSource clock, InstantSource steady, Consumer<Boolean> eyes) {
        this.clock = clock;
        this.steady = steady;
        this.eyes = eyes;
    }

    /**
     * Lines after a number.
     *
     * @param next the number of the last of them
     * @param lost how many between the number and the first line are gone
     */
    record Page(List<Passing> lines, long next, long lost) {}

    /**
     * Begins to look, if nobody does, and waits for something after this number.
     *
     * @param after empty: only begins, and tells where
     * @param patience then there is nothing
     */
    synchronized Page next(OptionalLong after, Duration patience) {
        begin();
        if (after.isEmpty()) return new Page(List.of(), newest, 0);
        // From before the node was locked, or a book that nobody looked into for a while.
        long from = Math.min(after.getAsLong(), newest);
        Instant end = steady.instant().plus(patience);
        try {
            while (newest <= from && !closed) {
                long left = Duration.between(steady.instant(), end).toMillis();
                if (left <= 0) break;
                wait(left);
                asked = steady.instant();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closed) throw UserError.lockedMeanwhile();
        return page(from);
    }

    private Page page(long from) {
        List<Passing> some = lines.stream().filter(p -> p.number() > from).limit(AT_ONCE).toList();
        if (some.isEmpty()) return new Page(some, from, 0);
        return new Page(some, some.getLast().number(), some.getFirst().number() - from - 1);
    }

    private void begin() {
        if (closed) throw UserError.lockedMeanwhile();
        asked = steady.instant();
        if (looking) return;
        looking = true;
        open = true;
        eyes.accept(true);
    }

    /** Bytes of a connection. */
    public void crossed(Crossing crossing) {
        if (!open) return;
        Instant now = clock.instant();
        synchronized (this) {
            if (present()) add(Passing.of(newest + 1, now, crossing));
        }
    }

    /** A packet of discovery; {@code kind} is mdns or beacon. */
    public void packet(boolean sent, String kind, String from, String to, int bytes) {
        if (!open) return;
        Instant now = clock.instant();
        synchronized (this) {
            if (!present()) return;
            add(
                    new Passing(
                            newest + 1,
                            now,
                            sent,
                            from,
                            to,
                            bytes,
                            kind,
                            Optional.empty(),
                            List.of()));
        }
    }

    private boolean present() {
        if (!looking) return false;
        if (!steady.instant().isAfter(asked.plus(IDLE))) return true;
        shut();
        return false;
    }

    private void shut() {
        looking = false;
        open = false;
        lines.clear();
        insides.clear();
        eyes.accept(false);
    }

    private void add(Passing passing) {
        newest = passing.number();
        lines.add(passing);
        if (lines.size() > MOST) lines.remove();
        notifyAll();
    }

    /** What an envelope holds: kept while somebody looks. */
    public void inside(Effect.Inside inside) {
        if (!open) return;
        synchronized (this) {
            if (!looking) return;
            insides.put(inside.envelope(), inside);
            if (insides.size() > MOST) insides.remove(insides.keySet().iterator().next());
        }
    }

    synchronized Optional<Effect.Inside> inside(Bytes envelope) {
        return Optional.ofNullable(insides.get(envelope));
    }

    /** Whether anybody looks. */
    synchronized boolean looking() {
        return looking;
    }

    @Override
    public synchronized void close() {
        if (looking) shut();
        closed = true;
        notifyAll();
    }
}
