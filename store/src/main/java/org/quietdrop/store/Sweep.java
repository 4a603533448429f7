package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.index.FileIndex;
import org.quietdrop.store.index.HeapIndex;
import org.quietdrop.store.index.IndexKey;
import org.quietdrop.store.index.Slot;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Piece;

import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rewrites segments in small steps: what counts goes to the end of the journal, then the key of the
 * old segment is destroyed, and at last the index is renewed. FORMAT.md 11 says why no step can
 * lose anything.
 */
final class Sweep {
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final long INDEX_ROOM = 4L << 20;

    private final Store store;
    private final Journal journal;
    private final Ledger ledger;
    private @Nullable Pass pass;
    private @Nullable Instant gaveUp;

    /** When the last pass that forgets began, in this life. */
    private @Nullable Instant began;

    private boolean asked;
    private long floor;

    /** One pass over the segments that were to be rewritten when it began, oldest first. */
    private static final class Pass {
        final Instant start;
        final boolean forgets;
        final NavigableSet<Long> segments;
        Piece.@Nullable Cursor at;

        Pass(Instant start, boolean forgets, NavigableSet<Long> segments) {
            this.start = start;
            this.forgets = forgets;
            this.segments = segments;
        }
    }

    Sweep(Store store, Journal journal, Ledger ledger) {
        this.store = store;
        this.journal = journal;
        this.ledger = ledger;
    }

    /** Makes the next pass begin soon. */
    void ask() {
        asked = true;
        gaveUp = null;
    }

    /** One step; whether there is more to do now. */
    boolean step(Instant now, SweepPolicy policy, int budget) {
        try {
            Pass current = pass == null ? begin(now, policy) : pass;
            pass = current;
            if (current == null) {
                return false;
            }
            if (!current.segments.isEmpty()) {
                return rewrite(current, budget);
            }
            if (current.forgets && !renew(current, budget)) {
                return pass != null;
            }
            finish(current);
            return asked;
        } catch (StoreFailure.Full e) {
            return false; // nothing changed; the same step is tried again
        } catch (StoreFailure.Damaged e) {
            pass = null; // the store has noted it, and forgets no more
            return false;
        }
    }

    private @Nullable Pass begin(Instant now, SweepPolicy policy) {
        boolean due = policy.due(now, ledger.swept()) || (asked && over(began, policy.soon(), now));
        return due && over(gaveUp, PAUSE, now) ? forgetting(now) : saving(now, policy);
    }

    /** Whether a pause is over; also when the clock was put back by more. */
    private static boolean over(@Nullable Instant since, Duration pause, Instant now) {
        return since == null || Duration.between(since, now).abs().compareTo(pause) >= 0;
    }

    /** A pass over all that holds something to forget, also the segment at hand. */
    private @Nullable Pass forgetting(Instant now) {
        if (ledger.dirty().isEmpty() && !ledger.stale()) {
            asked = false;
            ledger.swept(now);
            return null;
        }
        TreeSet<Long> segments = new TreeSet<>(ledger.dirty());
        if (segments.contains(journal.tip().segment())) {
            try {
                journal.turnPage();
            } catch (StoreFailure.Full e) {
                // Perhaps there is room for this when the others are gone.
                segments.remove(journal.tip().segment());
                return segments.isEmpty() ? null : new Pass(now, false, segments);
            }
        }
        asked = false;
        began = now;
        return new Pass(now, true, segments);
    }

    /** A pass because the journal is too long for what it holds. */
    private @Nullable Pass saving(Instant now, SweepPolicy policy) {
        long bytes = journal.bytes();
        floor = Math.min(floor, bytes);
        // What the pass before could not shorten is not tried again at once.
        long grown = floor + journal.segmentBytes();
        if (bytes <= Math.max(grown, policy.bound(ledger.live(), journal.segmentBytes()))) {
            return null;
        }
        TreeSet<Long> segments = new TreeSet<>(ledger.dirty());
        for (long number : journal.numbers()) {
            if (2 * ledger.live(number) < journal.bytes(number)) {
                segments.add(number);
            }
        }
        segments.remove(journal.tip().segment());
        return new Pass(now, false, segments);
    }

    /** Carries some of the oldest segment on; when nothing in it counts any more, it goes. */
    private boolean rewrite(Pass current, int budget) {
        long number = current.segments.getFirst();
        Piece.Cursor at = current.at == null ? journal.begin(number) : current.at;
        Piece piece = store.read(at, budget);
        SortedMap<IndexKey, Change> live = live(piece);
        if (!live.isEmpty()) {
            store.carry(live, budget);
        }
        current.at = piece.next();
        if (piece.end()) {
            boolean last = current.forgets && current.segments.size() == 1;
            Instant until = last ? current.start : ledger.swept();
            store.drop(number, new Swept(until, journal.goneWith(number)));
            current.segments.remove(number);
            current.at = null;
        }
        if (current.segments.isEmpty() && !current.forgets) {
            finish(current);
            return asked;
        }
        return true;
    }

    /** The changes that the index still stands by. */
    private SortedMap<IndexKey, Change> live(Piece piece) {
        TreeMap<IndexKey, Change> live = new TreeMap<>();
        for (Piece.Read read : piece.batches()) {
            if (Swept.is(read.batch())) {
                continue; // dropping this segment says it anew
            }
            for (Change change : Batch.decode(read.batch())) {
                IndexKey key = store.blinding().blind(change.key());
                Optional<Slot> slot = store.slot(key);
                if (change.value().isPresent()
                        && slot.isPresent()
                        && slot.get().version() == read.seq()) {
                    live.put(key, change);
                }
            }
        }
        return live;
    }

    /** One step of a new index file; true when there is a new one. */
    private boolean renew(Pass current, int budget) {
        return switch (store.index()) {
            case HeapIndex _ -> {
                ledger.renewed();
                yield true;
            }
            case FileIndex file -> {
                if (!store.roomForIndex(file.file(), INDEX_ROOM)) {
                    gaveUp = current.start;
                    pass = null;
                    yield false;
                }
                if (!file.renewing()) {
                    ledger.renewed(); // what is replaced from here on makes it stale again
                }
                try {
                    yield !file.renew(budget);
                } catch (StoreFailure.Broken e) {
                    ledger.outdated();
                    gaveUp = current.start;
                    pass = null;
                    yield false;
                }
            }
        };
    }

    private void finish(Pass current) {
        pass = null;
        floor = journal.bytes();
        if (current.forgets) {
            gaveUp = null;
            ledger.swept(current.start);
        }
    }
}
