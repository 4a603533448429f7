package org.quietdrop.store.journal;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One segment file, open. Without a header that can be believed it is unreadable: its bytes are
 * left alone.
 */
final class Segment implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.seg");
    private static final int CHUNK = 1 << 20;

    private final long number;
    private final DiskFile file;
    private final @Nullable SegmentHeader header;
    private final @Nullable SegmentKeys keys;

    private Segment(
            long number,
            DiskFile file,
            @Nullable SegmentHeader header,
            @Nullable SegmentKeys keys) {
        this.number = number;
        this.file = file;
        this.header = header;
        this.keys = keys;
    }

    static String name(long number) {
        return String.format("%016x.seg", number);
    }

    /** The number of the segment that has this file name, if it is one. */
    static Optional<Long> number(String name) {
        return NAME.matcher(name).matches()
                ? Optional.of(Long.parseUnsignedLong(name.substring(0, 16), 16))
                : Optional.empty();
    }

    /**
     * Makes a new segment: zeros in its whole length, both headers, forced, and its name forced.
     * Only then may a frame be written to it.
     */
    static Segment create(Disk disk, SecretKey wrap, SegmentHeader header, RandomSource random)
            throws IOException {
        String name = name(header.number());
        disk.delete(name);
        DiskFile file = disk.create(name);
        try (SecretKey dataKey = SecretKey.random(random)) {
            byte[] zeros = new byte[Math.min(CHUNK, header.size())];
            for (int at = 0; at < header.size(); at += zeros.length) {
                int length = Math.min(zeros.length, header.size() - at);
                file.write(at, length == zeros.length ? zeros : new byte[length]);
            }
            byte[] sealed = header.seal(wrap, dataKey, random);
            file.write(0, sealed);
            file.write(header.size() - SegmentHeader.LENGTH, sealed);
            file.force();
            disk.forceDirectory();
            return new Segment(header.number(), file, header, SegmentKeys.from(dataKey));
        } catch (IOException e) {
            try {
                file.close();
                disk.delete(name);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Opens a segment file by either of its headers; throws {@link StoreFailure.Newer}. */
    static Segment open(Disk disk, SecretKey wrap, long number) throws IOException {
        DiskFile file = disk.open(name(number));
        long size = file.size();
        if (size < SegmentHeader.LENGTH) {
            return new Segment(number, file, null, null);
        }
        SegmentHeader.Reading first = readAt(file, wrap, 0, number);
        SegmentHeader.Reading reading =
                first instanceof SegmentHeader.Reading.Valid
                        ? first
                        : readAt(file, wrap, size - SegmentHeader.LENGTH, number);
        return switch (reading) {
            case SegmentHeader.Reading.Valid(SegmentHeader header, SecretKey key) -> {
                try (key) {
                    yield new Segment(number, file, header, SegmentKeys.from(key));
                }
            }
            case SegmentHeader.Reading.Newer(int format)
                    when first instanceof SegmentHeader.Reading.Newer -> {
                file.close();
                throw new StoreFailure.Newer("the journal", format);
            }
            case SegmentHeader.Reading.Newer _, SegmentHeader.Reading.Bad _ ->
                    new Segment(number, file, null, null);
        };
    }

    private static SegmentHeader.Reading readAt(DiskFile file, SecretKey wrap, long at, long number)
            throws IOException {
        SegmentHeader.Reading reading =
                SegmentHeader.read(wrap, file.read(at, SegmentHeader.LENGTH));
        if (reading instanceof SegmentHeader.Reading.Valid(SegmentHeader header, SecretKey key)
                && header.number() != number) {
            key.close(); // a copy under another name
            return new SegmentHeader.Reading.Bad();
        }
        return reading;
    }

    long number() {
        return number;
    }

    DiskFile file() {
        return file;
    }

    boolean readable() {
        return header != null;
    }

    SegmentHeader header() {
        if (header == null) {
            throw new StoreFailure.Damaged("segment " + number + " has no readable header");
        }
        return header;
    }

    SegmentKeys keys() {
        if (keys == null) {
            throw new StoreFailure.Damaged("segment " + number + " has no readable header");
        }
        return keys;
    }

    /** Offset behind the last byte that frames may use. */
    int end() {
        return header().size() - SegmentHeader.LENGTH;
    }

    /**
     * Whether the making of this segment was interrupted: not all of it is there, and no frame was
     * ever written to it, since frames follow the forced headers.
     */
    boolean unfinished() throws IOException {
        return blank() && !complete();
    }

    /** Whether there is nothing between the headers. */
    boolean blank() throws IOException {
        long size = file.size();
        int inner = (int) Math.min(Integer.MAX_VALUE - 8, size - 2L * SegmentHeader.LENGTH);
        return inner <= 0 || allZero(file.read(SegmentHeader.LENGTH, inner), 0, inner);
    }

    private boolean complete() throws IOException {
        if (header == null || file.size() != header.size()) {
            return false;
        }
        byte[] first = file.read(0, SegmentHeader.LENGTH);
        return Arrays.equals(first, file.read(end(), SegmentHeader.LENGTH));
    }

    static boolean allZero(byte[] bytes, int from, int to) {
        byte[] zeros = new byte[Math.min(4096, Math.max(0, to - from))];
        for (int at = from; at < to; at += zeros.length) {
            int length = Math.min(zeros.length, to - at);
            if (!Arrays.equals(bytes, at, at + length, zeros, 0, length)) {
                return false;
            }
        }
        return true;
    }

    /** Overwrites both copies of the wrapped key, forced: nothing in the file opens after this. */
    void destroy() throws IOException {
        long size = file.size();
        byte[] zeros = new byte[(int) Math.min(SegmentHeader.LENGTH, size)];
        file.write(0, zeros);
        file.write(size - zeros.length, zeros);
        file.force();
    }

    @Override
    public void close() throws IOException {
        if (keys != null) {
            keys.close();
        }
        file.close();
    }
}
