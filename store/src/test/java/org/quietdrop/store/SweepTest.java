package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Compaction: what it keeps, how much it does at once, and what it does not let anybody do. */
final class SweepTest {
    private static final Bytes GROUP = Bytes.of(new byte[] {'s'});
    private static final Instant NOW = StoreSubject.hour(1);

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));

    private Store open(MemoryDisk disk) {
        return Store.open(disk, new IndexPlace.InHeap(), key, new SeededRandom(3), Diary.SEGMENT);
    }

    private static void diary(Store store, int from, int to) {
        for (int n = from; n <= to; n++) {
            try (Transaction t = store.begin()) {
                Diary.write(t, n);
                t.commit();
            }
        }
    }

    private static int forget(Store store) {
        store.forgetSoon();
        int steps = 1;
        while (store.compact(NOW, SweepPolicy.STANDARD, 2000)) {
            steps++;
        }
        assertEquals(NOW, store.forgottenUntil());
        return steps;
    }

    private static List<String> segments(MemoryDisk disk) throws IOException {
        return disk.list().stream().filter(n -> n.endsWith(".seg")).toList();
    }

    /** Whoever kept copies of segments that are gone cannot bring anything back with them. */
    @Test
    void oldSegmentsPutBackCountForNothing() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        Map<String, byte[]> copies = new HashMap<>();
        try (Store store = open(disk)) {
            for (int i = 0; i < 4; i++) { // the first segment stays, so that the list matters
                try (Transaction t = store.begin()) {
                    t.put(new Key(Table.HISTORY, GROUP, i), new byte[1400]);
                    t.commit();
                }
            }
            diary(store, 1, 20);
            for (String name : segments(disk)) {
                copies.put(name, disk.bytes(name));
            }
            diary(store, 21, 30);
            forget(store);
        }
        List<String> left = segments(disk);
        assertEquals("0000000000000001.seg", left.getFirst());
        int tried = 0;
        for (Map.Entry<String, byte[]> copy : copies.entrySet()) {
            if (left.contains(copy.getKey())) {
                continue;
            }
            MemoryDisk with = disk.killed();
            with.plant(copy.getKey(), copy.getValue());
            try (Store store = open(with)) {
                assertFalse(store.report().damaged(), store.report().toString());
                assertEquals(30, Diary.count(store));
                Diary.check(store, copy.getKey());
                assertFalse(with.exists(copy.getKey()));
            }
            tried++;
        }
        assertTrue(tried > 5, "only " + tried);
    }

    /** Gaps made on purpose are no damage; every other segment that is taken away is missed. */
    @Test
    void aSegmentTakenAwayIsStillMissed() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        try (Store store = open(disk)) {
            // history that nothing happens to, and something to forget in between
            for (int i = 0; i < 60; i++) {
                try (Transaction t = store.begin()) {
                    t.put(new Key(Table.HISTORY, GROUP, i), new byte[900]);
                    if (i % 13 == 0) {
                        t.put(Key.of(Table.SESSION, GROUP), new byte[900]);
                    }
                    t.commit();
                }
            }
            forget(store);
            assertTrue(store.check().quarantined().isEmpty(), store.check().toString());
        }
        List<String> left = segments(disk);
        long first = Long.parseLong(left.getFirst().substring(0, 16), 16);
        long last = Long.parseLong(left.getLast().substring(0, 16), 16);
        assertTrue(last - first + 1 > left.size() + 1, "no gaps in " + left);
        for (String name : left.subList(0, left.size() - 1)) {
            MemoryDisk without = disk.killed();
            without.delete(name);
            try (Store store = open(without)) {
                assertTrue(store.report().damaged(), name);
                assertTrue(store.report().lostBatches() > 0, name);
                long seq = store.sequence();
                store.forgetSoon();
                assertFalse(store.compact(NOW, SweepPolicy.STANDARD, 2000), name);
                assertEquals(seq, store.sequence(), "no compaction over damage");
            }
        }
        try (Store store = open(disk)) {
            assertTrue(store.report().clean(), store.report().toString());
        }
    }

    /** Damage that compaction itself meets stops it; nothing is thrown away. */
    @Test
    void damageMetByCompactionStopsIt() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        try (Store store = open(disk)) {
            diary(store, 1, 20);
            List<String> before = segments(disk);
            byte[] bytes = disk.bytes(before.get(3));
            bytes[200] ^= 1;
            try (var file = disk.open(before.get(3))) {
                file.write(0, bytes);
            }
            store.forgetSoon();
            int steps = 0;
            while (store.compact(NOW, SweepPolicy.STANDARD, 2000)) {
                assertTrue(++steps < 1000);
            }
            assertTrue(store.report().damaged());
            assertTrue(segments(disk).contains(before.get(3)));
            assertTrue(store.forgottenUntil().isBefore(NOW));
        }
    }

    /** A step does no more than its budget says, plus one batch. */
    @Test
    void stepsAreSmall() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        try (Store store =
                Store.open(disk, new IndexPlace.InHeap(), key, new SeededRandom(3), 1 << 20)) {
            diary(store, 1, 300);
            store.forgetSoon();
            assertTrue(store.compact(NOW, SweepPolicy.STANDARD, 5000)); // also turns the page
            long most = 0;
            int steps = 0;
            for (boolean more = true; more; steps++) {
                long before = disk.worked();
                more = store.compact(NOW, SweepPolicy.STANDARD, 5000);
                most = Math.max(most, disk.worked() - before);
            }
            assertTrue(steps > 50, "only " + steps);
            assertTrue(most < 4 * (5000 + 4000) + (1 << 20) / 16 + 1000, "a step of " + most);
            Diary.check(store, "small steps");
        }
    }

    /** Random life against a model; the journal stays as short as the policy says. */
    @Test
    void randomLifeStaysShortAndRight() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        MemoryDisk disk = new MemoryDisk();
        Map<Key, byte[]> model =
                new TreeMap<>((a, b) ->
                        a.table() != b.table()
                                ? a.table().compareTo(b.table())
                                : Long.compare(a.order(), b.order()));
        Store store = open(disk);
        for (int i = 0; i < 3000; i++) {
            try (Transaction t = store.begin()) {
                for (int k = random.nextInt(3); k >= 0; k--) {
                    Table table = random.nextBoolean() ? Table.HISTORY : Table.OUTBOX;
                    Key at = new Key(table, GROUP, random.nextInt(60));
                    if (random.nextInt(3) == 0) {
                        t.delete(at);
                        model.remove(at);
                    } else {
                        byte[] value = new byte[random.nextInt(600)];
                        random.nextBytes(value);
                        t.put(at, value);
                        model.put(at, value);
                    }
                }
                t.commit();
            }
            Instant now = StoreSubject.hour(i / 100);
            SweepPolicy policy = StoreSubject.POLICY;
            for (int k = 0; k < 3; k++) {
                store.compact(now, policy, 1500);
            }
            if (random.nextInt(200) == 0) {
                MemoryDisk killed = disk.killed();
                store.close();
                disk = random.nextBoolean() ? killed : disk;
                store = open(disk);
                assertFalse(store.report().damaged(), "seed " + seed);
            }
            if (i % 100 == 99) {
                compare(model, store, seed);
                long bound = policy.bound(store.liveBytes(), Diary.SEGMENT);
                assertTrue(store.bytes() <= bound + 8 * Diary.SEGMENT, "seed " + seed);
                long live = model.values().stream().mapToLong(v -> v.length + 16).sum();
                assertEquals(live, store.liveBytes(), "seed " + seed);
            }
        }
        store.close();
    }

    private static void compare(Map<Key, byte[]> model, Store store, long seed) {
        try (Transaction t = store.begin()) {
            List<Entry> found = new ArrayList<>(t.all(Table.OUTBOX));
            found.addAll(t.all(Table.HISTORY));
            assertEquals(model.size(), found.size(), "seed " + seed);
            for (Entry entry : found) {
                byte[] expected = model.getOrDefault(entry.key(), new byte[0]);
                assertEquals(Bytes.of(expected), Bytes.of(entry.value()), "seed " + seed);
            }
        }
    }

    @Test
    void notInATransaction() {
        try (Store store = open(new MemoryDisk());
                Transaction t = store.begin()) {
            assertTrue(t.all(Table.META).isEmpty());
            assertThrows(
                    IllegalStateException.class,
                    () -> store.compact(NOW, SweepPolicy.STANDARD, 1000));
        }
    }
}
