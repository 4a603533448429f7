package org.quietdrop.store.index;

import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The index in a MapDB file: plain file channel, no transactions (they lose data, so nothing rests
 * on them), byte arrays only. Whatever MapDB throws becomes {@link StoreFailure.Broken}, after
 * which the file is thrown away.
 */
public final class MapIndex implements Index {
    private static final String MAP = "index";
    private static final int GROWTH = 1 << 20;

    private final Path file;
    private final DB db;
    private final BTreeMap<byte[], byte[]> map;
    private final SlotSeal seal;

    private MapIndex(Path file, DB db, BTreeMap<byte[], byte[]> map, SlotSeal seal) {
        this.file = file;
        this.db = db;
        this.map = map;
        this.seal = seal;
    }

    /** Opens a file that is known to be whole; empty if MapDB does not take it all the same. */
    public static Optional<MapIndex> open(Path file, SecretKey key, RandomSource random) {
        try {
            DB db = maker(file);
            return Optional.of(
                    new MapIndex(file, db, treeMap(db).open(), new SlotSeal(key, random)));
        } catch (RuntimeException | Error e) {
            return Optional.empty();
        }
    }

    /** Makes a new file of these slots; an old one is deleted. */
    public static MapIndex create(
            Path file, SecretKey key, RandomSource random, SortedMap<IndexKey, Slot> slots) {
        try {
            Files.deleteIfExists(file);
            DB db = maker(file);
            onlyOwner(file);
            SlotSeal seal = new SlotSeal(key, random);
            DB.TreeMapSink<byte[], byte[]> sink = treeMap(db).createFromSink();
            slots.forEach((at, slot) -> sink.put(at.bytes(), seal.seal(at, slot)));
            return new MapIndex(file, db, sink.create(), seal);
        } catch (IOException | RuntimeException | Error e) {
            throw broken(e);
        }
    }

    private static DB maker(Path file) {
        return DBMaker.fileDB(file.toFile())
                .fileChannelEnable()
                .allocateStartSize(GROWTH)
                .allocateIncrement(GROWTH)
                .make();
    }

    /** MapDB makes its file with the user's usual rights; the folder is private, the file too. */
    private static void onlyOwner(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static DB.TreeMapMaker<byte[], byte[]> treeMap(DB db) {
        return db.treeMap(MAP)
                .keySerializer(Serializer.BYTE_ARRAY)
                .valueSerializer(Serializer.BYTE_ARRAY)
                .valuesOutsideNodesEnable();
    }

    @Override
    public Optional<Slot> get(IndexKey key) {
        try {
            byte[] sealed = map.get(key.bytes());
            return sealed == null ? Optional.empty() : Optional.of(seal.open(key, sealed));
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
    }

    @Override
    public void apply(SortedMap<IndexKey, Optional<Slot>> changes) {
        try {
            changes.forEach((key, slot) -> {
                if (slot.isPresent()) {
                    map.put(key.bytes(), seal.seal(key, slot.get()));
                } else {
                    map.remove(key.bytes());
                }
            });
        } catch (RuntimeException | Error e) {
            throw broken(e);
        }
    }

    @Override
    public Iterator<Map.Entry<IndexKey, Slot>> range(
            IndexKey from, IndexKey to, boolean ascending) {
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

    @Override
    public void close() {
        try {
            db.close();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException | RuntimeException | Error e) {
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
