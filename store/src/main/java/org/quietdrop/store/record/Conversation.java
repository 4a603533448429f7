package org.quietdrop.store.record;

/**
 * The counters of a conversation.
 *
 * @param nextSeq the user sequence number of the next message sent, from 1
 * @param expectedSeq the next user sequence number expected from the other side, from 1
 * @param nextLine the place of the next line of history, from 1
 * @param readThrough the place up to which the user has read; 0: nothing
 */
public record Conversation(long nextSeq, long expectedSeq, long nextLine, long readThrough) {
    /** A conversation in which nothing was said. */
    public static final Conversation NEW = new Conversation(1, 1, 1, 0);

    private static final int VERSION = 2;

    /**
     * The highest user sequence number that is believed when the other side names it: far beyond
     * what people write, and far from where counting would overflow.
     */
    public static final long MOST_SEQ = 1L << 53;

    /** After one more was written here. */
    public Conversation wrote() {
        return new Conversation(nextSeq + 1, expectedSeq, nextLine + 1, readThrough);
    }

    /** After something was queued that nobody sees: it has a place, and no number. */
    public Conversation queuedUnseen() {
        return new Conversation(nextSeq, expectedSeq, nextLine + 1, readThrough);
    }

    /** After the newest that was written here was taken back: its number is free again. */
    public Conversation recalled() {
        return new Conversation(nextSeq - 1, expectedSeq, nextLine, readThrough);
    }

    /** After the user has read this far. */
    public Conversation read(long place) {
        return new Conversation(nextSeq, expectedSeq, nextLine, Math.max(readThrough, place));
    }

    /** After one more with this number came in. */
    public Conversation received(long seq) {
        long next = Math.min(seq, MOST_SEQ - 1) + 1;
        return new Conversation(nextSeq, Math.max(expectedSeq, next), nextLine + 1, readThrough);
    }

    /** The other side expects this number next: no lower one is used any more. */
    public Conversation goingOnFrom(long seq) {
        boolean higher = seq > nextSeq && seq <= MOST_SEQ;
        return higher ? new Conversation(seq, expectedSeq, nextLine, readThrough) : this;
    }

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION)
                .u64(nextSeq)
                .u64(expectedSeq)
                .u64(nextLine)
                .u64(readThrough)
                .done();
    }

    /** From the store. */
    public static Conversation decode(byte[] bytes) {
        RecordReader in = new RecordReader("conversation", bytes, VERSION);
        var c = new Conversation(in.u64(), in.u64(), in.u64(), in.since(2) ? in.u64() : 0);
        in.end();
        return c;
    }
}
