package org.quietdrop.store.index;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.StoreFailure;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Sorts the slots of a whole journal in little memory: when there are many, sorted runs of them go
 * to files beside the index, sealed under a key that is never written, and are merged at the end.
 * FORMAT.md 7. One thread.
 */
public final class SlotSorter implements AutoCloseable {
    /** About so many bytes of slots are kept in memory. */
    public static final int MEMORY = 24 << 20;

    /** About what a slot takes in memory, without its value. */
    private static final int WEIGHT = 330;

    private static final int BUFFER = 32 << 10;

    /** Stands for a record that was deleted, while runs may hold it. */
    private static final Slot DELETED = new Slot(-1, Bytes.of(new byte[0]), 0, place());

    private final @Nullable Path name;
    private final int memory;
    private final RandomSource random;
    private @Nullable SlotSeal seal;
    private final List<Path> runs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private final TreeMap<IndexKey, Slot> newest = new TreeMap<>();
    private long weight;

    /**
     * An empty one.
     *
     * @param name of the index; empty: everything stays in memory
     * @param memory about so many bytes of slots are kept in memory; {@link #MEMORY} outside of
     *     tests
     */
    public SlotSorter(Optional<Path> name, int memory, RandomSource random) {
        this.name = name.orElse(null);
        this.memory = memory;
        this.random = random;
    }

    private static Slot.Content place() {
        return new Slot.Content.InJournal(0, 0, 0, 0);
    }

    /** Deletes the runs that a killed process has left. */
    static void deleteRuns(Path name) {
        Path folder = name.toAbsolutePath().getParent();
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(folder, name.getFileName() + ".run*")) {
            for (Path run : left) Files.delete(run);
        } catch (IOException | DirectoryIteratorException e) {
            throw new StoreFailure.Broken("what is left of an old index cannot be deleted", e);
        }
    }

    /**
     * The next change of a record; empty means removed.
     *
     * @param replaced hears of the slot that it replaces, now or in {@link #sorted}
     */
    public void apply(IndexKey at, Optional<Slot> slot, Consumer<Slot> replaced) {
        Slot before;
        if (slot.isPresent()) {
            before = newest.put(at, slot.get());
            weight += weight(slot.get());
        } else if (runs.isEmpty()) {
            before = newest.remove(at);
        } else {
            before = newest.put(at, DELETED);
            weight += WEIGHT;
        }
        if (before != null) {
            weight -= weight(before);
            tell(before, replaced);
        }
        if (weight > memory && name != null) {
            spill(name);
        }
    }

    private static boolean deleted(Slot slot) {
        return slot.version() == DELETED.version();
    }

    private static void tell(Slot before, Consumer<Slot> replaced) {
        if (!deleted(before)) {
            replaced.accept(before);
        }
    }

    private static int weight(Slot slot) {
        return WEIGHT - 160 + SlotSeal.length(slot);
    }

    private void spill(Path index) {
        Path run = index.resolveSibling(index.getFileName() + ".run" + runs.size());
        runs.add(run);
        SlotSeal sealing = seal == null ? new SlotSeal(SecretKey.random(random), random) : seal;
        seal = sealing;
        try {
            Files.deleteIfExists(run);
            Files.createFile(run);
            MapIndex.onlyOwner(run);
            try (DataOutputStream out =
                    new DataOutputStream(
                            new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
                for (Map.Entry<IndexKey, Slot> entry : newest.entrySet()) {
                    out.write(entry.getKey().bytes());
                    byte[] sealed =
                            deleted(entry.getValue())
                                    ? new byte[0]
                                    : sealing.seal(entry.getKey(), entry.getValue());
                    out.writeInt(sealed.length);
                    out.write(sealed);
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
        newest.clear();
        weight = 0;
    }

    private static StoreFailure.Broken broken(IOException cause) {
        return new StoreFailure.Broken("the index cannot be made", cause);
    }

    /**
     * Everything, when all of it is in memory: with no name, or little. Taken over by the caller.
     */
    public NavigableMap<IndexKey, Slot> inMemory() {
        if (!runs.isEmpty()) {
            throw new IllegalStateException("not all of it is in memory");
        }
        return newest;
    }

    /**
     * Everything by its key. To be read once, before {@link #close}.
     *
     * @param replaced hears of slots that later ones replaced or removed
     */
    public Iterator<Map.Entry<IndexKey, Slot>> sorted(Consumer<Slot> replaced) {
        SlotSeal sealing = seal;
        if (runs.isEmpty() || sealing == null) {
            return newest.entrySet().iterator();
        }
        PriorityQueue<Run> queue = new PriorityQueue<>();
        try {
            for (Path path : runs) {
                DataInputStream in =
                        new DataInputStream(
                                new BufferedInputStream(Files.newInputStream(path), BUFFER));
                Run run = new FileRun(open.size(), in, sealing);
                open.add(run);
            }
            open.add(new MemoryRun(open.size(), newest.entrySet().iterator()));
            for (Run run : open) {
                if (run.next()) queue.add(run);
            }
        } catch (IOException e) {
            throw broken(e);
        }
        return new Merge(queue, replaced);
    }

    /** One sorted row of changes; with equal keys the older one comes first. */
    private abstract static class Run implements Comparable<Run> {
        private final int age;
        IndexKey key = IndexKey.take(new byte[IndexKey.LENGTH]);
        Slot slot = DELETED;

        Run(int age) {
            this.age = age;
        }

        /** Goes to the next change; false at the end. */
        abstract boolean next() throws IOException;

        void close() throws IOException {
            // nothing to let go of
        }

        @Override
        public int compareTo(Run other) {
            int order = key.compareTo(other.key);
            return order != 0 ? order : Integer.compare(age, other.age);
        }
    }

    private static final class MemoryRun extends Run {
        private final Iterator<Map.Entry<IndexKey, Slot>> rows;

        MemoryRun(int age, Iterator<Map.Entry<IndexKey, Slot>> rows) {
            super(age);
            this.rows = rows;
        }

        @Override
        boolean next() {
            if (!rows.hasNext()) return false;
            Map.Entry<IndexKey, Slot> row = rows.next();
            key = row.getKey();
            slot = row.getValue();
            return true;
        }
    }

    private static final class FileRun extends Run {
        private final DataInputStream in;
        private final SlotSeal sealing;

        FileRun(int age, DataInputStream in, SlotSeal sealing) {
            super(age);
            this.in = in;
            this.sealing = sealing;
        }

        @Override
        boolean next() throws IOException {
            byte[] bytes = in.readNBytes(IndexKey.LENGTH);
            if (bytes.length == 0) {
                in.close();
                return false;
            }
            key = IndexKey.take(bytes);
            byte[] sealed = in.readNBytes(in.readInt());
            slot = sealed.length == 0 ? DELETED : sealing.open(key, sealed);
            return true;
        }

        @Override
        void close() throws IOException {
            in.close();
        }
    }

    private static final class Merge implements Iterator<Map.Entry<IndexKey, Slot>> {
        private final PriorityQueue<Run> queue;
        private final Consumer<Slot> replaced;
        private Map.@Nullable Entry<IndexKey, Slot> next;

        Merge(PriorityQueue<Run> queue, Consumer<Slot> replaced) {
            this.queue = queue;
            this.replaced = replaced;
            this.next = find();
        }

        private Map.@Nullable Entry<IndexKey, Slot> find() {
            try {
                while (!queue.isEmpty()) {
                    IndexKey key = queue.peek().key;
                    Slot last = DELETED;
                    for (Run run = queue.peek();
                            run != null && run.key.equals(key);
                            run = queue.peek()) {
                        tell(last, replaced);
                        last = run.slot;
                        queue.remove();
                        if (run.next()) queue.add(run);
                    }
                    if (!deleted(last)) return Map.entry(key, last);
                }
                return null;
            } catch (IOException e) {
                throw broken(e);
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Map.Entry<IndexKey, Slot> next() {
            Map.Entry<IndexKey, Slot> found = next;
            if (found == null) throw new NoSuchElementException();
            next = find();
            return found;
        }
    }

    /** Forgets everything and begins anew. */
    public void clear() {
        newest.clear();
        weight = 0;
        try {
            for (Run run : open) run.close();
            for (Path run : runs) Files.deleteIfExists(run);
        } catch (IOException e) {
            throw broken(e);
        }
        open.clear();
        runs.clear();
    }

    /** Deletes the runs; the key goes with them. What {@link #inMemory} gave away stays. */
    @Override
    public void close() {
        if (!runs.isEmpty()) clear();
        if (seal != null) seal.key().close();
    }
}
