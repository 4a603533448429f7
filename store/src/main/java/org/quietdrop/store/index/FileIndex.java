package org.quietdrop.store.index;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The index in a file that can be renewed while it is used: a MapDB file keeps what was deleted
 * until it happens to be overwritten, so from time to time everything that still counts is copied,
 * step by step, to a second file under a new key, and the first one goes with its key. FORMAT.md 7.
 */
public final class FileIndex implements Index {
    private final Path name;
    private final RandomSource random;
    private MapIndex current;
    private Path file;
    private SecretKey key;
    private @Nullable Copy copy;

    /** A copy under way; everything up to the last key copied is kept equal in both. */
    private static final class Copy {
        final MapIndex into;
        final Path file;
        final SecretKey key;
        IndexKey upTo = edge((byte) 0);

        Copy(Path file, SecretKey key, RandomSource random) {
            this.into = MapIndex.create(file, key, random, Collections.emptyIterator());
            this.file = file;
            this.key = key.lasting();
        }
    }

    private FileIndex(Path name, RandomSource random, MapIndex current, Path file, SecretKey key) {
        this.name = name;
        this.random = random;
        this.current = current;
        this.file = file;
        this.key = key.lasting();
    }

    /** The two files that an index can be in. */
    public static List<Path> files(Path name) {
        return List.of(name, name.resolveSibling(name.getFileName() + ".2"));
    }

    /**
     * Opens the file that is known to be whole; empty if MapDB does not take it all the same.
     *
     * @param name what {@link #files} belong to
     * @param file one of them; the other one is deleted
     * @param key is taken over
     */
    public static Optional<FileIndex> open(
            Path name, Path file, SecretKey key, RandomSource random) {
        return MapIndex.open(file, key, random)
                .map(map -> {
                    FileIndex index = new FileIndex(name, random, map, file, key);
                    index.deleteOther();
                    return index;
                });
    }

    /** Makes a new index of these slots, which come by their keys; old files are deleted. */
    public static FileIndex create(
            Path name,
            SecretKey key,
            RandomSource random,
            Iterator<Map.Entry<IndexKey, Slot>> slots) {
        MapIndex map = MapIndex.create(name, key, random, slots);
        FileIndex index = new FileIndex(name, random, map, name, key);
        index.deleteOther();
        return index;
    }

    private Path other() {
        List<Path> both = files(name);
        return file.equals(both.getFirst()) ? both.getLast() : both.getFirst();
    }

    private void deleteOther() {
        try {
            Files.deleteIfExists(other());
            SlotSorter.deleteRuns(name);
        } catch (IOException e) {
            throw new StoreFailure.Broken("an old index cannot be deleted", e);
        }
    }

    private static IndexKey edge(byte filling) {
        byte[] bytes = new byte[IndexKey.LENGTH];
        Arrays.fill(bytes, filling);
        return IndexKey.take(bytes);
    }

    /** The file that counts. */
    public Path file() {
        return file;
    }

    /** Its key; stays the index's. */
    public SecretKey key() {
        return key;
    }

    /** Whether a renewal is under way. */
    public boolean renewing() {
        return copy != null;
    }

    /**
     * One step of a renewal; begins one if none is under way.
     *
     * @param budget about so many bytes of values are copied
     * @return whether more is to do; false: what had been deleted before the first step is gone
     * @throws StoreFailure if this step failed; the old index goes on, the copy begins anew
     */
    public boolean renew(int budget) {
        try {
            if (copy == null) {
                copy = new Copy(other(), SecretKey.random(random), random);
            }
            if (step(copy, budget)) {
                return true;
            }
        } catch (StoreFailure e) {
            drop();
            throw e;
        }
        swap(copy);
        return false;
    }

    private boolean step(Copy to, int budget) {
        Iterator<Map.Entry<IndexKey, Slot>> rows = current.range(to.upTo, edge((byte) -1), true);
        TreeMap<IndexKey, Optional<Slot>> some = new TreeMap<>();
        long sum = 0;
        while (rows.hasNext() && sum < budget) {
            Map.Entry<IndexKey, Slot> row = rows.next();
            if (!row.getKey().equals(to.upTo)) {
                some.put(row.getKey(), Optional.of(row.getValue()));
                sum += SlotSeal.length(row.getValue());
            }
        }
        boolean more = rows.hasNext();
        to.into.apply(some);
        if (!some.isEmpty()) {
            to.upTo = some.lastKey();
        }
        return more;
    }

    private void swap(Copy to) {
        MapIndex old = current;
        SecretKey oldKey = key;
        current = to.into;
        file = to.file;
        key = to.key;
        copy = null;
        oldKey.close();
        old.discard();
    }

    private void drop() {
        Copy gone = copy;
        copy = null;
        if (gone != null) {
            gone.key.close();
            gone.into.discard();
        }
    }

    @Override
    public Optional<Slot> get(IndexKey at) {
        return current.get(at);
    }

    @Override
    public List<Slot> apply(SortedMap<IndexKey, Optional<Slot>> changes) {
        List<Slot> replaced = current.apply(changes);
        Copy to = copy;
        if (to != null) {
            try {
                to.into.apply(changes.headMap(edgeAbove(to.upTo)));
            } catch (StoreFailure e) {
                drop(); // it was only a copy
            }
        }
        return replaced;
    }

    private static IndexKey edgeAbove(IndexKey at) {
        byte[] bytes = at.toArray();
        for (int i = bytes.length - 1; i >= 0 && ++bytes[i] == 0; i--) {
            // carry
        }
        return IndexKey.take(bytes);
    }

    @Override
    public Iterator<Map.Entry<IndexKey, Slot>> range(
            IndexKey from, IndexKey to, boolean ascending) {
        return current.range(from, to, ascending);
    }

    /** Keeps something beside the index, sealed as everything in it. */
    public void note(byte[] text) {
        current.note(text);
    }

    /** What was kept beside the index. */
    public Optional<byte[]> note() {
        return current.note();
    }

    @Override
    public void close() {
        drop();
        current.close();
    }
}
