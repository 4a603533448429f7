package org.quietdrop.store.disk;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that knows what is durable and what is not, for simulation and crash tests. It
 * can run full ({@link #capacity}), lose power in the middle of the work ({@link #powerOffAfter})
 * and show what would be left ({@link #crash}, {@link #killed}). One thread at a time.
 */
public final class MemoryDisk implements Disk {
    private static final int SECTOR = 512;

    private SortedMap<String, Content> names = new TreeMap<>();
    private SortedMap<String, Content> durableNames = new TreeMap<>();
    private final List<SortedMap<String, Content>> nameChanges = new ArrayList<>();
    private long capacity = Long.MAX_VALUE;
    private long mutations;
    private long powerOffAt = Long.MAX_VALUE;
    private long worked;
    private long workLimit = Long.MAX_VALUE;

    /** Limits the sum of all file lengths, in bytes; more than that is {@link DiskFull}. */
    public void capacity(long bytes) {
        capacity = bytes;
    }

    /** How many writes, forces, truncations and changes of names there have been. */
    public long mutations() {
        return mutations;
    }

    /**
     * After this many further mutations the power goes: the next one is begun (a write may or may
     * not reach the disk) and fails, and so does everything after it.
     */
    public void powerOffAfter(long furtherMutations) {
        powerOffAt = mutations + furtherMutations;
    }

    /**
     * From now on so many bytes may be read and written, each call counting for 16 more; then
     * everything fails. So that a test of what was left by a crash can neither hang nor crawl.
     */
    public void limitWork(long bytes) {
        workLimit = worked + bytes;
    }

    /** How many bytes were read and written, each call counting for 16 more. */
    public long worked() {
        return worked;
    }

    private void work(long bytes) throws IOException {
        worked += bytes + 16;
        if (worked > workLimit) {
            throw new IOException("the work limit is reached");
        }
    }

    /**
     * The disk after a power cut: everything forced is there, and of the rest what chance left: any
     * subset of the writes, each whole, missing or torn at sectors, and the first few of the
     * changes of names. This disk is not changed.
     */
    public MemoryDisk crash(RandomGenerator random) {
        int kept = random.nextInt(nameChanges.size() + 1);
        SortedMap<String, Content> left = kept == 0 ? durableNames : nameChanges.get(kept - 1);
        MemoryDisk after = new MemoryDisk();
        after.capacity = capacity;
        Map<Content, Content> copies = new HashMap<>();
        left.forEach((name, content) ->
                after.names.put(
                        name, copies.computeIfAbsent(content, c -> c.afterPowerCut(random))));
        after.durableNames = new TreeMap<>(after.names);
        return after;
    }

    /**
     * The disk after the process was killed: every write is there, though still not all is durable.
     * This disk is not changed.
     */
    public MemoryDisk killed() {
        MemoryDisk after = new MemoryDisk();
        after.capacity = capacity;
        Map<Content, Content> copies = new HashMap<>();
        after.names = copy(names, copies);
        after.durableNames = copy(durableNames, copies);
        nameChanges.forEach(change -> after.nameChanges.add(copy(change, copies)));
        return after;
    }

    private static SortedMap<String, Content> copy(
            SortedMap<String, Content> from, Map<Content, Content> copies) {
        SortedMap<String, Content> to = new TreeMap<>();
        from.forEach((n, c) -> to.put(n, copies.computeIfAbsent(c, Content::copy)));
        return to;
    }

    /** The bytes of a file as a reader sees them now. */
    public byte[] bytes(String name) throws IOException {
        return find(name).seen.toArray();
    }

    /** Puts a file there, durable at once: for tests that prepare or damage a disk. */
    public void plant(String name, byte[] bytes) {
        Content content = new Content();
        content.seen.write(0, bytes);
        content.durable.write(0, bytes);
        names.put(name, content);
        durableNames.put(name, content);
        nameChanges.forEach(change -> change.put(name, content));
    }

    @Override
    public List<String> list() throws IOException {
        alive();
        return List.copyOf(names.keySet());
    }

    @Override
    public boolean exists(String name) throws IOException {
        alive();
        return names.containsKey(name);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        alive();
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Content content = new Content();
        names.put(name, content);
        namesChanged();
        return new MemoryFile(content);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        alive();
        return new MemoryFile(find(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        alive();
        names.put(to, find(from));
        names.remove(from);
        namesChanged();
    }

    @Override
    public void delete(String name) throws IOException {
        alive();
        if (names.remove(name) != null) {
            namesChanged();
        }
    }

    @Override
    public void forceDirectory() throws IOException {
        mutated();
        durableNames = new TreeMap<>(names);
        nameChanges.clear();
    }

    @Override
    public long freeSpace() throws IOException {
        alive();
        return capacity - used();
    }

    /** The sum of all file lengths, in bytes. */
    public long used() {
        return names.values().stream().mapToLong(c -> c.seen.size).sum();
    }

    private void namesChanged() throws IOException {
        nameChanges.add(new TreeMap<>(names));
        mutated();
    }

    private Content find(String name) throws FileNotFoundException {
        Content content = names.get(name);
        if (content == null) {
            throw new FileNotFoundException(name);
        }
        return content;
    }

    private void alive() throws IOException {
        if (mutations > powerOffAt) {
            throw new IOException("the power is off");
        }
    }

    private void mutated() throws IOException {
        alive();
        mutations++;
        alive();
    }

    /** A growing array. */
    private static final class Image {
        private byte[] bytes = new byte[0];
        private int size;

        void write(long at, byte[] from) {
            grow(Math.max(size, Math.toIntExact(at + from.length)));
            System.arraycopy(from, 0, bytes, (int) at, from.length);
        }

        void resize(int to) {
            if (to < size) {
                Arrays.fill(bytes, to, size, (byte) 0);
                size = to;
            } else {
                grow(to);
            }
        }

        private void grow(int to) {
            if (to > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(to, Math.min(2 * bytes.length, to + 65536)));
            }
            size = to;
        }

        byte[] toArray() {
            return Arrays.copyOf(bytes, size);
        }

        Image copy() {
            Image copy = new Image();
            copy.write(0, toArray());
            return copy;
        }
    }

    /** One write, or (without bytes) one change of length, that is not forced yet. */
    private static final class Change {
        final long at;
        final byte @Nullable [] bytes;

        Change(long at, byte @Nullable [] bytes) {
            this.at = at;
            this.bytes = bytes;
        }

        void applyTo(Image image) {
            if (bytes == null) {
                image.resize(Math.toIntExact(at));
            } else {
                image.write(at, bytes);
            }
        }

        void applyTorn(Image image, RandomGenerator random) {
            if (bytes == null) {
                return;
            }
            boolean prefix = random.nextBoolean();
            int end = prefix ? random.nextInt(bytes.length + 1) : bytes.length;
            int from = 0;
            while (from < end) {
                int to = (int) Math.min(end, from + SECTOR - (at + from) % SECTOR);
                if (prefix || random.nextBoolean()) {
                    image.write(at + from, Arrays.copyOfRange(bytes, from, to));
                }
                from = to;
            }
        }
    }

    /** What a file holds: as seen, as durable, and the changes between the two. */
    private static final class Content {
        Image seen = new Image();
        Image durable = new Image();
        final List<Change> changes = new ArrayList<>();

        void change(Change change) {
            change.applyTo(seen);
            changes.add(change);
        }

        void force() {
            changes.forEach(change -> change.applyTo(durable));
            changes.clear();
        }

        Content copy() {
            Content copy = new Content();
            copy.seen = seen.copy();
            copy.durable = durable.copy();
            copy.changes.addAll(changes);
            return copy;
        }

        Content afterPowerCut(RandomGenerator random) {
            Content copy = new Content();
            copy.durable = durable.copy();
            for (Change change : changes) {
                switch (random.nextInt(3)) {
                    case 0 -> change.applyTo(copy.durable);
                    case 1 -> change.applyTorn(copy.durable, random);
                    default -> {
                        // lost
                    }
                }
            }
            copy.seen = copy.durable.copy();
            return copy;
        }
    }

    private final class MemoryFile implements DiskFile {
        private final Content content;

        MemoryFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(long at, byte[] bytes) throws IOException {
            alive();
            work(bytes.length);
            long growth = at + bytes.length - content.seen.size;
            if (growth > 0 && used() + growth > capacity) {
                throw new DiskFull("no space left on the memory disk");
            }
            content.change(new Change(at, bytes.clone()));
            mutated();
        }

        @Override
        public byte[] read(long at, int length) throws IOException {
            alive();
            work(length);
            if (at + length > content.seen.size) {
                throw new EOFException("file ends before " + (at + length));
            }
            return Arrays.copyOfRange(content.seen.bytes, (int) at, (int) at + length);
        }

        @Override
        public long size() throws IOException {
            alive();
            return content.seen.size;
        }

        @Override
        public void truncate(long size) throws IOException {
            alive();
            content.change(new Change(size, null));
            mutated();
        }

        @Override
        public void force() throws IOException {
            mutated();
            content.force();
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}
