package org.quietdrop.tests.sim.town;

import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.quietdrop.crypto.Bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the index file of a store shows without the key (store/FORMAT.md, 7): read by another reader
 * than the store's, and compared with what it showed before.
 *
 * @param rows of the index, in its order
 */
record Snapshot(List<Row> rows) {
    /** The least room that a record takes in the file, in bytes. */
    private static final int ROOM = 128;

    /**
     * A record of the index.
     *
     * @param table 4 bytes that all records of a table share
     * @param group 16 bytes that all records of a group share
     * @param order 9 bytes, the distances in a group are true
     * @param sealed the value
     * @param week since when it is there as it is now
     * @param place where the value begins in the file, in steps of the least room
     */
    record Row(Bytes table, Bytes group, Bytes order, Bytes sealed, int week, long place) {
        private List<Bytes> key() {
            return List.of(table, group, order);
        }
    }

    /** Reads a copy: the node is down and may go on afterwards. */
    static Snapshot of(Path index, List<Snapshot> before) {
        try {
            Path copy = Path.of(index + ".copy");
            Files.copy(index, copy, StandardCopyOption.REPLACE_EXISTING);
            byte[] file = Files.readAllBytes(copy);
            return new Snapshot(rows(values(copy), file, before));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<Bytes, byte[]> values(Path file) {
        try (DB db = DBMaker.fileDB(file.toFile()).fileChannelEnable().readOnly().make()) {
            BTreeMap<byte[], byte[]> map =
                    db.treeMap("index")
                            .keySerializer(Serializer.BYTE_ARRAY)
                            .valueSerializer(Serializer.BYTE_ARRAY)
                            .valuesOutsideNodesEnable()
                            .open();
            Map<Bytes, byte[]> values = new HashMap<>();
            map.forEach((key, value) -> values.put(Bytes.of(key), value));
            return values;
        }
    }

    private static List<Row> rows(Map<Bytes, byte[]> values, byte[] file, List<Snapshot> before) {
        Map<List<Bytes>, Row> known = new HashMap<>();
        if (!before.isEmpty()) before.getLast().rows.forEach(row -> known.put(row.key(), row));
        Map<Long, Integer> places = places(values, file);
        List<Row> rows = new ArrayList<>();
        values.forEach((at, value) -> {
            int place = places.getOrDefault(start(value, 0), 0) / ROOM;
            Bytes sealed = Bytes.of(value);
            Bytes order = at.slice(20, 29);
            Row row = new Row(at.slice(0, 4), at.slice(4, 20), order, sealed, before.size(), place);
            Row old = known.get(row.key());
            rows.add(old != null && old.sealed().equals(sealed) ? old : row);
        });
        return rows;
    }

    /** Values begin with a nonce, so with bytes that stand nowhere else. */
    private static long start(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getLong(at);
    }

    private static Map<Long, Integer> places(Map<Bytes, byte[]> values, byte[] file) {
        Map<Long, Integer> places = new HashMap<>();
        for (byte[] value : values.values()) places.put(start(value, 0), 0);
        for (int at = 0; at + Long.BYTES <= file.length; at++) {
            int found = at;
            places.computeIfPresent(start(file, at), (_, _) -> found);
        }
        return places;
    }
}
