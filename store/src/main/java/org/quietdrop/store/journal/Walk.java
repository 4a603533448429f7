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
    private final List<Quarantine> quarantined = new ArrayList<>();
    private long batches;
    private long lost;
    private long expected = 1;
    private byte[] tag = new byte[Frame.TAG];
    private int end = SegmentHeader.LENGTH;
    private int tornEnd;
    private int lastFrame = -1;
    private boolean closeLast;

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
            if (i > 0) {
                missing(segments.get(i - 1).number(), segment.number());
            }
            end = SegmentHeader.LENGTH;
            lastFrame = -1;
            if (segment.readable()) {
                enter(segment, i == 0);
                frames(segment, last);
            } else {
                quarantine(segment, 0, segment.file().size(), "the header cannot be read");
                closeLast = last;
            }
        }
        if (markedSeq >= expected) {
            long missing = markedSeq - expected + 1;
            long at = segments.isEmpty() ? 1 : segments.getLast().number();
            quarantined.add(
                    new Quarantine(at, end, end, "the last " + missing + " batches are gone"));
            lost += missing;
            expected = markedSeq + 1;
            closeLast = true;
        }
    }

    private void missing(long before, long after) {
        for (long number = before + 1; number < after; number++) {
            quarantined.add(new Quarantine(number, 0, 0, "the segment is missing"));
        }
    }

    /** Compares what the header says with where the chain stands. */
    private void enter(Segment segment, boolean first) {
        SegmentHeader header = segment.header();
        if (first && header.oldest() == header.number()) {
            expected = header.firstSeq();
            tag = header.previousTag().toArray();
            return;
        }
        if (header.firstSeq() > expected) {
            lose(segment, 0, header.firstSeq());
            tag = header.previousTag().toArray();
        }
    }

    private void lose(Segment segment, int at, long next) {
        boolean explained =
                !quarantined.isEmpty() && quarantined.getLast().segment() >= segment.number() - 1;
        if (!explained) {
            quarantine(segment, at, at, "batches " + expected + " to " + (next - 1) + " are gone");
        }
        lost += next - expected;
        expected = next;
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
        quarantined.add(new Quarantine(segment.number(), from, to, reason));
    }

    /** Where the chain stands: the newest batch, and where in the newest segment to go on. */
    Tip tip() {
        long segment = segments.isEmpty() ? 0 : segments.getLast().number();
        return new Tip(expected - 1, Bytes.of(tag), segment, end);
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

    Recovery recovery() {
        return new Recovery(
                batches, tornEnd == 0 ? 0 : tornEnd - end, List.copyOf(quarantined), lost);
    }
}
