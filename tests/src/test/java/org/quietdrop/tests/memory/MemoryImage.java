package org.quietdrop.tests.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The memory of a process as {@code gcore} wrote it: an ELF file of 64 bits, searched by bytes. */
final class MemoryImage {
    private static final int PT_LOAD = 1;
    private static final int PIECE = 256 << 10;
    private static final byte[] NOTHING = new byte[2 * PIECE];

    /** Memory from here on, and where the file has it. */
    private record Part(long address, long offset, long length) {}

    private final Path file;
    private final List<Part> parts = new ArrayList<>();

    MemoryImage(Path file) throws IOException {
        this.file = file;
        try (FileChannel in = FileChannel.open(file)) {
            ByteBuffer head = read(in, 0, 64);
            if (head.getInt(0) != 0x464c457f || head.get(4) != 2) {
                throw new IOException("not an ELF file of 64 bits: " + file);
            }
            long table = head.getLong(32);
            int size = head.getShort(54);
            int count = Short.toUnsignedInt(head.getShort(56));
            for (int i = 0; i < count; i++) {
                ByteBuffer entry = read(in, table + (long) i * size, size);
                if (entry.getInt(0) != PT_LOAD || entry.getLong(32) == 0) continue;
                parts.add(new Part(entry.getLong(16), entry.getLong(8), entry.getLong(32)));
            }
        }
    }

    /** How many bytes of memory it has. */
    long size() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** Whether it has the memory at this address. */
    boolean has(long address) {
        return parts.stream().anyMatch(p -> address >= p.address && address < p.address + p.length);
    }

    /** The addresses where these bytes stand, for each of them. */
    List<Set<Long>> find(List<byte[]> wanted) throws IOException {
        List<Set<Long>> found = new ArrayList<>();
        int longest = 0;
        for (byte[] one : wanted) {
            found.add(new TreeSet<>());
            longest = Math.max(longest, one.length);
        }
        try (FileChannel in = FileChannel.open(file)) {
            for (Part part : parts) {
                for (long at = 0; at < part.length; at += PIECE) {
                    int length = (int) Math.min(part.length - at, PIECE + longest);
                    byte[] piece = read(in, part.offset + at, length).array();
                    // Most of it was reserved and never used.
                    if (Arrays.mismatch(piece, NOTHING) == piece.length) continue;
                    for (int i = 0; i < wanted.size(); i++) {
                        search(piece, wanted.get(i), part.address + at, found.get(i));
                    }
                }
            }
        }
        return found;
    }

    /** Whether these bytes stand in others. */
    static boolean holds(byte[] in, byte[] wanted) {
        Set<Long> found = new TreeSet<>();
        search(in, wanted, 0, found);
        return !found.isEmpty();
    }

    /** By Horspool's way: most bytes are skipped. */
    private static void search(byte[] in, byte[] wanted, long address, Set<Long> found) {
        int length = wanted.length;
        int[] skip = new int[256];
        Arrays.fill(skip, length);
        for (int i = 0; i < length - 1; i++) skip[wanted[i] & 0xff] = length - 1 - i;
        for (int at = 0; at + length <= in.length; at += skip[in[at + length - 1] & 0xff]) {
            int i = length - 1;
            while (i >= 0 && in[at + i] == wanted[i]) i--;
            if (i < 0) found.add(address + at);
        }
    }

    private static ByteBuffer read(FileChannel in, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (in.read(bytes, at + bytes.position()) < 0) throw new IOException("cut short");
        }
        return bytes.flip();
    }

    /** It is as secret as what it shows. */
    void delete() throws IOException {
        Files.delete(file);
    }
}
