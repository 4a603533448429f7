package org.quietdrop.store.record;

/**
 * The counters of a conversation.
 *
 * @param nextSeq the user sequence number of the next message sent, from 1
 * @param expectedSeq the next user sequence number expected from the other side, from 1
 * @param nextLine the place of the next line of history, from 1
 */
public record Conversation(long nextSeq, long expectedSeq, long nextLine) {
    /** A conversation in which nothing was said. */
    public static final Conversation NEW = new Conversation(1, 1, 1);

    private static final int VERSION = 1;

    /**
     * The highest user sequence number that is believed when the other side names it: far beyond
     * what people write, and far from where counting would overflow.
     */
    public static final long MOST_SEQ = 1L << 53;

    /** After one more was written here. */
    public Conversation wrote() {
        return new Conversation(nextSeq + 1, expectedSeq, nextLine + 1);
    }

    /** After one more with this number came in. */
    public Conversation received(long seq) {
        long next = Math.min(seq, MOST_SEQ - 1) + 1;
        return new Conversation(nextSeq, Math.max(expectedSeq, next), nextLine + 1);
    }

    /** The other side expects this number next: no lower one is used any more. */
    public Conversation goingOnFrom(long seq) {
        boolean higher = seq > nextSeq && seq <= MOST_SEQ;
        return higher ? new Conversation(seq, expectedSeq, nextLine) : this;
    }

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).u64(nextSeq).u64(expectedSeq).u64(nextLine).done();
    }

    /** From the store. */
    public static Conversation decode(byte[] bytes) {
        RecordReader in = new RecordReader("conversation", bytes, VERSION);
        var c = new Conversation(in.u64(), in.u64(), in.u64());
        in.end();
        return c;
    }
}
