package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

/**
 * The words of 1,024 neighbouring places of a conversation, for the search. FORMAT.md 9 says how
 * times and words are packed.
 *
 * @param rules number of the rules by which texts were cut into words
 * @param present a bit for each place with a line, 128 bytes
 * @param mine the same for lines that were written here
 * @param first when the first line was kept, in seconds since 1970
 * @param times the same of the others, packed
 * @param words the words and where they stand, packed
 */
public record SearchBlock(
        int rules, Bytes present, Bytes mine, long first, Bytes times, Bytes words) {
    private static final int VERSION = 1;
    private static final int BITS = 128;

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION)
                .u8(rules)
                .raw(present)
                .raw(mine)
                .u64(first)
                .bytes(times)
                .bytes(words)
                .done();
    }

    /** From the store. */
    public static SearchBlock decode(byte[] bytes) {
        RecordReader in = new RecordReader("search block", bytes, VERSION);
        var block =
                new SearchBlock(
                        in.u8(),
                        Bytes.of(in.raw(BITS)),
                        Bytes.of(in.raw(BITS)),
                        in.u64(),
                        in.value(),
                        in.value());
        in.end();
        return block;
    }

    @Override
    public String toString() {
        return "SearchBlock[redacted]";
    }
}
