package org.quietdrop.store.journal;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFull;
import org.quietdrop.store.disk.StoreFailure;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The append-only journal over a {@link Disk}. A batch that {@link #append} has returned for
 * survives a power cut; one that it has not is there as a whole or not at all. After opening,
 * either {@link #resume} or {@link #replay} must be called once. One thread.
 */
public final class Journal implements AutoCloseable {
    /** Length of a full-grown segment. The first ones are smaller: a sixteenth, an eighth... */
    public static final int SEGMENT = 16 << 20;

    private static final int SMALLEST = 4096;

    private final Disk disk;
    private final SecretKey wrap;
    private final RandomSource random;
    private final int segmentBytes;
    private final List<Segment> segments = new ArrayList<>();
    private Tip tip = new Tip(0, Bytes.of(new byte[Frame.TAG]), 0, 0);
    private long oldest = 1;
    private boolean ready;
    private boolean failed;

    private Journal(Disk disk, SecretKey wrap, RandomSource random, int segmentBytes) {
        this.disk = disk;
        this.wrap = wrap;
        this.random = random;
        this.segmentBytes = segmentBytes;
    }

    /** Receives the batches of a replay, oldest first. */
    public interface Reader {
        /** One batch; {@code seq} is larger than that of the one before. */
        void batch(long seq, Place place, byte[] batch);
    }

    /**
     * Reads the headers of all segments and changes nothing.
     *
     * @param storeKey stays the caller's
     * @param segmentBytes length of new segments; {@link #SEGMENT} outside of tests
     * @throws StoreFailure.Damaged if there are segments and the key opens none
     * @throws StoreFailure.Newer if a segment is of a later format
     */
    public static Journal open(Disk disk, SecretKey storeKey, RandomSource random, int segmentBytes)
            throws IOException {
        SecretKey wrap = SecretKey.take(Blake2b.prf(storeKey.expose(), "QDv1 db wrap"));
        Journal journal = new Journal(disk, wrap, random, Math.max(SMALLEST, segmentBytes));
        try {
            journal.findSegments();
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private void findSegments() throws IOException {
        for (String name : disk.list()) {
            Optional<Long> number = Segment.number(name);
            if (number.isPresent()) {
                segments.add(Segment.open(disk, wrap, number.get()));
            }
        }
        boolean known = segments.isEmpty();
        for (Segment segment : segments) {
            if (segment.readable()) {
                known = true;
                oldest = segment.header().oldest();
            }
        }
        if (!known && !(segments.size() == 1 && segments.getFirst().blank())) {
            throw new StoreFailure.Damaged("no segment of the journal opens with this key");
        }
    }

    /**
     * Goes on at a remembered tip without reading the journal, if it still stands there: all
     * segments there and whole, nothing written behind the tip.
     *
     * @return false if {@link #replay} is needed
     */
    public boolean resume(Tip remembered) throws IOException {
        if (segments.isEmpty() || segments.getLast().number() != remembered.segment()) {
            return false;
        }
        long number = oldest;
        for (Segment segment : segments) {
            if (!segment.readable()
                    || segment.number() != number++
                    || segment.file().size() != segment.header().size()) {
                return false;
            }
        }
        Segment last = segments.getLast();
        int left = Math.min(Frame.HEADER, last.end() - remembered.end());
        boolean written =
                left > 0 && !Segment.allZero(last.file().read(remembered.end(), left), 0, left);
        if (remembered.end() < SegmentHeader.LENGTH || written) {
            return false;
        }
        tip = remembered;
        ready = true;
        return true;
    }

    /**
     * Reads everything, hands out each batch that can be read, cuts a torn tail and makes sure that
     * what was handed out is durable.
     *
     * @param mark the tip at the last clean end, if that is known: what it vouches for cannot be a
     *     torn tail
     */
    public Recovery replay(Optional<Tip> mark, Reader reader) throws IOException {
        List<Segment> outdated = segments.stream().filter(s -> s.number() < oldest).toList();
        segments.removeAll(outdated);
        Segment unfinished =
                !segments.isEmpty() && segments.getLast().unfinished()
                        ? segments.removeLast()
                        : null;
        Walk walk = new Walk(segments, mark.map(Tip::seq).orElse(0L), reader::batch);
        walk.run();
        tip = walk.tip();
        if (unfinished != null) {
            remove(unfinished);
        }
        for (Segment segment : outdated) {
            remove(segment);
        }
        mend(walk);
        ready = true;
        return walk.recovery();
    }

    /** Reads everything again and changes nothing: for a check on request. */
    public Recovery check() throws IOException {
        Walk walk = new Walk(segments, tip.seq(), (_, _, _) -> {});
        walk.run();
        return walk.recovery();
    }

    private void remove(Segment segment) throws IOException {
        segment.close();
        disk.delete(Segment.name(segment.number()));
        disk.forceDirectory();
    }

    private void mend(Walk walk) throws IOException {
        if (segments.isEmpty() || walk.closeLast()) {
            roll(0);
            return;
        }
        Segment last = segments.getLast();
        if (walk.tornEnd() > 0) {
            last.file().write(tip.end(), new byte[walk.tornEnd() - tip.end()]);
        }
        if (walk.lastFrame() >= 0) {
            // After a failed force the system may believe that these pages are clean: write again.
            int at = walk.lastFrame();
            last.file().write(at, last.file().read(at, tip.end() - at));
        }
        last.file().force();
        disk.forceDirectory();
    }

    /** Begins a new segment that has room for at least one frame of this length. */
    private void roll(int frameLength) throws IOException {
        long number = segments.isEmpty() ? 1 : segments.getLast().number() + 1;
        int shift = (int) Math.max(0, 5 - number);
        int wanted = Math.max(SMALLEST, segmentBytes >> shift);
        int needed = Math.addExact(frameLength, 2 * SegmentHeader.LENGTH);
        int size = Math.max(wanted, (needed + 4095) & -4096);
        SegmentHeader header = new SegmentHeader(number, size, tip.seq() + 1, oldest, tip.tag());
        segments.add(Segment.create(disk, wrap, header, random));
        tip = new Tip(tip.seq(), tip.tag(), number, SegmentHeader.LENGTH);
    }

    /**
     * Makes one batch durable: one frame, one force.
     *
     * @throws StoreFailure.Full if there is no room; nothing changed
     * @throws StoreFailure.Broken if writing failed; only opening again tells whether it is there
     */
    public Place append(byte[] batch) {
        if (!ready || failed) {
            throw new StoreFailure.Broken("the journal must be opened again");
        }
        if (batch.length > Frame.MAX_BATCH) {
            throw new IllegalArgumentException("batch of " + batch.length + " bytes");
        }
        int room = Frame.room(batch.length);
        try {
            if (room > segments.getLast().end() - tip.end()) {
                roll(room);
            }
            return write(batch);
        } catch (DiskFull e) {
            throw new StoreFailure.Full(e);
        } catch (IOException e) {
            failed = true;
            throw new StoreFailure.Broken("writing the journal failed", e);
        }
    }

    private Place write(byte[] batch) throws IOException {
        Segment last = segments.getLast();
        Place place = new Place(last.number(), tip.end());
        long seq = tip.seq() + 1;
        byte[] frame =
                Frame.seal(
                        last.keys(),
                        place,
                        seq,
                        tip.tag().toArray(),
                        new Frame.Plain(batch, random));
        try {
            last.file().write(place.offset(), frame);
        } catch (DiskFull e) {
            // A copy-on-write file system can be full even where zeros lay. Take it back.
            takeBack(last, place.offset(), frame.length, e);
            throw e;
        }
        try {
            last.file().force();
        } catch (DiskFull e) {
            throw new IOException("the batch may or may not be on the disk", e);
        }
        byte[] tag = Arrays.copyOfRange(frame, frame.length - Frame.TAG, frame.length);
        tip =
                new Tip(
                        seq,
                        Bytes.of(tag),
                        place.segment(),
                        Frame.align(place.offset() + frame.length));
        return place;
    }

    private static void takeBack(Segment segment, int at, int length, DiskFull why)
            throws IOException {
        try {
            segment.file().write(at, new byte[length]);
            segment.file().force();
        } catch (IOException second) {
            why.addSuppressed(second);
            throw new IOException("a half-written batch could not be taken back", why);
        }
    }

    /**
     * Reads one batch again.
     *
     * @throws StoreFailure.Damaged if it is not there as it was written
     */
    public byte[] read(Place place) {
        Segment segment = segment(place.segment());
        if (segment == null || !segment.readable()) {
            throw new StoreFailure.Damaged("segment " + place.segment() + " cannot be read");
        }
        try {
            byte[] head = segment.file().read(place.offset(), Frame.HEADER);
            Optional<Frame> frame = Frame.readHeader(head, 0);
            int length = frame.map(Frame::bodyLength).orElse(-1);
            if (frame.isEmpty() || length < 0 || length > segment.end() - place.offset()) {
                throw damaged(place);
            }
            byte[] body = segment.file().read(place.offset() + Frame.HEADER, length);
            byte[] whole = ByteBuffer.allocate(head.length + length).put(head).put(body).array();
            return frame.get()
                    .open(segment.keys(), place, whole, 0)
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

    private @Nullable Segment segment(long number) {
        // segments are sorted, and all there unless something is damaged
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (segments.get(i).number() == number) {
                return segments.get(i);
            }
        }
        return null;
    }

    /** The newest batch. */
    public Tip tip() {
        return tip;
    }

    /** Length of all segment files in bytes. */
    public long bytes() throws IOException {
        long sum = 0;
        for (Segment segment : segments) {
            sum += segment.file().size();
        }
        return sum;
    }

    /** Closes the files and forgets the keys. What was appended is durable already. */
    @Override
    public void close() {
        failed = true;
        wrap.close();
        for (Segment segment : segments) {
            try {
                segment.close();
            } catch (IOException _) {
                // the file was forced after its last write
            }
        }
        segments.clear();
    }
}
