package org.quietdrop.store.journal;

import org.jspecify.annotations.Nullable;
import org.quietdrop.store.disk.StoreFailure;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/** The open segments of a journal in order of their numbers, and reading in them. */
final class Segments {
    private final List<Segment> list = new ArrayList<>();

    /** A view of them all. */
    List<Segment> all() {
        return Collections.unmodifiableList(list);
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    Segment getFirst() {
        return list.getFirst();
    }

    Segment getLast() {
        return list.getLast();
    }

    /** Adds the newest one. */
    void add(Segment segment) {
        list.add(segment);
    }

    Segment removeLast() {
        return list.removeLast();
    }

    void clear() {
        list.clear();
    }

    /** Takes some out; they stay open. */
    List<Segment> takeOut(Predicate<Segment> which) {
        List<Segment> out = new ArrayList<>(list.stream().filter(which).toList());
        list.removeAll(out);
        return out;
    }

    private Segment readable(long number) {
        Segment segment = find(number);
        if (segment == null || !segment.readable()) {
            throw new StoreFailure.Damaged("segment " + number + " cannot be read");
        }
        return segment;
    }

    @Nullable Segment find(long number) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).number() == number) {
                return list.get(i);
            }
        }
        return null;
    }

    /** Length of all segments in bytes. */
    long bytes() {
        return list.stream().filter(Segment::readable).mapToLong(s -> s.header().size()).sum();
    }

    /** Length of one segment in bytes, 0 if there is none of this number. */
    int bytes(long number) {
        Segment segment = find(number);
        return segment == null || !segment.readable() ? 0 : segment.header().size();
    }

    /** The segment that holds, or held, a batch. */
    long holding(long seq) {
        for (int i = list.size() - 1; i > 0; i--) {
            Segment segment = list.get(i);
            if (segment.readable() && segment.header().firstSeq() <= seq) {
                return segment.number();
            }
        }
        return list.getFirst().number();
    }

    /**
     * Where the reading of a segment begins that is not written to any more.
     *
     * @throws StoreFailure.Damaged if it cannot be read
     */
    Piece.Cursor begin(long number) {
        Segment segment = readable(number);
        return new Piece.Cursor(
                new Place(number, SegmentHeader.LENGTH), segment.header().firstSeq());
    }

    /**
     * Reads on in a segment that is not written to any more.
     *
     * @param behind the first sequence number behind the segment
     * @param budget about so many bytes, but at least one batch
     * @throws StoreFailure.Damaged if a batch is not there as it was written
     */
    Piece read(Piece.Cursor from, long behind, int budget) {
        long number = from.place().segment();
        List<Piece.Read> batches = new ArrayList<>();
        int offset = from.place().offset();
        long seq = from.seq();
        long sum = 0;
        while (seq < behind) {
            Place place = new Place(number, offset);
            Frame frame = header(place);
            if (frame.seq() != seq) {
                throw damaged(place);
            }
            sum += frame.bodyLength();
            if (sum > budget && !batches.isEmpty()) {
                break;
            }
            batches.add(new Piece.Read(seq, read(place)));
            offset = Frame.align(frame.end(offset));
            seq++;
        }
        return new Piece(batches, new Piece.Cursor(new Place(number, offset), seq), seq == behind);
    }

    /** The first sequence number behind a segment. */
    long nextSeq(long number, Gone gone) {
        Segment next = find(number + 1);
        if (next != null) {
            return next.header().firstSeq();
        }
        for (Gone.Range range : gone.ranges()) {
            if (range.from() == number + 1) {
                return range.firstSeq();
            }
        }
        throw new StoreFailure.Damaged("segment " + (number + 1) + " is missing");
    }

    /**
     * Reads one batch again.
     *
     * @throws StoreFailure.Damaged if it is not there as it was written
     */
    byte[] read(Place place) {
        Segment segment = readable(place.segment());
        try {
            Frame frame = header(place);
            byte[] whole = segment.file().read(place.offset(), Frame.HEADER + frame.bodyLength());
            return frame.open(segment.keys(), place, whole, 0).orElseThrow(() -> damaged(place));
        } catch (EOFException e) {
            throw damaged(place);
        } catch (IOException e) {
            throw new StoreFailure.Broken("reading the journal failed", e);
        }
    }

    /** Reads what must be the header of a frame; its length stays in the segment. */
    private Frame header(Place place) {
        Segment segment = readable(place.segment());
        int room = segment.end() - place.offset();
        try {
            byte[] head = segment.file().read(place.offset(), Frame.HEADER);
            return Frame.readHeader(head, 0)
                    .filter(f -> f.bodyLength() >= 0 && f.bodyLength() <= room - Frame.HEADER)
                    .orElseThrow(() -> damaged(place));
        } catch (EOFException e) {
            throw damaged(place);
        } catch (IOException e) {
            throw new StoreFailure.Broken("reading the journal failed", e);
        }
    }

    private static StoreFailure damaged(Place place) {
        return new StoreFailure.Damaged(
                "the batch at " + place.offset() + " in segment " + place.segment());
    }
}
