package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.quietdrop.crypto.Bytes;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A workload whose whole content follows from how many batches were committed, so that any state
 * found after a crash can be judged: batch n counts to n, adds line n to a history and letter n to
 * an outbox, and takes letter n - 3 out of it.
 */
final class Diary {
    static final int SEGMENT = 4096;
    private static final Bytes GROUP = Bytes.of(new byte[] {'d'});
    private static final Key COUNT = Key.of(Table.META, GROUP);

    private Diary() {}

    static byte[] line(int n) {
        SplittableRandom random = new SplittableRandom(n);
        byte[] bytes = new byte[random.nextInt(1500)];
        random.nextBytes(bytes);
        return bytes;
    }

    static Key line(Table table, int n) {
        return new Key(table, GROUP, n);
    }

    static void write(Transaction t, int n) {
        t.put(COUNT, ByteBuffer.allocate(4).putInt(n).array());
        t.put(new Key(Table.HISTORY, GROUP, n), line(n));
        t.put(new Key(Table.OUTBOX, GROUP, n), line(-n));
        t.delete(new Key(Table.OUTBOX, GROUP, n - 3));
    }

    /** How many batches the store says were committed. */
    static int count(Store store) {
        try (Transaction t = store.begin()) {
            return t.get(COUNT).map(value -> ByteBuffer.wrap(value).getInt()).orElse(0);
        }
    }

    /** Everything that the count promises is there, and nothing else. */
    static void check(Store store, String where) {
        int n = count(store);
        try (Transaction t = store.begin()) {
            List<Entry> lines = t.scan(Table.HISTORY, GROUP, 0, true, Integer.MAX_VALUE);
            assertEquals(n, lines.size(), where);
            for (int i = 1; i <= n; i++) {
                assertEquals(i, lines.get(i - 1).key().order(), where);
                assertArrayEquals(line(i), lines.get(i - 1).value(), where);
            }
            List<Entry> letters = t.scan(Table.OUTBOX, GROUP, 0, true, Integer.MAX_VALUE);
            assertEquals(Math.min(n, 3), letters.size(), where);
            for (Entry letter : letters) {
                assertArrayEquals(line((int) -letter.key().order()), letter.value(), where);
            }
        }
    }

    /** Which lines can be read; each of them must be right. */
    static Set<Integer> readable(Store store) {
        TreeSet<Integer> found = new TreeSet<>();
        try (Transaction t = store.begin()) {
            for (Entry entry : t.scan(Table.HISTORY, GROUP, 0, true, Integer.MAX_VALUE)) {
                int n = (int) entry.key().order();
                assertArrayEquals(line(n), entry.value());
                found.add(n);
            }
        }
        return found;
    }
}
