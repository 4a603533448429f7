package org.quietdrop.node.link;

import org.quietdrop.crypto.RandomSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts accepted connections that have not yet shown who they are. A full table drops one of them
 * at random, so that who fills it does not keep others out. For one thread.
 *
 * @param <C> a connection
 */
final class Admission<C> {
    private final int total;
    private final int perSource;
    private final RandomSource random;
    private final List<C> halfOpen = new ArrayList<>();
    private final Map<C, Source> sources = new HashMap<>();
    private final Map<Source, Integer> counts = new HashMap<>();

    Admission(int total, int perSource, RandomSource random) {
        this.total = total;
        this.perSource = perSource;
        this.random = random;
    }

    /**
     * Counts a new connection.
     *
     * @return who must be closed: nobody, another one to make room, or the new one itself (which is
     *     not counted then) because its source has too many already
     */
    Optional<C> admit(C connection, Source source) {
        int same = counts.getOrDefault(source, 0);
        if (!source.exempt() && same >= perSource) return Optional.of(connection);
        Optional<C> victim = Optional.empty();
        if (halfOpen.size() >= total) {
            C chosen = halfOpen.get((int) Chance.below(random, halfOpen.size()));
            leave(chosen);
            victim = Optional.of(chosen);
        }
        halfOpen.add(connection);
        sources.put(connection, source);
        counts.merge(source, 1, Integer::sum);
        return victim;
    }

    /** Stops counting a connection: authenticated or gone. Does nothing when it is not counted. */
    void leave(C connection) {
        Source source = sources.remove(connection);
        if (source == null) return;
        halfOpen.remove(connection);
        counts.computeIfPresent(source, (_, n) -> n > 1 ? Integer.valueOf(n - 1) : null);
    }

    /** How many are half-open. */
    int size() {
        return halfOpen.size();
    }
}
