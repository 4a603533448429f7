package org.quietdrop.store;

import org.quietdrop.store.journal.Place;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The batches of the journal that were written or read last, opened. A record is often wanted again
 * soon after, and its batch holds many that are wanted next. Bounded in bytes; one batch that is
 * longer is kept alone.
 */
final class RecentBatches {
    private record Opened(Place place, List<Change> changes, int bytes) {}

    private final int limit;

    /** The newest first. */
    private final ArrayDeque<Opened> opened = new ArrayDeque<>();

    private long sum;

    /**
     * @param limit the bytes of all together
     */
    RecentBatches(int limit) {
        this.limit = limit;
    }

    /** The batch at a place, if it is here. */
    Optional<List<Change>> get(Place place) {
        Iterator<Opened> all = opened.iterator();
        while (all.hasNext()) {
            Opened one = all.next();
            if (one.place().equals(place)) {
                all.remove();
                opened.addFirst(one);
                return Optional.of(one.changes());
            }
        }
        return Optional.empty();
    }

    /**
     * Keeps a batch, and lets go of those not wanted for longest. Values that the index has are
     * never read from here and are left out: states and keys shall not outlive their use in memory.
     *
     * @param bytes its length in the journal
     */
    void add(Place place, List<Change> changes, int bytes) {
        List<Change> kept = changes.stream().map(RecentBatches::readable).toList();
        opened.addFirst(new Opened(place, kept, bytes));
        sum += bytes;
        while (sum > limit && opened.size() > 1) {
            sum -= opened.removeLast().bytes();
        }
    }

    private static Change readable(Change change) {
        return change.key().table().place() == Table.Place.JOURNAL
                ? change
                : new Change(change.key(), Optional.empty());
    }

    /** Forgets what lies in a segment that is destroyed. */
    void drop(long segment) {
        opened.removeIf(one -> {
            boolean there = one.place().segment() == segment;
            sum -= there ? one.bytes() : 0;
            return there;
        });
    }

    /** Forgets all. */
    void clear() {
        opened.clear();
        sum = 0;
    }
}
