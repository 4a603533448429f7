package org.quietdrop.store.index;

import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One MapDB file with an index: a file channel behind a few pages, no transactions (they lose data,
 * so nothing rests on them), byte arrays only. Whatever MapDB throws becomes {@link
 * StoreFailure.Broken}, after which the file is thrown away.
 */
final class MapIndex {
    private static final String MAP = "index";
    private static final String NOTES = "ledger";
    private static final IndexKey NOTE = IndexKey.take(highest());
    private static final int GROWTH = 1 << 20;

    private final Path file;
    private final DB db;
    private final BTreeMap<byte[], byte[]> map;
    private final BTreeMap<byte[], byte[]> notes;
    private final SlotSeal seal;

    private static byte[] highest() {
        byte[] key = new byte[IndexKey.LENGTH];
        Arrays.fill(key, (byte) -1);
        return key;
    }

    private MapIndex(Path file, DB db, BTreeMap<byte[], byte[]> map, SlotSeal seal) {
        this.file = file;
        this.db = db;
        this.map = map;
        this.notes = treeMap(db, NOTES).createOrOpen();
        this.seal = seal;
    }

    /** Opens a file that is known to be whole; empty if MapDB does not take it all the same. */
    static Optional<MapIndex> open(Path file, SecretKey key, RandomSource random) {
        try {
            DB db = maker(file);
            return Optional.of(
                    new MapIndex(file, db, treeMap(db, MAP).open(), new SlotSeal(key, random)));
        } catch (IOException | RuntimeException | Error e) {
            return Optional.empty();
        }
    }

    /** Makes a new file of these slots, which come by their keys; an old one is deleted. */
    static MapIndex create(
            Path file,
            SecretKey key,
            RandomSource random,
            Iterator<Map.Entry<IndexKey, Slot>> slots) {
        try {
            Files.deleteIfExists(file);
            DB db = maker(file);
            onlyOwner(file);
            SlotSeal seal = new SlotSeal(key, random);
            DB.TreeMapSink<byte[], byte[]> sink = treeMap(db, MAP).createFromSink();
            while (slots.hasNext()) {
                Map.Entry<IndexKey, Slot> next = slots.next();
                sink.put(next.getKey().bytes(), seal.seal(next.getKey(), next.getValue()));
            }
            return new MapIndex(file, db, sink.create(), seal);
        } catch (IOException | RuntimeException | Error e) {
            throw broken(e);
        }
    }

    private static DB maker(Path file) throws IOException {
        boolean there = Files.exists(file) && Files.size(file) > 0;
        return DBMaker.volumeDB(new PagedVolume(file), there)
                .allocateStartSize(GROWTH)
                .allocateIncrement(GROWTH)
                .make();
    }

    /** MapDB makes its file with the user's usual rights; the folder is private, the file too. */
    static void onlyOwner(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static DB.TreeMapMaker<byte[], byte[]> treeMap(DB db, String name) {
        return db.treeMap(name)
                .keySerializer(Serializer.BYTE_ARRAY)
                .valueSerializer(Serializer.BYTE_ARRAY)
                .valuesOutsideNodesEnable();
    }

    Optional<Slot> get(IndexKey key) {
        try {
            byte[] sealed = map.get(key.bytes());
            return sealed == null ? Optional.empty() : Optional.of(seal.open(key, sealed));
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
    }

    List<Slot> apply(SortedMap<IndexKey, Optional<Slot>> changes) {
        try {
            List<Slot> replaced = new ArrayList<>();
            changes.forEach((key, slot) -> {
                byte[] before =
                        slot.isPresent()
                                ? map.put(key.bytes(), seal.seal(key, slot.get()))
                                : map.remove(key.bytes());
                if (before != null) {
                    replaced.add(seal.open(key, before));
                }
            });
            return replaced;
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
    }

    Iterator<Map.Entry<IndexKey, Slot>> range(IndexKey from, IndexKey to, boolean ascending) {
        try {
            Iterator<Map.Entry<byte[], byte[]>> rows =
                    ascending
                            ? map.entryIterator(from.bytes(), true, to.bytes(), true)
                            : map.descendingEntryIterator(from.bytes(), true, to.bytes(), true);
            return new Opening(rows);
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
    }

    private final class Opening implements Iterator<Map.Entry<IndexKey, Slot>> {
        private final Iterator<Map.Entry<byte[], byte[]>> rows;

        Opening(Iterator<Map.Entry<byte[], byte[]>> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            try {
                return rows.hasNext();
            } catch (RuntimeException | Error e) {
                throw broken(e);
            }
        }

        @Override
        public Map.Entry<IndexKey, Slot> next() {
            try {
                Map.Entry<byte[], byte[]> row = rows.next();
                IndexKey key = IndexKey.take(row.getKey());
                return Map.entry(key, seal.open(key, row.getValue()));
            } catch (RuntimeException | Error e) {
                throw broken(e);
            }
        }
    }

    /** Puts something beside the index. */
    void note(byte[] text) {
        try {
            Slot slot =
                    new Slot(0, Bytes.of(new byte[0]), 0, new Slot.Content.Inline(Bytes.of(text)));
            notes.put(NOTE.bytes(), seal.seal(NOTE, slot));
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
    }

    /** What was put beside the index. */
    Optional<byte[]> note() {
        try {
            byte[] sealed = notes.get(NOTE.bytes());
            return sealed != null
                            && seal.open(NOTE, sealed).content() instanceof Slot.Content.Inline i
                    ? Optional.of(i.value().toArray())
                    : Optional.empty();
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
    }

    /** Lets go of it. The file is complete and forced after this, unless this throws. */
    void close() {
        try {
            db.close();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw broken(e);
        }
    }

    /** Throws the file away. */
    void discard() {
        try {
            db.close();
        } catch (RuntimeException | Error e) {
            // it is going anyway
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** MapDB throws errors as well (out of memory and broken assertions on damaged files). */
    private static StoreFailure broken(Throwable cause) {
        return cause instanceof StoreFailure failure
                ? failure
                : new StoreFailure.Broken(
                        "the index failed; it is rebuilt at the next start", cause);
    }
}
