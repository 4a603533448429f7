package org.quietdrop.store.record;

/**
 * The counters of a conversation.
 *
 * @param nextSeq the user sequence number of the next message sent, from 1
 * @param expectedSeq the next user sequence number expected from the other side, from 1
 * @param nextLine the place of the next line of history, from 1
 * @param nextOwed the place of the next owed acknowledgement
 */
public record Conversation(long nextSeq, long expectedSeq, long nextLine, long nextOwed) {
    /** A conversation in which nothing was said. */
    public static final Conversation NEW = new Conversation(1, 1, 1, 1);

    private static final int VERSION = 1;

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION)
                .u64(nextSeq)
                .u64(expectedSeq)
                .u64(nextLine)
                .u64(nextOwed)
                .done();
    }

    /** From the store. */
    public static Conversation decode(byte[] bytes) {
        RecordReader in = new RecordReader("conversation", bytes, VERSION);
        var c = new Conversation(in.u64(), in.u64(), in.u64(), in.u64());
        in.end();
        return c;
    }
}
