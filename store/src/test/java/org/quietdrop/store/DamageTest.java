package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What somebody does to the journal behind our back shows, and costs no more than what was hit. */
final class DamageTest {
    private static final int BATCHES = 12;
    private static final int HEADER = 128;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));

    /** A frame found by its clear length. */
    private record Found(String file, int from, int to) {}

    private Store open(MemoryDisk disk) {
        return Store.open(disk, new IndexPlace.InHeap(), key, new SeededRandom(3), Diary.SEGMENT);
    }

    /** A journal of twelve batches. With a clean mark, or as a kill leaves it. */
    private MemoryDisk written(boolean clean) {
        return written(BATCHES, clean);
    }

    private MemoryDisk written(int batches, boolean clean) {
        MemoryDisk disk = new MemoryDisk();
        Store store = open(disk);
        for (int n = 1; n <= batches; n++) {
            try (Transaction t = store.begin()) {
                Diary.write(t, n);
                t.commit();
            }
        }
        MemoryDisk killed = disk.killed();
        store.close();
        return clean ? disk : killed;
    }

    private static List<String> segments(MemoryDisk disk) throws IOException {
        return disk.list().stream().filter(n -> n.endsWith(".seg")).toList();
    }

    /** All frames in order; frame i carries batch i + 1. */
    private static List<Found> frames(MemoryDisk disk) throws IOException {
        List<Found> found = allFrames(disk);
        assertEquals(BATCHES, found.size());
        return found;
    }

    private static List<Found> allFrames(MemoryDisk disk) throws IOException {
        List<Found> found = new ArrayList<>();
        for (String name : segments(disk)) {
            byte[] bytes = disk.bytes(name);
            int at = HEADER;
            while (at < bytes.length - HEADER && bytes[at] == 'Q') {
                int end = at + 64 + ByteBuffer.wrap(bytes).getInt(at + 4);
                found.add(new Found(name, at, end));
                at = (end + 15) & -16;
            }
        }
        return found;
    }

    private static Set<Integer> allBut(Set<Integer> lost) {
        TreeSet<Integer> rest = new TreeSet<>();
        for (int n = 1; n <= BATCHES; n++) {
            if (!lost.contains(n)) {
                rest.add(n);
            }
        }
        return rest;
    }

    /** Which batches a byte belongs to. */
    private static Set<Integer> hit(List<Found> frames, String file, int at) {
        for (int i = 0; i < frames.size(); i++) {
            Found frame = frames.get(i);
            if (frame.file().equals(file) && at >= frame.from() && at < frame.to()) {
                return Set.of(i + 1);
            }
        }
        return Set.of();
    }

    private static void flip(MemoryDisk disk, String name, int at, int bit) throws IOException {
        byte[] bytes = disk.bytes(name);
        bytes[at] ^= (byte) (1 << bit);
        disk.plant(name, bytes);
    }

    @Test
    void everyFlippedBitShowsAndCostsOneBatchAtMost() throws Exception {
        MemoryDisk whole = written(false);
        List<Found> frames = frames(whole);
        int flips = 0;
        for (String name : segments(whole)) {
            int length = whole.bytes(name).length;
            for (int at = 0; at < length; at += at < HEADER + 64 ? 1 : 13) {
                MemoryDisk disk = whole.killed();
                flip(disk, name, at, at % 8);
                String where = name + " byte " + at;
                Set<Integer> lost = hit(frames, name, at);
                boolean header = at < HEADER || at >= length - HEADER;
                try (Store store = open(disk)) {
                    assertEquals(allBut(lost), Diary.readable(store), where);
                    OpenReport report = store.report();
                    boolean last = lost.contains(BATCHES) || isTail(frames, name, at);
                    if (header) {
                        assertFalse(report.damaged(), where); // the other copy stands in
                    } else if (last) {
                        assertTrue(report.tornBytes() > 0, where);
                    } else {
                        assertTrue(report.damaged(), where);
                        assertEquals(lost.size(), report.lostBatches(), where);
                    }
                    writeOn(store);
                }
                try (Store store = open(disk)) {
                    assertTrue(Diary.readable(store).contains(BATCHES + 1), where);
                }
                flips++;
            }
        }
        assertTrue(flips > 1000, "only " + flips);
    }

    /** Behind the last frame of the last segment. */
    private static boolean isTail(List<Found> frames, String file, int at) {
        Found last = frames.getLast();
        return last.file().equals(file) && at >= last.to();
    }

    private static void writeOn(Store store) {
        try (Transaction t = store.begin()) {
            Diary.write(t, BATCHES + 1);
            t.commit();
        }
    }

    /** With the clean mark as a witness even the last batch cannot pass for an unfinished one. */
    @Test
    void afterACleanEndADamagedTailIsDamage() throws Exception {
        MemoryDisk disk = written(true);
        Found last = frames(disk).getLast();
        flip(disk, last.file(), last.from() + 80, 0);
        for (int start = 0; start < 2; start++) {
            try (Store store = open(disk)) {
                assertTrue(store.report().damaged());
                assertEquals(1, store.report().lostBatches());
                assertEquals(allBut(Set.of(BATCHES)), Diary.readable(store));
            }
        }
    }

    @Test
    void aTailThatWasTakenAwayAfterACleanEndIsMissed() throws Exception {
        MemoryDisk disk = written(true);
        Found last = frames(disk).getLast();
        byte[] bytes = disk.bytes(last.file());
        Arrays.fill(bytes, last.from(), last.to(), (byte) 0);
        disk.plant(last.file(), bytes);
        try (Store store = open(disk)) {
            assertEquals(1, store.report().lostBatches());
            assertTrue(store.report().damaged());
        }
    }

    @Test
    void aTornTailIsCutAndSaid() throws Exception {
        MemoryDisk disk = written(false);
        Found last = frames(disk).getLast();
        byte[] bytes = disk.bytes(last.file());
        Arrays.fill(bytes, last.from() + 200, last.to(), (byte) 0);
        disk.plant(last.file(), bytes);
        try (Store store = open(disk)) {
            assertFalse(store.report().damaged());
            assertTrue(store.report().tornBytes() > 0);
            assertEquals(1, store.report().lines().size());
            assertEquals(allBut(Set.of(BATCHES)), Diary.readable(store));
        }
        try (Store store = open(disk)) {
            assertEquals(0, store.report().tornBytes());
        }
    }

    @Test
    void swappedReplayedAndForeignFramesOpenNowhere() throws Exception {
        MemoryDisk whole = written(false);
        List<Found> frames = frames(whole);
        int tried = 0;
        for (Found target : frames) {
            for (Found source : frames) {
                int length = target.to() - target.from();
                if (source.equals(target) || source.to() - source.from() != length) {
                    continue;
                }
                MemoryDisk disk = whole.killed();
                byte[] to = disk.bytes(target.file());
                byte[] from = disk.bytes(source.file());
                System.arraycopy(from, source.from(), to, target.from(), length);
                disk.plant(target.file(), to);
                int lost = frames.indexOf(target) + 1;
                try (Store store = open(disk)) {
                    assertEquals(allBut(Set.of(lost)), Diary.readable(store));
                    assertTrue(store.report().damaged() || lost == BATCHES);
                }
                tried++;
            }
        }
        assertTrue(tried > 3, "only " + tried);
    }

    /** Frames of one length side by side under one key: only their places tell them apart. */
    @Test
    void framesSwappedInsideOneSegmentOpenNowhere() throws Exception {
        MemoryDisk whole = new MemoryDisk();
        Store writer =
                Store.open(whole, new IndexPlace.InHeap(), key, new SeededRandom(3), 1 << 20);
        for (int n = 1; n <= BATCHES; n++) {
            try (Transaction t = writer.begin()) {
                t.put(Diary.line(Table.HISTORY, n), Diary.line(n));
                t.put(Diary.line(Table.META, 0), new byte[1600]);
                t.commit();
            }
        }
        List<Found> frames = frames(whole);
        int tried = 0;
        for (int a = 0; a < BATCHES; a++) {
            for (int b = a + 1; b < BATCHES; b++) {
                Found one = frames.get(a);
                Found other = frames.get(b);
                int length = one.to() - one.from();
                if (length != other.to() - other.from()) {
                    continue;
                }
                MemoryDisk disk = whole.killed();
                byte[] from = disk.bytes(one.file());
                byte[] to = from.clone();
                System.arraycopy(from, one.from(), to, other.from(), length);
                System.arraycopy(from, other.from(), to, one.from(), length);
                disk.plant(one.file(), to);
                try (Store store = open(disk)) {
                    assertEquals(allBut(Set.of(a + 1, b + 1)), Diary.readable(store));
                    assertTrue(store.report().damaged());
                }
                tried++;
            }
        }
        assertTrue(tried > 3, "only " + tried);
    }

    @Test
    void anOldFramePlayedBehindTheLastOneIsCut() throws Exception {
        MemoryDisk disk = written(false);
        List<Found> frames = frames(disk);
        Found last = frames.getLast();
        byte[] bytes = disk.bytes(last.file());
        int length = Math.min(last.to() - last.from(), bytes.length - HEADER - last.to() - 16);
        assertTrue(length > 64);
        System.arraycopy(bytes, last.from(), bytes, (last.to() + 15) & -16, length);
        disk.plant(last.file(), bytes);
        try (Store store = open(disk)) {
            assertEquals(BATCHES, Diary.count(store));
            Diary.check(store, "replayed");
            assertTrue(store.report().tornBytes() > 0);
        }
    }

    /** The journal after two more batches, as one of several lives from here. */
    private MemoryDisk goneOn(MemoryDisk from, long seed) {
        MemoryDisk disk = from.killed();
        Store store =
                Store.open(
                        disk, new IndexPlace.InHeap(), key, new SeededRandom(seed), Diary.SEGMENT);
        for (int n = BATCHES; n <= BATCHES + 1; n++) {
            try (Transaction t = store.begin()) {
                Diary.write(t, n);
                t.commit();
            }
        }
        return disk;
    }

    /**
     * Somebody kept a copy of the disk, both went on from it, and he puts what was written in the
     * one at the same place of the other: it opens there, and the chain shows it.
     */
    @Test
    void whatStoodAtTheSamePlaceInAnotherLifeShows() throws Exception {
        MemoryDisk before = written(BATCHES - 1, false);
        MemoryDisk one = goneOn(before, 11);
        MemoryDisk other = goneOn(before, 12);
        int old = allFrames(before).size();
        List<Found> frames = allFrames(one);
        Found first = frames.get(old);
        assertEquals(frames, allFrames(other));
        assertEquals(segments(before).getLast(), first.file(), "under one key");
        byte[] bytes = other.bytes(first.file());
        System.arraycopy(
                one.bytes(first.file()),
                first.from(),
                bytes,
                first.from(),
                first.to() - first.from());
        MemoryDisk mixed = other.killed();
        mixed.plant(first.file(), bytes);
        try (Store store = open(mixed)) {
            assertTrue(store.report().damaged());
            assertTrue(store.report().lines().toString().contains("the chain is broken"));
        }
    }

    /** An older copy of a segment lacks what was written to it since. */
    @Test
    void anOlderCopyOfASegmentShows() throws Exception {
        MemoryDisk whole = written(false);
        String last = segments(whole).getLast();
        int tried = 0;
        for (int n = 1; n < BATCHES; n++) {
            MemoryDisk early = written(n, false);
            String file = segments(early).getLast();
            if (file.equals(last) || Arrays.equals(early.bytes(file), whole.bytes(file))) {
                continue; // at the end nobody can know; and whole segments are no older ones
            }
            MemoryDisk mixed = whole.killed();
            mixed.plant(file, early.bytes(file));
            try (Store store = open(mixed)) {
                assertTrue(store.report().damaged(), "after " + n);
                assertTrue(store.report().lostBatches() > 0, "after " + n);
                assertTrue(Diary.readable(store).contains(BATCHES));
            }
            tried++;
        }
        assertTrue(tried > 2, "only " + tried);
    }

    @Test
    void missingTruncatedAndRenamedSegments() throws Exception {
        MemoryDisk whole = written(false);
        List<Found> frames = frames(whole);
        for (String name : segments(whole)) {
            boolean last = name.equals(segments(whole).getLast());
            TreeSet<Integer> inside = new TreeSet<>();
            for (int i = 0; i < frames.size(); i++) {
                if (frames.get(i).file().equals(name)) {
                    inside.add(i + 1);
                }
            }
            MemoryDisk without = whole.killed();
            without.delete(name);
            try (Store store = open(without)) {
                assertEquals(allBut(inside), Diary.readable(store), name);
                // without a clean mark nobody can know of a last segment that is gone
                assertEquals(!last, store.report().damaged(), name);
            }
            int middle = frames.get(inside.getFirst() - 1).to() + 5;
            MemoryDisk cut = whole.killed();
            cut.plant(name, Arrays.copyOf(cut.bytes(name), middle));
            try (Store store = open(cut)) {
                assertEquals(
                        allBut(inside.tailSet(inside.getFirst(), false)),
                        Diary.readable(store),
                        name);
                assertTrue(store.report().damaged(), name);
                writeOn(store);
            }
            try (Store store = open(cut)) {
                assertTrue(Diary.readable(store).contains(BATCHES + 1), name);
                assertTrue(store.report().damaged(), name);
            }
        }
        MemoryDisk swapped = whole.killed();
        String first = segments(swapped).get(0);
        String second = segments(swapped).get(1);
        byte[] bytes = swapped.bytes(first);
        swapped.plant(first, swapped.bytes(second));
        swapped.plant(second, bytes);
        try (Store store = open(swapped)) {
            assertTrue(store.report().damaged());
            assertFalse(Diary.readable(store).contains(1));
        }
    }

    @Test
    void anUnreadableHeaderCostsItsSegment() throws Exception {
        MemoryDisk disk = written(false);
        String name = segments(disk).get(1);
        int length = disk.bytes(name).length;
        flip(disk, name, 30, 0);
        flip(disk, name, length - 30, 0);
        try (Store store = open(disk)) {
            assertTrue(store.report().damaged());
            assertTrue(Diary.readable(store).contains(1));
            assertTrue(Diary.readable(store).contains(BATCHES));
        }
    }

    @Test
    void aNewerFormatIsRefusedAndLeftAlone() throws Exception {
        MemoryDisk disk = written(false);
        String name = segments(disk).getLast();
        byte[] bytes = disk.bytes(name);
        bytes[9] = 2;
        bytes[bytes.length - HEADER + 9] = 2;
        disk.plant(name, bytes);
        long before = disk.mutations();
        StoreFailure.Newer failure = assertThrows(StoreFailure.Newer.class, () -> open(disk));
        assertEquals(2, failure.format());
        assertEquals(before, disk.mutations());
    }

    @Test
    void damageMetWhileRunningIsReportedAndTheRestIsRead() throws Exception {
        MemoryDisk again = written(false);
        Found third = frames(again).get(2);
        Store store = open(again);
        byte[] bytes = again.bytes(third.file());
        bytes[third.from() + 70] ^= 2;
        try (var file = again.open(third.file())) {
            file.write(0, bytes);
        }
        assertEquals(allBut(Set.of(3)), Diary.readable(store));
        assertTrue(store.report().damaged());
        assertEquals(1, store.check().lostBatches());
        try (Transaction t = store.begin()) {
            assertThrows(StoreFailure.Damaged.class, () -> t.get(Diary.line(Table.HISTORY, 3)));
        }
        store.close();
    }
}
