package org.quietdrop.store.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * The segments that were rewritten and destroyed on purpose: what tells a gap in the journal from a
 * loss. FORMAT.md 11.
 *
 * @param ranges in order, without overlap
 */
public record Gone(List<Range> ranges) {
    /** Nothing is gone. */
    public static final Gone NONE = new Gone(List.of());

    /**
     * Segments in a row.
     *
     * @param from number of the first
     * @param to number of the last
     * @param firstSeq first sequence number that was in them
     * @param nextSeq first sequence number behind them
     */
    public record Range(long from, long to, long firstSeq, long nextSeq) {}

    public Gone {
        ranges = List.copyOf(ranges);
    }

    /** Whether a segment is gone on purpose. */
    public boolean contains(long segment) {
        return ranges.stream().anyMatch(r -> segment >= r.from() && segment <= r.to());
    }

    /** How many sequence numbers from {@code from} to before {@code to} were in what is gone. */
    long covered(long from, long to) {
        long sum = 0;
        for (Range range : ranges) {
            long low = Math.max(from, range.firstSeq());
            sum += Math.max(0, Math.min(to, range.nextSeq()) - low);
        }
        return sum;
    }

    /** The same and one segment more. */
    Gone with(long segment, long firstSeq, long nextSeq) {
        List<Range> all = new ArrayList<>();
        Range added = new Range(segment, segment, firstSeq, nextSeq);
        for (Range range : ranges) {
            if (range.to() + 1 == added.from()) {
                added = new Range(range.from(), added.to(), range.firstSeq(), added.nextSeq());
            } else if (added.to() + 1 == range.from()) {
                added = new Range(added.from(), range.to(), added.firstSeq(), range.nextSeq());
            } else {
                all.add(range);
            }
        }
        all.add(added);
        all.sort((a, b) -> Long.compare(a.from(), b.from()));
        return new Gone(all);
    }

    /** Without those that a header's "oldest segment" tells already. */
    Gone since(long oldest) {
        return new Gone(ranges.stream().filter(r -> r.to() >= oldest).toList());
    }
}
