package org.quietdrop.store.index;

import org.jspecify.annotations.Nullable;
import org.mapdb.DBException;
import org.mapdb.DataInput2;
import org.mapdb.volume.Volume;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file for MapDB with the pages used last in memory: MapDB reads and writes in many small pieces,
 * each of which would be a call of the system. What is changed reaches the file late, which costs
 * nothing: an index is believed only after it was closed. One thread.
 */
final class PagedVolume extends Volume {
    private static final int PAGE = 4096;

    /** Pages in memory: 16 MiB. */
    private static final int PAGES = 4096;

    private static final int CHUNK = 1 << 20;

    private final FileChannel channel;
    private final Map<Long, Page> pages = new LinkedHashMap<>(2 * PAGES, 0.75f, true);
    private long length;
    private @Nullable Page last;

    private static final class Page {
        final long number;
        final byte[] bytes = new byte[PAGE];
        final ByteBuffer view = ByteBuffer.wrap(bytes);
        boolean changed;

        Page(long number) {
            this.number = number;
        }
    }

    /** Opens a file, or makes an empty one. */
    PagedVolume(Path file) throws IOException {
        channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        length = channel.size();
    }

    private Page page(long at) {
        long number = at / PAGE;
        Page recent = last;
        if (recent != null && recent.number == number) return recent;
        Page found = pages.get(number);
        if (found == null) {
            found = read(number);
            pages.put(number, found);
            if (pages.size() > PAGES) evict();
        }
        last = found;
        return found;
    }

    /** Behind the end there are zeros: MapDB reads there before it writes there. */
    private Page read(long number) {
        Page page = new Page(number);
        ByteBuffer left = ByteBuffer.wrap(page.bytes);
        try {
            while (left.hasRemaining()
                    && channel.read(left, number * PAGE + left.position()) >= 0) {
                // on
            }
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
        return page;
    }

    private void evict() {
        Iterator<Page> oldest = pages.values().iterator();
        Page page = oldest.next();
        write(page);
        oldest.remove();
    }

    private void write(Page page) {
        if (!page.changed) return;
        long begin = page.number * PAGE;
        ByteBuffer left = ByteBuffer.wrap(page.bytes, 0, Math.clamp(length - begin, 0, PAGE));
        try {
            while (left.hasRemaining()) {
                int _ = channel.write(left, begin + left.position());
            }
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
        page.changed = false;
    }

    /** Writes all changes to the file, and makes it as long as it is. */
    private void flush() {
        pages.values().stream()
                .filter(p -> p.changed)
                .sorted((a, b) -> Long.compare(a.number, b.number))
                .forEach(this::write);
        try {
            if (channel.size() < length) {
                int _ = channel.write(ByteBuffer.allocate(1), length - 1);
            }
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
    }

    private void put(long at, ByteBuffer from) {
        long place = at;
        while (from.hasRemaining()) {
            Page page = page(place);
            int offset = (int) (place % PAGE);
            int many = Math.min(from.remaining(), PAGE - offset);
            from.get(page.bytes, offset, many);
            page.changed = true;
            place += many;
        }
        length = Math.max(length, place);
    }

    private void get(long at, byte[] to, int offset, int many) {
        long place = at;
        int done = 0;
        while (done < many) {
            Page page = page(place);
            int from = (int) (place % PAGE);
            int some = Math.min(many - done, PAGE - from);
            System.arraycopy(page.bytes, from, to, offset + done, some);
            done += some;
            place += some;
        }
    }

    private byte[] get(long at, int many) {
        byte[] bytes = new byte[many];
        get(at, bytes, 0, many);
        return bytes;
    }

    private static boolean inOne(long at, int many) {
        return at % PAGE + many <= PAGE;
    }

    /** The room is taken at once: a disk that is full must say so here, not at the end. */
    @Override
    public void ensureAvailable(long size) {
        try {
            for (long at = channel.size(); at < size; at = channel.size()) {
                int many = (int) Math.min(CHUNK, size - at);
                int _ = channel.write(ByteBuffer.allocate(many), at);
            }
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
        length = Math.max(length, size);
    }

    @Override
    public void truncate(long size) {
        pages.values().removeIf(p -> p.number * PAGE >= size);
        last = null;
        if (size % PAGE != 0) {
            Page page = page(size);
            Arrays.fill(page.bytes, (int) (size % PAGE), PAGE, (byte) 0);
        }
        try {
            if (channel.size() > size) channel.truncate(size);
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
        length = size;
    }

    @Override
    public void putLong(long at, long value) {
        if (inOne(at, Long.BYTES)) {
            Page page = page(at);
            page.view.putLong((int) (at % PAGE), value);
            page.changed = true;
            length = Math.max(length, at + Long.BYTES);
        } else {
            put(at, ByteBuffer.allocate(Long.BYTES).putLong(0, value));
        }
    }

    @Override
    public void putInt(long at, int value) {
        put(at, ByteBuffer.allocate(Integer.BYTES).putInt(0, value));
    }

    @Override
    public void putByte(long at, byte value) {
        put(at, ByteBuffer.wrap(new byte[] {value}));
    }

    @Override
    public void putData(long at, byte[] from, int offset, int many) {
        put(at, ByteBuffer.wrap(from, offset, many));
    }

    @Override
    public void putData(long at, ByteBuffer from) {
        put(at, from);
    }

    @Override
    public long getLong(long at) {
        return inOne(at, Long.BYTES)
                ? page(at).view.getLong((int) (at % PAGE))
                : ByteBuffer.wrap(get(at, Long.BYTES)).getLong();
    }

    @Override
    public int getInt(long at) {
        return ByteBuffer.wrap(get(at, Integer.BYTES)).getInt();
    }

    @Override
    public byte getByte(long at) {
        return page(at).bytes[(int) (at % PAGE)];
    }

    @Override
    public DataInput2 getDataInput(long at, int many) {
        return new DataInput2.ByteArray(get(at, many));
    }

    @Override
    public void getData(long at, byte[] to, int offset, int many) {
        get(at, to, offset, many);
    }

    @Override
    public void clear(long from, long to) {
        put(from, ByteBuffer.allocate(Math.toIntExact(to - from)));
    }

    @Override
    public void sync() {
        flush();
    }

    @Override
    public void close() {
        if (!channel.isOpen()) return;
        try (channel) {
            flush();
        } catch (IOException e) {
            throw new DBException.VolumeIOError(e);
        }
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public int sliceSize() {
        return -1;
    }

    @Override
    public boolean isSliced() {
        return false;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public @Nullable File getFile() {
        return null;
    }

    @Override
    public boolean getFileLocked() {
        return false;
    }
}
