package org.quietdrop.tests.sim.town;

import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.disk.DiskFile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the files of a store show without the key (store/FORMAT.md, 4 and 7): read from the files
 * themselves, by another reader than the store's.
 *
 * @param rows of the index, in its order
 * @param frames of the journal, in its order
 */
record Snapshot(List<Row> rows, List<JournalFrame> frames) {
    private static final int HEADER = 128;
    private static final int FRAME_HEADER = 64;
    private static final byte[] MAGIC = {'Q', 'D', 'f', 'r'};

    /**
     * A record of the index.
     *
     * @param table 4 bytes that all records of a table share
     * @param group 16 bytes that all records of a group share
     * @param order 9 bytes, the distances in a group are true
     * @param length of the sealed value
     * @param version the number of the batch that wrote it
     */
    record Row(Bytes table, Bytes group, Bytes order, int length, long version) {}

    /** A batch in the journal: its number and the length of its sealed body. */
    record JournalFrame(String segment, int offset, long number, int length) {}

    /** Reads copies: the node is down and may go on afterwards. */
    static Snapshot of(Path index, PlainDisk disk) {
        try {
            Path copy = Path.of(index + ".copy");
            Files.copy(index, copy, StandardCopyOption.REPLACE_EXISTING);
            return new Snapshot(rows(copy), frames(disk));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Row> rows(Path file) {
        List<Row> rows = new ArrayList<>();
        try (DB db = DBMaker.fileDB(file.toFile()).fileChannelEnable().readOnly().make()) {
            BTreeMap<byte[], byte[]> map =
                    db.treeMap("index")
                            .keySerializer(Serializer.BYTE_ARRAY)
                            .valueSerializer(Serializer.BYTE_ARRAY)
                            .valuesOutsideNodesEnable()
                            .open();
            map.forEach((key, value) -> {
                Bytes at = Bytes.of(key);
                rows.add(
                        new Row(
                                at.slice(0, 4),
                                at.slice(4, 20),
                                at.slice(20, 29),
                                value.length,
                                ByteBuffer.wrap(value).getLong()));
            });
        }
        return rows;
    }

    private static List<JournalFrame> frames(PlainDisk disk) throws IOException {
        List<JournalFrame> frames = new ArrayList<>();
        for (String name : disk.list()) {
            if (!name.endsWith(".seg")) continue;
            try (DiskFile file = disk.open(name)) {
                int size = (int) file.size();
                ByteBuffer bytes = ByteBuffer.wrap(file.read(0, size));
                int at = HEADER;
                while (at + FRAME_HEADER <= size && magic(bytes, at)) {
                    int length = bytes.getInt(at + 4);
                    frames.add(new JournalFrame(name, at, bytes.getLong(at + 8), length));
                    at = (at + FRAME_HEADER + length + 15) & -16;
                }
            }
        }
        return frames;
    }

    private static boolean magic(ByteBuffer bytes, int at) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.get(at + i) != MAGIC[i]) return false;
        }
        return true;
    }
}
