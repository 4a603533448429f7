package org.quietdrop.store;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.index.FileIndex;
import org.quietdrop.store.index.HeapIndex;
import org.quietdrop.store.index.Index;
import org.quietdrop.store.index.SlotSorter;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Recovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    private final SecretKey valueKey;

    private Opening(
            Disk disk, IndexPlace place, SecretKey storeKey, RandomSource random, Journal journal) {
        this.disk = disk;
        this.place = place;
        this.random = random;
        this.journal = journal;
        this.blinding = new Blinding(storeKey);
        this.markKey = CleanMark.key(storeKey);
        this.valueKey = SealedValue.key(storeKey);
    }

    /**
     * What an open store owns.
     *
     * @param markKey seals the clean mark
     * @param valueKey seals values that shall not lie open in memory
     * @param ledger what the segments hold
     */
    record Parts(
            Journal journal,
            Index index,
            IndexPlace place,
            Blinding blinding,
            SecretKey markKey,
            SecretKey valueKey,
            Ledger ledger) {
        boolean keepsFile() {
            return place instanceof IndexPlace.InFile;
        }

        /** Closes the index with the ledger beside it. */
        void closeIndex() {
            if (index instanceof FileIndex file) {
                file.note(ledger.encode(journal.gone()));
            }
            index.close();
        }

        void leaveMark(Disk disk, RandomSource random) throws IOException {
            switch (index) {
                case FileIndex file ->
                        leave(file.key(), IndexHash.of(file.file(), file.key()), disk, random);
                case HeapIndex _ -> {
                    try (SecretKey unused = SecretKey.random(random)) {
                        leave(unused, Bytes.of(new byte[CleanMark.HASH]), disk, random);
                    }
                }
            }
        }

        private void leave(SecretKey key, Bytes hash, Disk disk, RandomSource random)
                throws IOException {
            new CleanMark(journal.tip(), key, hash).write(disk, markKey, random);
        }

        /** Forgets all keys. A file that does not close loses nothing: all was forced. */
        void close() {
            blinding.close();
            if (index instanceof FileIndex file) {
                file.key().close();
            }
            markKey.close();
            valueKey.close();
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
            opening.valueKey.close();
            throw e;
        }
    }

    private Store run() throws IOException {
        CleanMark mark = CleanMark.read(disk, markKey).orElse(null);
        if (mark == null) {
            return replay(null);
        }
        if (place instanceof IndexPlace.InFile(Path name)) {
            Optional<Store> store = resume(name, mark);
            if (store.isPresent()) {
                return store.get();
            }
        }
        mark.indexKey().close();
        return replay(mark);
    }

    /** Goes on if the index file is the very one that was closed and the journal stands still. */
    private Optional<Store> resume(Path name, CleanMark mark) throws IOException {
        for (Path file : FileIndex.files(name)) {
            boolean same =
                    Files.isRegularFile(file)
                            && IndexHash.of(file, mark.indexKey()).equals(mark.indexHash());
            if (same) {
                FileIndex index = FileIndex.open(name, file, mark.indexKey(), random).orElse(null);
                return index == null ? Optional.empty() : resume(index, mark);
            }
        }
        return Optional.empty();
    }

    private Optional<Store> resume(FileIndex index, CleanMark mark) throws IOException {
        Optional<Ledger.Kept> kept = index.note().flatMap(Ledger::decode);
        if (kept.isEmpty() || !journal.resume(mark.tip(), kept.get().gone())) {
            index.close();
            return Optional.empty();
        }
        CleanMark.remove(disk);
        OpenReport report = new OpenReport(true, false, journal.tip().seq(), 0, List.of(), 0);
        return Optional.of(store(index, kept.get().ledger(), report));
    }

    private Store replay(@Nullable CleanMark mark) throws IOException {
        Optional<Path> file =
                switch (place) {
                    case IndexPlace.InFile(Path name) -> Optional.of(name);
                    case IndexPlace.InHeap() -> Optional.empty();
                };
        try (SlotSorter slots = new SlotSorter(file, SlotSorter.MEMORY, random)) {
            return replay(mark, slots);
        }
    }

    private Store replay(@Nullable CleanMark mark, SlotSorter slots) throws IOException {
        Replay replay = new Replay(blinding, journal, slots);
        Recovery recovery = journal.replay(Optional.ofNullable(mark).map(CleanMark::tip), replay);
        boolean stood = mark == null ? recovery.batches() == 0 : mark.tip().equals(journal.tip());
        CleanMark.remove(disk);
        Index index =
                switch (place) {
                    case IndexPlace.InFile(Path name) ->
                            FileIndex.create(
                                    name, SecretKey.random(random), random, replay.sorted());
                    case IndexPlace.InHeap() -> new HeapIndex(slots.inMemory());
                };
        return store(
                index,
                replay.ledger(),
                new OpenReport(
                        stood && recovery.tornBytes() == 0 && recovery.quarantined().isEmpty(),
                        true,
                        journal.tip().seq(),
                        recovery.tornBytes(),
                        recovery.quarantined(),
                        recovery.lostBatches()));
    }

    private Store store(Index index, Ledger ledger, OpenReport report) {
        return new Store(
                disk,
                random,
                new Parts(journal, index, place, blinding, markKey, valueKey, ledger),
                report);
    }
}
