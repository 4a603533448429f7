package org.quietdrop.tests.sim.town;

import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files in the heap, each once: a disk that never fails and forgets nothing. */
final class PlainDisk implements Disk {
    private final SortedMap<String, Content> files = new TreeMap<>();

    private static final class Content {
        private byte[] bytes = new byte[0];

        Content() {}

        Content(Content other) {
            bytes = other.bytes.clone();
        }
    }

    /** A copy, as a thief makes one. */
    PlainDisk copy() {
        PlainDisk copy = new PlainDisk();
        files.forEach((name, content) -> copy.files.put(name, new Content(content)));
        return copy;
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        if (files.containsKey(name)) throw new FileAlreadyExistsException(name);
        Content content = new Content();
        files.put(name, content);
        return new File(content);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new File(find(name));
    }

    private Content find(String name) throws FileNotFoundException {
        Content content = files.get(name);
        if (content == null) throw new FileNotFoundException(name);
        return content;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.put(to, find(from));
        files.remove(from);
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public void forceDirectory() {}

    @Override
    public long freeSpace() {
        return Long.MAX_VALUE;
    }

    private static final class File implements DiskFile {
        private final Content content;

        File(Content content) {
            this.content = content;
        }

        @Override
        public void write(long at, byte[] bytes) {
            int end = Math.toIntExact(at + bytes.length);
            if (end > content.bytes.length) content.bytes = Arrays.copyOf(content.bytes, end);
            System.arraycopy(bytes, 0, content.bytes, (int) at, bytes.length);
        }

        @Override
        public byte[] read(long at, int length) throws IOException {
            if (at + length > content.bytes.length) throw new EOFException();
            return Arrays.copyOfRange(content.bytes, (int) at, (int) at + length);
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void truncate(long size) {
            content.bytes = Arrays.copyOf(content.bytes, Math.toIntExact(size));
        }

        @Override
        public void force() {}

        @Override
        public void close() {}
    }
}
