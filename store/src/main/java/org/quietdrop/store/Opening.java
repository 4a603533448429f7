package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.index.HeapIndex;
import org.quietdrop.store.index.Index;
import org.quietdrop.store.index.IndexKey;
import org.quietdrop.store.index.MapIndex;
import org.quietdrop.store.index.Slot;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Place;
import org.quietdrop.store.journal.Recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a store comes up: from a clean mark at once, or by reading the journal. FORMAT.md 5 and 8.
 */
final class Opening {
    private final Disk disk;
    private final IndexPlace place;
    private final RandomSource random;
    private final Journal journal;
    private final Blinding blinding;
    private final SecretKey markKey;

    private Opening(
            Disk disk, IndexPlace place, SecretKey storeKey, RandomSource random, Journal journal) {
        this.disk = disk;
        this.place = place;
        this.random = random;
        this.journal = journal;
        this.blinding = new Blinding(storeKey);
        this.markKey = CleanMark.key(storeKey);
    }

    /**
     * What an open store owns.
     *
     * @param indexKey key of the index file
     * @param markKey seals the clean mark
     */
    record Parts(
            Journal journal,
            Index index,
            IndexPlace place,
            Blinding blinding,
            SecretKey indexKey,
            SecretKey markKey) {
        boolean keepsFile() {
            return place instanceof IndexPlace.InFile;
        }

        void leaveMark(Disk disk, RandomSource random) throws IOException {
            Bytes hash =
                    switch (place) {
                        case IndexPlace.InFile(Path file) -> IndexHash.of(file, indexKey);
                        case IndexPlace.InHeap() -> Bytes.of(new byte[CleanMark.HASH]);
                    };
            new CleanMark(journal.tip(), indexKey, hash).write(disk, markKey, random);
        }

        /** Forgets all keys. A file that does not close loses nothing: all was forced. */
        void close() {
            blinding.close();
            indexKey.close();
            markKey.close();
            journal.close();
        }
    }

    static Store open(
            Disk disk, IndexPlace place, SecretKey storeKey, RandomSource random, int segmentBytes)
            throws IOException {
        Journal journal = Journal.open(disk, storeKey, random, segmentBytes);
        Opening opening = new Opening(disk, place, storeKey, random, journal);
        try {
            return opening.run();
        } catch (IOException | RuntimeException e) {
            journal.close();
            opening.blinding.close();
            opening.markKey.close();
            throw e;
        }
    }

    private Store run() throws IOException {
        CleanMark mark = CleanMark.read(disk, markKey).orElse(null);
        if (mark == null) {
            return replay(null);
        }
        if (place instanceof IndexPlace.InFile(Path file) && fits(file, mark)) {
            CleanMark.remove(disk);
            Optional<MapIndex> index = MapIndex.open(file, mark.indexKey(), random);
            if (index.isPresent()) {
                long seq = journal.tip().seq();
                return store(
                        index.get(),
                        mark.indexKey(),
                        new OpenReport(true, false, seq, 0, List.of(), 0));
            }
        }
        mark.indexKey().close();
        return replay(mark);
    }

    /** The journal stands where the mark says, and the file is the very one that was closed. */
    private boolean fits(Path file, CleanMark mark) throws IOException {
        return Files.isRegularFile(file)
                && IndexHash.of(file, mark.indexKey()).equals(mark.indexHash())
                && journal.resume(mark.tip());
    }

    private Store replay(@Nullable CleanMark mark) throws IOException {
        TreeMap<IndexKey, Slot> slots = new TreeMap<>();
        Recovery recovery =
                journal.replay(
                        Optional.ofNullable(mark).map(CleanMark::tip),
                        (seq, at, batch) -> apply(slots, seq, at, batch));
        boolean stood = mark == null ? recovery.batches() == 0 : mark.tip().equals(journal.tip());
        CleanMark.remove(disk);
        SecretKey key = SecretKey.random(random);
        Index index =
                switch (place) {
                    case IndexPlace.InFile(Path file) -> MapIndex.create(file, key, random, slots);
                    case IndexPlace.InHeap() -> new HeapIndex(slots);
                };
        return store(
                index,
                key,
                new OpenReport(
                        stood && recovery.tornBytes() == 0 && recovery.quarantined().isEmpty(),
                        true,
                        journal.tip().seq(),
                        recovery.tornBytes(),
                        recovery.quarantined(),
                        recovery.lostBatches()));
    }

    private void apply(Map<IndexKey, Slot> slots, long seq, Place at, byte[] bytes) {
        List<Change> batch = Batch.decode(bytes);
        for (int i = 0; i < batch.size(); i++) {
            IndexKey key = blinding.blind(batch.get(i).key());
            Optional<Slot> slot = Store.slotOf(batch.get(i), seq, at, i);
            if (slot.isPresent()) {
                slots.put(key, slot.get());
            } else {
                slots.remove(key);
            }
        }
    }

    private Store store(Index index, SecretKey indexKey, OpenReport report) {
        return new Store(
                disk,
                random,
                new Parts(journal, index, place, blinding, indexKey, markKey),
                report);
    }
}
