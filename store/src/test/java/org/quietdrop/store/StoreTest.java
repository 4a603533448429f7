package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.RealDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Transactions over either index: what is read back is what was committed. */
final class StoreTest {
    private static final int SEGMENT = 64 << 10;

    @TempDir private Path folder;

    private final SecretKey key = SecretKey.of(new SeededRandom(1).bytes(32));
    private final SeededRandom random = new SeededRandom(2);

    private static Bytes group(String name) {
        return Bytes.of(name.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Store open(Disk disk, String index) {
        IndexPlace place =
                index.equals("heap")
                        ? new IndexPlace.InHeap()
                        : new IndexPlace.InFile(folder.resolve("index.db"));
        return Store.open(disk, place, key, random, SEGMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "file"})
    void readsBackWhatWasCommitted(String index) {
        MemoryDisk disk = new MemoryDisk();
        Key contact = Key.of(Table.CONTACT, group("bob"));
        Key line = new Key(Table.HISTORY, group("bob"), 7);
        try (Store store = open(disk, index);
                Transaction t = store.begin()) {
            assertTrue(store.report().clean());
            t.put(contact, text("Bob"));
            t.put(line, text("hello"));
            assertArrayEquals(text("Bob"), t.get(contact).orElseThrow());
            t.commit();
        }
        try (Store store = open(disk, index);
                Transaction t = store.begin()) {
            assertTrue(store.report().clean(), store.report().toString());
            assertEquals(index.equals("heap"), store.report().rebuilt());
            assertArrayEquals(text("Bob"), t.get(contact).orElseThrow());
            assertArrayEquals(text("hello"), t.get(line).orElseThrow());
            assertEquals(1, t.all(Table.CONTACT).size());
            assertEquals(contact, t.all(Table.CONTACT).getFirst().key());
            assertTrue(t.all(Table.SESSION).isEmpty());
            t.delete(contact);
            assertTrue(t.get(contact).isEmpty());
            t.commit();
        }
        try (Store store = open(disk, index);
                Transaction t = store.begin()) {
            assertFalse(t.has(contact));
            assertTrue(t.has(line));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "file"})
    void rollbackLeavesNothing(String index) {
        MemoryDisk disk = new MemoryDisk();
        Key setting = Key.of(Table.SETTING, group("x"));
        try (Store store = open(disk, index)) {
            long before = disk.mutations();
            Transaction t = store.begin();
            t.put(setting, text("1"));
            t.rollback();
            assertEquals(before, disk.mutations());
            assertThrows(IllegalStateException.class, () -> t.put(setting, text("2")));
            try (Transaction second = store.begin()) {
                assertTrue(second.get(setting).isEmpty());
                assertThrows(IllegalStateException.class, store::begin);
            }
        }
    }

    /** A model test: random puts, deletes, scans, reopenings against a plain sorted map. */
    @ParameterizedTest
    @ValueSource(strings = {"heap", "file"})
    void agreesWithAPlainMap(String index) {
        long seed = 20260101;
        var choice = new java.util.SplittableRandom(seed);
        TreeMap<String, byte[]> model = new TreeMap<>();
        MemoryDisk disk = new MemoryDisk();
        Store store = open(disk, index);
        for (int round = 0; round < 60; round++) {
            try (Transaction t = store.begin()) {
                TreeMap<String, byte[]> draft = new TreeMap<>(model);
                for (int i = 0; i < 8; i++) {
                    Table table = choice.nextBoolean() ? Table.OUTBOX : Table.HISTORY;
                    String name = "g" + choice.nextInt(3);
                    long order = choice.nextLong(1L << 62) * (choice.nextBoolean() ? 1 : -1);
                    order = choice.nextBoolean() ? order : choice.nextInt(6);
                    Key at = new Key(table, group(name), order);
                    if (choice.nextInt(4) == 0) {
                        t.delete(at);
                        draft.remove(modelKey(at, name));
                    } else {
                        byte[] value = new byte[choice.nextInt(2000)];
                        choice.nextBytes(value);
                        t.put(at, value);
                        draft.put(modelKey(at, name), value);
                    }
                }
                compare(t, draft, seed, choice.nextInt(6));
                if (choice.nextInt(4) == 0) {
                    t.rollback();
                } else {
                    t.commit();
                    model = draft;
                }
            }
            if (choice.nextInt(5) == 0) {
                store.close();
                store = open(disk, index);
            }
            try (Transaction t = store.begin()) {
                compare(t, model, seed, choice.nextInt(6));
            }
        }
        store.close();
    }

    private static String modelKey(Key key, String group) {
        return key.table() + "/" + group + "/" + String.format("%016x", key.order());
    }

    private static void compare(
            Transaction t, NavigableMap<String, byte[]> model, long seed, long from) {
        for (Table table : List.of(Table.OUTBOX, Table.HISTORY)) {
            for (int g = 0; g < 3; g++) {
                String name = "g" + g;
                String start = modelKey(new Key(table, group(name), from), name);
                String low = modelKey(new Key(table, group(name), 0), name);
                String high = modelKey(new Key(table, group(name), -1), name);
                check(
                        model.subMap(start, true, high, true).values(),
                        t.scan(table, group(name), from, true, 1000),
                        seed);
                check(
                        model.subMap(low, true, start, true).descendingMap().values(),
                        t.scan(table, group(name), from, false, 1000),
                        seed);
                check(
                        model.subMap(low, true, high, true).descendingMap().values().stream()
                                .limit(1)
                                .toList(),
                        t.last(table, group(name)).stream().toList(),
                        seed);
                assertEquals(
                        Math.min(2, model.subMap(low, true, high, true).size()),
                        t.scan(table, group(name), 0, true, 2).size());
            }
            String prefix = table + "/";
            assertEquals(
                    model.subMap(prefix, prefix + "~").size(), t.all(table).size(), "seed " + seed);
        }
    }

    private static void check(java.util.Collection<byte[]> expected, List<Entry> found, long seed) {
        List<byte[]> wanted = new ArrayList<>(expected);
        assertEquals(wanted.size(), found.size(), "seed " + seed);
        for (int i = 0; i < wanted.size(); i++) {
            assertArrayEquals(wanted.get(i), found.get(i).value(), "seed " + seed);
        }
    }

    @Test
    void anIndexThatIsGoneOrGarbageIsRebuilt() throws Exception {
        Path journal = Files.createDirectory(folder.resolve("journal"));
        Disk disk = new RealDisk(journal);
        Path index = folder.resolve("index.db");
        Key line = new Key(Table.HISTORY, group("a"), 1);
        Key contact = Key.of(Table.CONTACT, group("a"));
        try (Store store = open(disk, "file");
                Transaction t = store.begin()) {
            t.put(line, text("one"));
            t.put(contact, text("two"));
            t.commit();
        }
        byte[] good = Files.readAllBytes(index);
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 1;
        List<Optional<byte[]>> states =
                List.of(
                        Optional.empty(),
                        Optional.of(new byte[0]),
                        Optional.of(new SeededRandom(5).bytes(100_000)),
                        Optional.of(flipped),
                        Optional.of(java.util.Arrays.copyOf(good, good.length - 1)));
        for (Optional<byte[]> state : states) {
            Files.delete(index);
            if (state.isPresent()) {
                Files.write(index, state.get());
            }
            try (Store store = open(disk, "file");
                    Transaction t = store.begin()) {
                assertTrue(store.report().rebuilt());
                assertFalse(store.report().damaged());
                assertArrayEquals(text("one"), t.get(line).orElseThrow());
                assertArrayEquals(text("two"), t.get(contact).orElseThrow());
            }
        }
        Files.write(index, good); // an older, whole file of ours
        try (Store store = open(disk, "file")) {
            assertTrue(store.report().rebuilt());
        }
    }

    @Test
    void anotherKeyOpensNothingAndChangesNothing() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        try (Store store = open(disk, "heap");
                Transaction t = store.begin()) {
            t.put(Key.of(Table.META, group("m")), text("v"));
            t.commit();
        }
        long before = disk.mutations();
        assertThrows(
                StoreFailure.Damaged.class,
                () ->
                        Store.open(
                                disk,
                                new IndexPlace.InHeap(),
                                SecretKey.of(new byte[32]),
                                random,
                                SEGMENT));
        assertEquals(before, disk.mutations());
        try (Store store = open(disk, "heap")) {
            assertTrue(store.report().clean());
        }
    }
}
