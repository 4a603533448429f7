package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.index.IndexKey;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns keys into what the index file shows of them: keyed hashes of table and group, and the order
 * shifted by a secret number for each group. FORMAT.md 7.
 */
final class Blinding implements AutoCloseable {
    private static final int CACHE = 4096;
    private static final int TABLE = 4;
    private static final int GROUP = 16;

    private final SecretKey key;
    private final Map<Table, byte[]> tables = new EnumMap<>(Table.class);
    private final Map<Group, byte[]> groups =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Group, byte[]> eldest) {
                    return size() > CACHE;
                }
            };

    private record Group(Table table, Bytes group) {}

    /** Takes its own key from the store key, which stays the caller's. */
    Blinding(SecretKey storeKey) {
        key = Blake2b.key(storeKey, "QDv1 db blind");
    }

    private byte[] prefix(Table table) {
        return tables.computeIfAbsent(
                table, t -> Arrays.copyOf(Blake2b.prf(key, "QDv1 db table", code(t)), TABLE));
    }

    private static byte[] code(Table table) {
        return new byte[] {(byte) table.code()};
    }

    IndexKey blind(Key of) {
        byte[] hash = hash(of.table(), of.group());
        long shift = ByteBuffer.wrap(hash).getLong(GROUP);
        long sum = of.order() + shift;
        int carry = Long.compareUnsigned(sum, shift) < 0 ? 1 : 0;
        return IndexKey.take(
                ByteBuffer.allocate(IndexKey.LENGTH)
                        .put(prefix(of.table()))
                        .put(hash, 0, GROUP)
                        .put((byte) carry)
                        .putLong(sum)
                        .array());
    }

    /** The lowest key that a record of the table can have. */
    IndexKey first(Table table) {
        return edge(table, (byte) 0);
    }

    /** The highest key that a record of the table can have. */
    IndexKey last(Table table) {
        return edge(table, (byte) -1);
    }

    private IndexKey edge(Table table, byte filling) {
        byte[] bytes = new byte[IndexKey.LENGTH];
        Arrays.fill(bytes, filling);
        System.arraycopy(prefix(table), 0, bytes, 0, TABLE);
        return IndexKey.take(bytes);
    }

    private byte[] hash(Table table, Bytes group) {
        return groups.computeIfAbsent(
                new Group(table, group),
                g -> Blake2b.prf(key, "QDv1 db group", code(table), g.group().toArray()));
    }

    @Override
    public void close() {
        key.close();
        groups.clear();
    }
}
