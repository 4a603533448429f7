package org.quietdrop.store.journal;

import org.quietdrop.crypto.Bytes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One reading of the whole journal, from the oldest segment to the newest. Changes nothing on the
 * disk: it only finds out what is there, what is torn and what is damaged. FORMAT.md 5.
 */
final class Walk {
    /** Receives every batch that can be read, in order. */
    interface Reader {
        void batch(long seq, Place place, byte[] batch);
    }

    private final List<Segment> segments;
    private final long markedSeq;
    private final Reader reader;
    private final List<Stretch> stretches = new ArrayList<>();
    private List<Hole> holes = new ArrayList<>();
    private long batches;
    private long expected = 1;
    private byte[] tag = new byte[Frame.TAG];
    private int end = SegmentHeader.LENGTH;
    private int tornEnd;
    private int lastFrame = -1;
    private boolean closeLast;

    /**
     * Something missing inside one segment.
     *
     * @param range where, unless a hole before explains it
     * @param lost number of batches
     */
    private record Hole(Optional<Quarantine> range, long lost) {}

    /**
     * What one segment holds, judged by its own header alone.
     *
     * @param readable whether it has a header
     * @param firstSeq where its batches begin
     * @param broken whether its header does not follow the tag of the segment before
     * @param nextSeq where its batches end
     */
    private record Stretch(
            long segment,
            boolean readable,
            long firstSeq,
            boolean broken,
            long nextSeq,
            List<Hole> holes) {}

    /**
     * @param markedSeq the last batch that the clean mark vouches for, 0 without a mark
     */
    Walk(List<Segment> segments, long markedSeq, Reader reader) {
        this.segments = segments;
        this.markedSeq = markedSeq;
        this.reader = reader;
    }

    void run() throws IOException {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            boolean last = i == segments.size() - 1;
            holes = new ArrayList<>();
            end = SegmentHeader.LENGTH;
            lastFrame = -1;
            long first = expected;
            boolean broken = false;
            if (segment.readable()) {
                SegmentHeader header = segment.header();
                first = Math.max(expected, header.firstSeq());
                byte[] before = header.previousTag().toArray();
                broken = i > 0 && first == expected && !Arrays.equals(before, tag);
                expected = first;
                tag = before;
                frames(segment, last);
            } else {
                quarantine(segment, 0, segment.file().size(), "the header cannot be read");
                closeLast = last;
            }
            stretches.add(
                    new Stretch(
                            segment.number(),
                            segment.readable(),
                            first,
                            broken,
                            expected,
                            List.copyOf(holes)));
        }
        if (markedSeq >= expected) {
            closeLast = true;
        }
    }

    private void lose(Segment segment, int at, long next) {
        Optional<Quarantine> range =
                holes.isEmpty()
                        ? Optional.of(gap(segment.number(), at, expected, next))
                        : Optional.empty();
        holes.add(new Hole(range, next - expected));
        expected = next;
    }

    private static Quarantine gap(long segment, int at, long from, long next) {
        return new Quarantine(
                segment, at, at, "batches " + from + " to " + (next - 1) + " are gone");
    }

    private void frames(Segment segment, boolean last) throws IOException {
        SegmentHeader header = segment.header();
        int size = (int) Math.min(segment.file().size(), header.size());
        byte[] image = segment.file().read(0, size);
        boolean cut = size < header.size();
        int stop = cut ? size : segment.end();
        while (end < stop) {
            if (take(segment, image, end)) {
                continue;
            }
            if (Segment.allZero(image, end, stop)) {
                break;
            }
            int next = nextFrame(segment, image, end + Frame.ALIGNMENT, stop);
            if (next >= 0) {
                quarantine(segment, end, next, "damaged");
                end = next;
                continue;
            }
            int tail = lastNonZero(image, end, stop) + 1;
            if (last && !cut && markedSeq < expected) {
                tornEnd = tail;
            } else {
                quarantine(segment, end, tail, "damaged");
                end = Frame.align(tail);
                closeLast = last;
            }
            break;
        }
        if (cut) {
            quarantine(segment, size, header.size(), "the file was cut short");
            closeLast = last;
        }
    }

    private boolean take(Segment segment, byte[] image, int at) {
        Place place = new Place(segment.number(), at);
        Optional<Frame> header = Frame.readHeader(image, at);
        Optional<byte[]> batch = header.flatMap(f -> f.open(segment.keys(), place, image, at));
        if (header.isEmpty() || batch.isEmpty()) {
            return false;
        }
        Frame frame = header.get();
        if (frame.seq() < expected) {
            return false; // cannot be: its place is bound. Then it is damage.
        }
        if (frame.seq() > expected) {
            lose(segment, at, frame.seq());
        } else if (!Arrays.equals(frame.previousTag(), tag)) {
            quarantine(segment, at, at, "the chain is broken before batch " + frame.seq());
        }
        reader.batch(frame.seq(), place, batch.get());
        batches++;
        expected = frame.seq() + 1;
        tag = frame.tag(image, at);
        lastFrame = at;
        end = Frame.align(frame.end(at));
        return true;
    }

    private static int nextFrame(Segment segment, byte[] image, int from, int stop) {
        for (int at = from; at < stop; at += Frame.ALIGNMENT) {
            Place place = new Place(segment.number(), at);
            int here = at;
            if (Frame.looksRight(segment.keys(), place, image, at)
                    && Frame.readHeader(image, at)
                            .flatMap(f -> f.open(segment.keys(), place, image, here))
                            .isPresent()) {
                return at;
            }
        }
        return -1;
    }

    private static int lastNonZero(byte[] image, int from, int stop) {
        int at = stop - 1;
        while (at > from && image[at] == 0) {
            at--;
        }
        return at;
    }

    private void quarantine(Segment segment, long from, long to, String reason) {
        holes.add(new Hole(Optional.of(new Quarantine(segment.number(), from, to, reason)), 0));
    }

    /** Where the chain stands: the newest batch, and where in the newest segment to go on. */
    Tip tip() {
        long segment = segments.isEmpty() ? 0 : segments.getLast().number();
        return new Tip(Math.max(expected - 1, markedSeq), Bytes.of(tag), segment, end);
    }

    /** Offset of the last frame in the newest segment, or -1. */
    int lastFrame() {
        return lastFrame;
    }

    /** Offset behind the torn tail that begins at {@link Tip#end}, or 0 if nothing is torn. */
    int tornEnd() {
        return tornEnd;
    }

    /** Whether the newest segment is damaged at its end and must not be written any more. */
    boolean closeLast() {
        return closeLast;
    }

    /**
     * Puts the segments together and says what is missing.
     *
     * @param gone what is missing on purpose, known only when everything was read
     * @param oldest number of the first segment that counts
     */
    Recovery recovery(Gone gone, long oldest) {
        List<Quarantine> ranges = new ArrayList<>();
        long lost = 0;
        long before = oldest - 1;
        long next = begin(gone, oldest);
        for (Stretch here : stretches) {
            missing(before, here.segment(), gone, ranges);
            long jump = here.firstSeq() - next;
            if (jump > 0) {
                long unknown = jump - gone.covered(next, here.firstSeq());
                boolean explained = !ranges.isEmpty() && ranges.getLast().segment() >= before;
                if (unknown > 0 && !explained) {
                    ranges.add(gap(here.segment(), 0, next, here.firstSeq()));
                }
                lost += unknown;
            } else if (here.broken()) {
                String why = "the chain is broken before batch " + here.firstSeq();
                ranges.add(new Quarantine(here.segment(), 0, 0, why));
            }
            for (Hole hole : here.holes()) {
                hole.range().ifPresent(ranges::add);
                lost += hole.lost();
            }
            if (here.readable()) {
                next = here.nextSeq();
            }
            before = here.segment();
        }
        if (markedSeq >= next) {
            long behind = markedSeq - next + 1;
            String why = "the last " + behind + " batches are gone";
            ranges.add(new Quarantine(Math.max(1, before), end, end, why));
            lost += behind;
        }
        return new Recovery(batches, tornEnd == 0 ? 0 : tornEnd - end, List.copyOf(ranges), lost);
    }

    private long begin(Gone gone, long oldest) {
        for (Stretch first : stretches) {
            if (first.segment() == oldest && first.readable()) {
                return first.firstSeq();
            }
        }
        for (Gone.Range range : gone.ranges()) {
            if (range.from() <= oldest && range.to() >= oldest) {
                return range.firstSeq();
            }
        }
        return 1;
    }

    private static void missing(long before, long after, Gone gone, List<Quarantine> into) {
        for (long number = before + 1; number < after; number++) {
            if (!gone.contains(number)) {
                into.add(new Quarantine(number, 0, 0, "the segment is missing"));
            }
        }
    }
}
