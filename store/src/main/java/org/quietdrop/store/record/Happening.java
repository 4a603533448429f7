package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;

/**
 * Something that {@code watch} tells, kept under its cursor so that a watcher can resume.
 *
 * @param kind what kind of notice
 * @param at when
 * @param contact whose conversation, 32 bytes; empty: none
 * @param line which line of it; 0: none
 * @param text anything else to say; never content
 */
public record Happening(Kind kind, Instant at, Bytes contact, long line, String text) {
    private static final int VERSION = 2;

    /** Kinds of notices. Codes are stored: add at the end only. */
    public enum Kind {
        MESSAGE,
        STATE,
        CONTACT,
        WARNING,
        /** A message was edited, deleted or reacted to; text: which. */
        CHANGED
    }

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION)
                .choice(kind)
                .time(at)
                .bytes(contact)
                .u64(line)
                .text(text)
                .done();
    }

    /** From the store. */
    public static Happening decode(byte[] bytes) {
        RecordReader in = new RecordReader("happening", bytes, VERSION);
        var happening =
                new Happening(in.choice(Kind.values()), in.time(), in.value(), in.u64(), in.text());
        in.end();
        return happening;
    }
}
