package org.quietdrop.store;

import org.quietdrop.store.index.Slot;
import org.quietdrop.store.journal.Gone;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;

/**
 * What each segment still holds that counts, and which ones hold something to forget. Kept beside
 * the index over a clean end, made anew by a replay. FORMAT.md 11.
 */
final class Ledger {
    private final TreeMap<Long, Long> live = new TreeMap<>();
    private final TreeSet<Long> dirty = new TreeSet<>();
    private Instant swept = Instant.EPOCH;
    private boolean stale;

    /** What was deleted or overwritten before this time is in no file any more. */
    Instant swept() {
        return swept;
    }

    void swept(Instant until) {
        swept = until;
    }

    /** Whether the index file may hold something to forget. */
    boolean stale() {
        return stale;
    }

    void renewed() {
        stale = false;
    }

    void outdated() {
        stale = true;
    }

    /** The segments with something to forget, in order. */
    NavigableSet<Long> dirty() {
        return dirty;
    }

    /** Length of all that counts, in bytes of batches. */
    long live() {
        return live.values().stream().mapToLong(Long::longValue).sum();
    }

    long live(long segment) {
        return live.getOrDefault(segment, 0L);
    }

    /**
     * Takes a batch into account.
     *
     * @param segment where it lies
     * @param replaced what it replaced or removed
     * @param segmentOf from a sequence number to its segment
     */
    void batch(
            long segment,
            Collection<Change> changes,
            Collection<Slot> replaced,
            LongUnaryOperator segmentOf) {
        for (Change change : changes) {
            if (change.value().isPresent()) {
                live.merge(segment, (long) change.weight(), Long::sum);
            } else {
                dirty.add(segment); // it names what was deleted
                stale = true;
            }
        }
        for (Slot slot : replaced) {
            long old = segmentOf.applyAsLong(slot.version());
            dirty.add(old);
            live.merge(old, (long) -slot.weight(), Long::sum);
            stale = true;
        }
    }

    /** A segment is no more. */
    void drop(long segment) {
        live.remove(segment);
        dirty.remove(segment);
    }

    /** Only these segments are left. */
    void retain(Collection<Long> segments) {
        live.keySet().retainAll(segments);
        dirty.retainAll(segments);
    }

    void clear() {
        live.clear();
        dirty.clear();
        swept = Instant.EPOCH;
    }

    byte[] encode(Gone gone) {
        byte[] head = new Swept(swept, gone).encode();
        TreeSet<Long> segments = new TreeSet<>(live.keySet());
        segments.addAll(dirty);
        ByteBuffer out = ByteBuffer.allocate(head.length + 1 + 4 + 17 * segments.size());
        out.put(head).put((byte) (stale ? 1 : 0)).putInt(segments.size());
        for (long segment : segments) {
            out.putLong(segment).putLong(live(segment));
            out.put((byte) (dirty.contains(segment) ? 1 : 0));
        }
        return out.array();
    }

    /** A ledger as it was kept, and the segments gone then. */
    record Kept(Ledger ledger, Gone gone) {}

    /** Empty if this is no ledger of ours: then the journal is read. */
    static Optional<Kept> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (!Swept.is(bytes)) {
            return Optional.empty();
        }
        Swept head = Swept.read(in);
        Ledger ledger = new Ledger();
        ledger.swept = head.until();
        try {
            ledger.stale = in.get() != 0;
            for (int left = in.getInt(); left > 0; left--) {
                long segment = in.getLong();
                ledger.live.put(segment, in.getLong());
                if (in.get() != 0) {
                    ledger.dirty.add(segment);
                }
            }
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
        return Optional.of(new Kept(ledger, head.gone()));
    }

    @Override
    public String toString() {
        return "Ledger" + Map.of("live", live, "dirty", dirty, "swept", swept);
    }
}
