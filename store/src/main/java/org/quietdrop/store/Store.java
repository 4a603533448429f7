package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFull;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.index.Index;
import org.quietdrop.store.index.IndexKey;
import org.quietdrop.store.index.Slot;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Piece;
import org.quietdrop.store.journal.Place;
import org.quietdrop.store.journal.Quarantine;
import org.quietdrop.store.journal.Recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Sealed records in tables. The journal is the truth, the index only finds things in it. One thread
 * at a time, never interrupted; one transaction at a time. FORMAT.md.
 */
public final class Store implements AutoCloseable {
    /** Longest value in bytes. */
    public static final int MAX_VALUE = 8 << 20;

    /** With less room than this only deletions are taken, so that a full disk can be emptied. */
    public static final long RESERVE = 8L << 20;

    /** So much must be left for what makes room. */
    private static final long LEAST = RESERVE / 4;

    /** Batches kept open for reading, in bytes. */
    private static final int RECENT = 2 << 20;

    private final Disk disk;
    private final RandomSource random;
    private final Opening.Parts parts;
    private final Sweep sweep;
    private final Reserve reserve;
    private OpenReport report;
    private @Nullable Transaction open;
    private final RecentBatches recent = new RecentBatches(RECENT);
    private boolean failed;
    private boolean closed;

    Store(Disk disk, RandomSource random, Opening.Parts parts, OpenReport report) {
        this.disk = disk;
        this.random = random;
        this.parts = parts;
        this.report = report;
        this.reserve = new Reserve(disk, random);
        if (parts.keepsFile()) {
            reserve.hold();
        }
        this.sweep = new Sweep(this, parts.journal(), parts.ledger());
    }

    /**
     * Opens the store, or makes an empty one: goes on where a clean end left off, otherwise reads
     * the whole journal and makes a new index.
     *
     * @param disk the folder of the journal; nobody else uses it meanwhile (see {@link Home#lock})
     * @param storeKey from the {@link Vault}; stays the caller's and may be closed at once
     * @throws StoreFailure.Damaged if the key opens nothing of what is there
     * @throws StoreFailure.Newer if a newer QuietDrop wrote this; nothing is touched
     * @throws StoreFailure.Full if there is no room to begin
     * @throws StoreFailure.Broken if the disk fails
     */
    public static Store open(Disk disk, IndexPlace index, SecretKey storeKey, RandomSource random) {
        return open(disk, index, storeKey, random, Journal.SEGMENT);
    }

    /** The same with another length for new segments, in bytes: for simulation and tests. */
    public static Store open(
            Disk disk,
            IndexPlace index,
            SecretKey storeKey,
            RandomSource random,
            int segmentBytes) {
        try {
            return Opening.open(disk, index, storeKey, random, segmentBytes);
        } catch (DiskFull e) {
            throw new StoreFailure.Full(e);
        } catch (IOException e) {
            throw new StoreFailure.Broken("the store cannot be opened", e);
        }
    }

    /**
     * Begins the next transaction.
     *
     * @throws IllegalStateException while another one is open
     * @throws StoreFailure.Broken after a failure, until the store is opened again
     */
    public Transaction begin() {
        usable();
        if (open != null) {
            throw new IllegalStateException("a transaction is open already");
        }
        Transaction transaction = new Transaction(this);
        open = transaction;
        return transaction;
    }

    /** What opening found, and the damage met since. */
    public OpenReport report() {
        return report;
    }

    /** Sequence number of the newest batch. */
    public long sequence() {
        return parts.journal().tip().seq();
    }

    /** Length of the journal on the disk in bytes. */
    public long bytes() {
        return parts.journal().bytes();
    }

    /** How much of that still counts, in bytes. */
    public long liveBytes() {
        return parts.ledger().live();
    }

    /**
     * One small step of forgetting and of giving room back, if it is time for that: to be called
     * from time to time between transactions, and again soon while it returns true. Whatever
     * happens in a step, nothing is lost. While damage is on record or the disk is too full, it
     * does nothing.
     *
     * @param now decides when a pass begins
     * @param budget a step reads and writes about so many bytes, or one batch that is longer
     * @return whether there is more to do now
     * @throws StoreFailure.Broken if the disk failed: as with {@link Transaction#commit}
     */
    public boolean compact(Instant now, SweepPolicy policy, int budget) {
        usable();
        if (open != null) {
            throw new IllegalStateException("a transaction is open");
        }
        if (parts.keepsFile()) {
            reserve.hold();
        }
        boolean may = !policy.equals(SweepPolicy.NEVER) && !report.damaged();
        return may && sweep.step(now, policy, budget);
    }

    /** Makes {@link #compact} begin to forget soon, without waiting for its time. */
    public void forgetSoon() {
        sweep.ask();
    }

    /**
     * What was deleted or overwritten before this time is in no file any more; 1970 if nobody
     * knows.
     */
    public Instant forgottenUntil() {
        return parts.ledger().swept();
    }

    /** Reads the whole journal and compares; changes nothing. Takes long. */
    public Recovery check() {
        usable();
        try {
            return parts.journal().check();
        } catch (IOException e) {
            throw broken("the journal cannot be read", e);
        }
    }

    /** The slot of a key. */
    Optional<Slot> slot(IndexKey key) {
        usable();
        return guarded(() -> parts.index().get(key));
    }

    Index index() {
        usable();
        return parts.index();
    }

    Blinding blinding() {
        return parts.blinding();
    }

    SealedValue sealedValue() {
        usable();
        return new SealedValue(parts.valueKey(), random);
    }

    /** The value of a slot, read from the journal if it is there. */
    Bytes value(Key key, Slot slot) {
        return switch (slot.content()) {
            case Slot.Content.Inline(Bytes value) -> value;
            case Slot.Content.InJournal(long segment, int offset, int ordinal, int _) -> {
                List<Change> batch = batch(new Place(segment, offset));
                Change change = ordinal >= 0 && ordinal < batch.size() ? batch.get(ordinal) : null;
                if (change == null || !change.key().equals(key) || change.value().isEmpty()) {
                    throw damaged(new Place(segment, offset), "not the record the index says");
                }
                yield change.value().get();
            }
        };
    }

    private List<Change> batch(Place place) {
        Optional<List<Change>> kept = recent.get(place);
        if (kept.isPresent()) {
            return kept.get();
        }
        try {
            byte[] bytes = guarded(() -> parts.journal().read(place));
            List<Change> batch = Batch.decode(bytes);
            recent.add(place, batch, bytes.length);
            return batch;
        } catch (StoreFailure.Damaged e) {
            throw damaged(place, "a record cannot be read");
        }
    }

    private StoreFailure.Damaged damaged(Place place, String reason) {
        Quarantine range = new Quarantine(place.segment(), place.offset(), place.offset(), reason);
        if (!report.quarantined().contains(range)) {
            List<Quarantine> all = new ArrayList<>(report.quarantined());
            all.add(range);
            report =
                    new OpenReport(
                            false,
                            report.rebuilt(),
                            report.batches(),
                            report.tornBytes(),
                            List.copyOf(all),
                            report.lostBatches());
        }
        return new StoreFailure.Damaged(reason);
    }

    /** Commits a batch unless the disk is nearly full. Called by {@link Transaction#commit}. */
    void commit(SortedMap<IndexKey, Change> changes) {
        usable();
        List<Change> list = List.copyOf(changes.values());
        byte[] batch = Batch.encode(list);
        requireRoom(changes, batch.length);
        write(changes, list, batch);
    }

    /** Writes what counts once more, at the end of the journal. */
    void carry(SortedMap<IndexKey, Change> changes, int budget) {
        List<Change> list = List.copyOf(changes.values());
        requireLeast(LEAST + 4L * budget);
        write(changes, list, Batch.encode(list));
    }

    /** One batch: the journal first, then the index. */
    private void write(SortedMap<IndexKey, Change> changes, List<Change> list, byte[] batch) {
        Place place = guarded(() -> parts.journal().append(batch));
        recent.add(place, list, batch.length);
        long version = sequence();
        SortedMap<IndexKey, Optional<Slot>> slots = new TreeMap<>();
        int ordinal = 0;
        for (Map.Entry<IndexKey, Change> change : changes.entrySet()) {
            slots.put(change.getKey(), slotOf(change.getValue(), version, place, ordinal++));
        }
        List<Slot> replaced = guarded(() -> parts.index().apply(slots));
        Journal journal = parts.journal();
        parts.ledger().batch(place.segment(), list, replaced, journal::segmentOf);
    }

    /** Some batches of a segment that is to be rewritten. */
    Piece read(Piece.Cursor from, int budget) {
        try {
            return guarded(() -> parts.journal().read(from, budget));
        } catch (StoreFailure.Damaged e) {
            throw damaged(from.place(), "a record cannot be read");
        }
    }

    /** Destroys a segment in which nothing counts any more; that it is so is said first. */
    void drop(long segment, Swept swept) {
        guarded(() -> parts.journal().append(swept.encode()));
        guarded(() -> {
            parts.journal().drop(segment);
            return true;
        });
        parts.ledger().drop(segment);
        recent.drop(segment);
    }

    /** Whether there is room for a second index like this one. */
    boolean roomForIndex(Path file, long more) {
        try {
            return disk.freeSpace() >= Files.size(file) + more;
        } catch (IOException e) {
            throw broken("the disk does not answer", e);
        }
    }

    /** What the index keeps for a change of a batch that lies at {@code place}. */
    static Optional<Slot> slotOf(Change change, long version, Place place, int ordinal) {
        Key key = change.key();
        int length = change.weight();
        return change.value()
                .map(value ->
                        new Slot(
                                version,
                                key.group(),
                                key.order(),
                                switch (key.table().place()) {
                                    case INDEX -> new Slot.Content.Inline(value);
                                    case JOURNAL ->
                                            new Slot.Content.InJournal(
                                                    place.segment(),
                                                    place.offset(),
                                                    ordinal,
                                                    length);
                                }));
    }

    private void requireRoom(SortedMap<IndexKey, Change> changes, int batchLength) {
        long wanted = RESERVE + 4L * batchLength;
        if (!parts.keepsFile() || free() >= wanted) {
            return;
        }
        if (changes.values().stream().allMatch(c -> c.value().isEmpty())) {
            makeRoom(LEAST);
        } else if (givesRoom(changes)) {
            requireLeast(LEAST + 4L * batchLength);
        } else {
            requireFree(wanted);
        }
    }

    /** Whether less counts after this than before: such as when what waited has arrived. */
    private boolean givesRoom(SortedMap<IndexKey, Change> changes) {
        long more = 0;
        for (Map.Entry<IndexKey, Change> change : changes.entrySet()) {
            more += change.getValue().value().isPresent() ? change.getValue().weight() : 0;
            more -= slot(change.getKey()).map(Slot::weight).orElse(0);
        }
        return more < 0;
    }

    /** The same as {@link #requireFree}, for what may use the reserve. */
    private void requireLeast(long bytes) {
        makeRoom(bytes);
        requireFree(bytes);
    }

    private void makeRoom(long bytes) {
        if (parts.keepsFile() && free() < bytes) {
            reserve.release();
        }
    }

    private void requireFree(long bytes) {
        if (parts.keepsFile() && free() < bytes) {
            throw new StoreFailure.Full(new DiskFull("too little is left to write safely"));
        }
    }

    /** Whether so many bytes more leave what is kept free for deletions. */
    boolean hasRoom(long bytes) {
        return free() >= RESERVE + bytes;
    }

    private long free() {
        try {
            return disk.freeSpace();
        } catch (IOException e) {
            throw broken("the disk does not answer", e);
        }
    }

    void ended(Transaction transaction) {
        if (open == transaction) {
            open = null;
        }
    }

    private void usable() {
        if (closed || failed) {
            throw new StoreFailure.Broken("the store must be opened again");
        }
    }

    /** Runs something that may break the store; after that nothing goes on until it is reopened. */
    <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (StoreFailure.Broken e) {
            failed = true;
            throw e;
        }
    }

    private StoreFailure.Broken broken(String message, IOException cause) {
        failed = true;
        return new StoreFailure.Broken(message, cause);
    }

    /**
     * Closes everything; if all is well, leaves the clean mark, so that the next start is quick.
     * Never throws for a failed disk: without the mark the next start reads the journal.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        open = null;
        recent.clear();
        boolean mark = !failed && !report.damaged();
        try {
            parts.closeIndex();
            if (mark) {
                parts.leaveMark(disk, random);
            }
        } catch (IOException | StoreFailure e) {
            failed = true; // the next start rebuilds
        } finally {
            parts.close();
        }
    }
}
