package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.journal.Tip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Written at a clean end and deleted at the next start: where the journal stood, and which index
 * file belongs to it. FORMAT.md 8.
 *
 * @param tip where the journal stood
 * @param indexKey key of the index file, owned by this mark; random and unused without a file
 * @param indexHash keyed hash of the whole index file, zeros without a file
 */
record CleanMark(Tip tip, SecretKey indexKey, Bytes indexHash) {
    static final String NAME = "mark";
    static final int LENGTH = 152;

    /** No mark of any later format is longer. */
    private static final int LONGEST = 64 << 10;

    /** Of the mark and of the index file that it stands for; another one is rebuilt. */
    static final int FORMAT = 2;

    static final int HASH = 32;
    private static final int CLEAR = 12;
    private static final int NONCE = 24;
    private static final int TAG = 16;
    private static final byte[] MAGIC = "QDropMRK".getBytes(StandardCharsets.US_ASCII);

    void write(Disk disk, SecretKey storeKey, RandomSource random) throws IOException {
        SmallFile.write(disk, NAME, seal(storeKey, random));
    }

    byte[] seal(SecretKey markKey, RandomSource random) {
        byte[] clear =
                ByteBuffer.allocate(CLEAR)
                        .put(MAGIC)
                        .putShort((short) FORMAT)
                        .putShort((short) 0)
                        .array();
        byte[] nonce = random.bytes(NONCE);
        byte[] plain =
                ByteBuffer.allocate(8 + TAG + 8 + 4 + 32 + HASH)
                        .putLong(tip.seq())
                        .put(tip.tag().toArray())
                        .putLong(tip.segment())
                        .putInt(tip.end())
                        .put(new byte[32])
                        .put(indexHash.toArray())
                        .array();
        indexKey.copyTo(plain, 8 + TAG + 8 + 4);
        byte[] sealed = XAead.seal(markKey, nonce, clear, plain);
        Arrays.fill(plain, (byte) 0);
        return ByteBuffer.allocate(LENGTH).put(clear).put(nonce).put(sealed).array();
    }

    /**
     * Reads the mark, if there is one that can be believed.
     *
     * @throws StoreFailure.Newer if it was written by a newer QuietDrop; one that only looks so,
     *     and does not open, is damaged and counts as none
     */
    static Optional<CleanMark> read(Disk disk, SecretKey markKey) throws IOException {
        if (!disk.exists(NAME)) {
            return Optional.empty();
        }
        byte[] bytes;
        try (DiskFile file = disk.open(NAME)) {
            if (file.size() < CLEAR + NONCE + TAG || file.size() > LONGEST) {
                return Optional.empty();
            }
            bytes = file.read(0, (int) file.size());
        }
        int format = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(MAGIC.length));
        if (format < FORMAT || (format == FORMAT && bytes.length != LENGTH)) {
            return Optional.empty();
        }
        try {
            byte[] plain =
                    XAead.open(
                            markKey,
                            Arrays.copyOfRange(bytes, CLEAR, CLEAR + NONCE),
                            Arrays.copyOf(bytes, CLEAR),
                            Arrays.copyOfRange(bytes, CLEAR + NONCE, bytes.length));
            if (format > FORMAT) {
                Arrays.fill(plain, (byte) 0);
                throw new StoreFailure.Newer("the index", format);
            }
            ByteBuffer in = ByteBuffer.wrap(plain);
            long seq = in.getLong();
            byte[] tag = new byte[TAG];
            in.get(tag);
            Tip tip = new Tip(seq, Bytes.of(tag), in.getLong(), in.getInt());
            byte[] key = new byte[32];
            byte[] hash = new byte[HASH];
            in.get(key).get(hash);
            Arrays.fill(plain, (byte) 0);
            return Optional.of(new CleanMark(tip, SecretKey.take(key), Bytes.of(hash)));
        } catch (OpenFailed e) {
            return Optional.empty();
        }
    }

    /** Takes the mark away, durably, before anything is changed. */
    static void remove(Disk disk) throws IOException {
        boolean there = false;
        for (String name : List.of(NAME, SmallFile.draft(NAME))) {
            if (disk.exists(name)) {
                there = true;
                try (DiskFile file = disk.open(name)) {
                    // It holds the key of an index that will be thrown away one day.
                    file.write(0, new byte[(int) Math.min(LONGEST, file.size())]);
                    file.force();
                }
                disk.delete(name);
            }
        }
        if (there) {
            disk.forceDirectory();
        }
    }

    /** The key that seals marks. */
    static SecretKey key(SecretKey storeKey) {
        return Blake2b.key(storeKey, "QDv1 db mark");
    }
}
