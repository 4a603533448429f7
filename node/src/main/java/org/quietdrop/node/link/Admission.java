package org.quietdrop.node.link;

import org.quietdrop.crypto.RandomSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts accepted connections that have not yet shown who they are, and how often each source
 * comes. A full table drops one at random of those sources that hold most of it, so that who fills
 * it does not keep others out, be it from one address, from many, or through an onion service. For
 * one thread.
 *
 * @param <C> a connection
 */
final class Admission<C> {
    /** Sources whose coming is counted at once; a flood from more is left to the table. */
    private static final int MOST_SOURCES = 1_024;

    private final LinksConfig.Limits limits;
    private final RandomSource random;
    private final List<C> halfOpen = new ArrayList<>();
    private final Map<C, Source> sources = new HashMap<>();
    private final Map<Source, Integer> counts = new HashMap<>();

    /** How often each came since the last {@link #second}. */
    private final Map<Source, Integer> came = new HashMap<>();

    Admission(LinksConfig.Limits limits, RandomSource random) {
        this.limits = limits;
        this.random = random;
    }

    /**
     * Counts a new connection.
     *
     * @return who must be closed: nobody, another one to make room, or the new one itself (which is
     *     not counted then) because its source has too many already or comes too often
     */
    Optional<C> admit(C connection, Source source) {
        int same = counts.getOrDefault(source, 0);
        if (!source.exempt()) {
            boolean often = comesTooOften(source);
            if (often || same >= limits.halfOpenPerAddress()) return Optional.of(connection);
        }
        Optional<C> victim = Optional.empty();
        if (halfOpen.size() >= limits.halfOpen()) {
            C chosen = victim();
            leave(chosen);
            victim = Optional.of(chosen);
        }
        halfOpen.add(connection);
        sources.put(connection, source);
        counts.merge(source, 1, Integer::sum);
        return victim;
    }

    private boolean comesTooOften(Source source) {
        int before = came.getOrDefault(source, 0);
        if (before >= limits.acceptsPerSecond()) return true;
        if (before > 0 || came.size() < MOST_SOURCES) came.put(source, before + 1);
        return false;
    }

    private C victim() {
        int most = Collections.max(counts.values());
        List<C> greedy = new ArrayList<>();
        for (C one : halfOpen) {
            Source source = sources.get(one);
            if (source != null && counts.getOrDefault(source, 0) == most) greedy.add(one);
        }
        return greedy.get((int) Chance.below(random, greedy.size()));
    }

    /** Stops counting a connection: authenticated or gone. Does nothing when it is not counted. */
    void leave(C connection) {
        Source source = sources.remove(connection);
        if (source == null) return;
        halfOpen.remove(connection);
        counts.computeIfPresent(source, (_, n) -> n > 1 ? Integer.valueOf(n - 1) : null);
    }

    /** To be called once a second while {@link #counting}: how often sources come counts anew. */
    void second() {
        came.clear();
    }

    /** Whether anybody has come since the last {@link #second}. */
    boolean counting() {
        return !came.isEmpty();
    }

    /** How many are half-open. */
    int size() {
        return halfOpen.size();
    }
}
