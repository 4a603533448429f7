package org.quietdrop.store.index;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Seals slots for the index file: padded, bound to schema and blinded key. Numbers of batches are
 * sealed, too: they would show which records were written together. FORMAT.md 7.
 *
 * @param key of this index file alone; it goes when the file is rebuilt
 */
record SlotSeal(SecretKey key, RandomSource random) {
    static final int SCHEMA = 2;
    private static final int NONCE = 24;
    private static final int INLINE = 1;
    private static final int IN_JOURNAL = 2;

    byte[] seal(IndexKey at, Slot slot) {
        int head = 8 + 1 + 1 + slot.group().size() + 8;
        byte[] plain =
                switch (slot.content()) {
                    case Slot.Content.Inline(Bytes value) ->
                            fill(head + 4 + value.size(), INLINE, slot)
                                    .putInt(value.size())
                                    .put(value.toArray())
                                    .array();
                    case Slot.Content.InJournal(
                                    long segment,
                                    int offset,
                                    int ordinal,
                                    int length) ->
                            fill(head + 20, IN_JOURNAL, slot)
                                    .putLong(segment)
                                    .putInt(offset)
                                    .putInt(ordinal)
                                    .putInt(length)
                                    .array();
                };
        byte[] nonce = random.bytes(NONCE);
        byte[] box = XAead.seal(key, nonce, bound(at), plain);
        Arrays.fill(plain, (byte) 0);
        return ByteBuffer.allocate(NONCE + box.length).put(nonce).put(box).array();
    }

    /** About how long a slot is in the file, in bytes. */
    static int length(Slot slot) {
        int value =
                switch (slot.content()) {
                    case Slot.Content.Inline(Bytes bytes) -> bytes.size();
                    case Slot.Content.InJournal _ -> 0;
                };
        return 160 + value;
    }

    private static ByteBuffer fill(int need, int kind, Slot slot) {
        return ByteBuffer.allocate(padded(need))
                .putLong(slot.version())
                .put((byte) kind)
                .put((byte) slot.group().size())
                .put(slot.group().toArray())
                .putLong(slot.order());
    }

    /** Up to 96, 256, then steps of a quarter of a power of two. */
    static int padded(int need) {
        if (need <= 256) {
            return need <= 96 ? 96 : 256;
        }
        int step = Math.max(256, Integer.highestOneBit(need - 1) / 4);
        return (need + step - 1) / step * step;
    }

    Slot open(IndexKey at, byte[] sealed) {
        if (sealed.length < NONCE) {
            throw damaged();
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 0, NONCE);
        byte[] box = Arrays.copyOfRange(sealed, NONCE, sealed.length);
        try {
            byte[] plain = XAead.open(key, nonce, bound(at), box);
            ByteBuffer in = ByteBuffer.wrap(plain);
            long version = in.getLong();
            int kind = in.get();
            byte[] group = new byte[in.get()];
            in.get(group);
            long order = in.getLong();
            Slot slot = new Slot(version, Bytes.of(group), order, content(kind, in));
            Arrays.fill(plain, (byte) 0);
            return slot;
        } catch (OpenFailed e) {
            throw damaged();
        }
    }

    private static Slot.Content content(int kind, ByteBuffer in) {
        if (kind == INLINE) {
            byte[] value = new byte[in.getInt()];
            in.get(value);
            return new Slot.Content.Inline(Bytes.of(value));
        }
        return new Slot.Content.InJournal(in.getLong(), in.getInt(), in.getInt(), in.getInt());
    }

    private static StoreFailure damaged() {
        return new StoreFailure.Broken("the index is damaged; it is rebuilt at the next start");
    }

    private static byte[] bound(IndexKey at) {
        return ByteBuffer.allocate(2 + IndexKey.LENGTH)
                .putShort((short) SCHEMA)
                .put(at.bytes())
                .array();
    }
}
