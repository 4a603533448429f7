package org.quietdrop.store.journal;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFull;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
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
    private static final int SMALL_SHARE = 16;

    private final Disk disk;
    private final SecretKey wrap;
    private final RandomSource random;
    private final int segmentBytes;
    private final Segments segments = new Segments();
    private Tip tip = new Tip(0, Bytes.of(new byte[Frame.TAG]), 0, 0);
    private long oldest = 1;
    private Gone gone = Gone.NONE;
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
        /**
         * One batch; {@code seq} is larger than that of the one before.
         *
         * @return what is gone since then on purpose, if this batch says that
         */
        Optional<Gone> batch(long seq, Place place, byte[] batch);

        /** Everything so far is void: it begins again with the first batch. */
        void again();
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
        SecretKey wrap = Blake2b.key(storeKey, "QDv1 db wrap");
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
        for (Segment segment : segments.all()) {
            if (segment.readable()) {
                known = true;
                oldest = segment.header().oldest();
            }
        }
        if (!known && !(segments.all().size() == 1 && segments.getFirst().blank())) {
            throw new StoreFailure.Damaged("no segment of the journal opens with this key");
        }
    }

    /**
     * Goes on at a remembered tip without reading the journal, if it still stands there: all
     * segments there and whole, nothing written behind the tip.
     *
     * @param missing the segments that are gone on purpose
     * @return false if {@link #replay} is needed
     */
    public boolean resume(Tip remembered, Gone missing) throws IOException {
        if (segments.isEmpty() || segments.getLast().number() != remembered.segment()) {
            return false;
        }
        long number = oldest;
        for (Segment segment : segments.all()) {
            while (number < segment.number() && missing.contains(number)) {
                number++;
            }
            if (!segment.readable()
                    || missing.contains(segment.number())
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
        gone = missing;
        oldest = segments.getFirst().number();
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
        List<Segment> outdated = segments.takeOut(s -> s.number() < oldest);
        Segment unfinished =
                !segments.isEmpty() && segments.getLast().unfinished()
                        ? segments.removeLast()
                        : null;
        long marked = mark.map(Tip::seq).orElse(0L);
        Walk walk = walk(marked, reader);
        List<Segment> left = segments.takeOut(s -> gone.contains(s.number()));
        if (!left.isEmpty()) {
            // Destroying them was interrupted, or somebody put them back. Nothing in them counts.
            outdated.addAll(left);
            reader.again();
            walk = walk(marked, reader);
        }
        Recovery recovery = walk.recovery(gone, oldest);
        tip = walk.tip();
        if (unfinished != null) {
            remove(unfinished);
        }
        for (Segment segment : outdated) {
            remove(segment);
        }
        while (gone.contains(oldest)) {
            oldest++;
        }
        mend(walk);
        ready = true;
        return recovery;
    }

    private Walk walk(long marked, Reader reader) throws IOException {
        Walk walk =
                new Walk(
                        segments.all(),
                        marked,
                        (seq, at, batch) ->
                                reader.batch(seq, at, batch).ifPresent(said -> gone = said));
        walk.run();
        return walk;
    }

    /** Reads everything again and changes nothing: for a check on request. */
    public Recovery check() throws IOException {
        Walk walk = new Walk(segments.all(), tip.seq(), (_, _, _) -> {});
        walk.run();
        return walk.recovery(gone, oldest);
    }

    /** The key goes before the name, so that no forgotten block of the file can be read. */
    private void remove(Segment segment) throws IOException {
        segment.destroy();
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
        int needed = Math.addExact(frameLength, 2 * SegmentHeader.LENGTH);
        int least = Math.max(SMALLEST, (needed + 4095) & -4096);
        int size = Math.max(least, wanted());
        try {
            create(number, size);
        } catch (DiskFull e) {
            if (size == least) {
                throw e;
            }
            create(number, least); // on a disk that is nearly full, deleting must go on
        }
    }

    /** New segments grow with the journal, up to a full-grown one. */
    private int wanted() {
        long grown = Long.highestOneBit(segments.bytes() + segmentBytes / SMALL_SHARE);
        return (int) Math.min(segmentBytes, grown);
    }

    private void create(long number, int size) throws IOException {
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
        if (batch.length > Frame.MAX_BATCH) {
            throw new IllegalArgumentException("batch of " + batch.length + " bytes");
        }
        int room = Frame.room(batch.length);
        return changing(() -> {
            if (room > segments.getLast().end() - tip.end()) {
                roll(room);
            }
            return write(batch);
        });
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T changing(Work<T> work) {
        if (!ready || failed) {
            throw new StoreFailure.Broken("the journal must be opened again");
        }
        try {
            return work.run();
        } catch (DiskFull e) {
            throw new StoreFailure.Full(e);
        } catch (IOException e) {
            failed = true;
            throw new StoreFailure.Broken("writing the journal failed", e);
        }
    }

    /**
     * Goes on in a new segment, so that the one at hand can be rewritten.
     *
     * @throws StoreFailure.Full if there is no room; nothing changed
     */
    public void turnPage() {
        changing(() -> {
            roll(0);
            return true;
        });
    }

    /** What will be gone when {@link #drop} is done: to be made durable before that. */
    public Gone goneWith(long number) {
        return gone.with(number, segments.begin(number).seq(), segments.nextSeq(number, gone))
                .since(written());
    }

    /** The oldest segment as the newest header has it. */
    private long written() {
        return segments.getLast().header().oldest();
    }

    /**
     * Destroys the key of a segment and deletes it. A batch that says so is durable already, so a
     * start after a crash finishes this.
     */
    public void drop(long number) {
        Gone then = goneWith(number);
        changing(() -> {
            remove(segments.takeOut(s -> s.number() == number).getFirst());
            gone = then;
            oldest = segments.getFirst().number();
            return true;
        });
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

    /** The newest batch. */
    public Tip tip() {
        return tip;
    }

    /**
     * Where the reading of a segment begins that is not written to any more.
     *
     * @throws StoreFailure.Damaged if it cannot be read
     */
    public Piece.Cursor begin(long number) {
        return segments.begin(number);
    }

    /**
     * Reads on in a segment that is not written to any more.
     *
     * @param budget about so many bytes, but at least one batch
     * @throws StoreFailure.Damaged if a batch is not there as it was written
     */
    public Piece read(Piece.Cursor from, int budget) {
        return segments.read(from, segments.nextSeq(from.place().segment(), gone), budget);
    }

    /**
     * Reads one batch again.
     *
     * @throws StoreFailure.Damaged if it is not there as it was written
     */
    public byte[] read(Place place) {
        return segments.read(place);
    }

    /** Length of all segments in bytes. */
    public long bytes() {
        return segments.bytes();
    }

    /** Length of one segment in bytes, 0 if there is none of this number. */
    public int bytes(long number) {
        return segments.bytes(number);
    }

    /** The numbers of all segments, in order; the last one is written to. */
    public List<Long> numbers() {
        return segments.all().stream().map(Segment::number).toList();
    }

    /** The segment that holds, or held, a batch. */
    public long segmentOf(long seq) {
        return segments.holding(seq);
    }

    /** Length of a full-grown segment of this journal in bytes. */
    public int segmentBytes() {
        return segmentBytes;
    }

    /** What is gone on purpose. */
    public Gone gone() {
        return gone;
    }

    /** Closes the files and forgets the keys. What was appended is durable already. */
    @Override
    public void close() {
        failed = true;
        wrap.close();
        for (Segment segment : segments.all()) {
            try {
                segment.close();
            } catch (IOException _) {
                // the file was forced after its last write
            }
        }
        segments.clear();
    }
}
