package org.quietdrop.store.record;

/**
 * A reaction of one of the two people in a conversation to a message.
 *
 * @param number counts the reactions of this person to this message, from 1: the highest counts; 0:
 *     there was none
 * @param text the sign; empty: taken back
 */
public record Sign(int number, String text) {
    /** No reaction so far. */
    public static final Sign NONE = new Sign(0, "");

    void write(RecordWriter out) {
        out.u32(number).text(text);
    }

    static Sign read(RecordReader in) {
        return new Sign(in.u32(), in.text());
    }
}
