package org.quietdrop.store.record;

import java.time.Instant;

/**
 * What is known of the homes of one contact, and what it knows of ours: an identity has one home at
 * a time, the one that was restored last.
 *
 * @param restored the latest restore that a home of the contact has said; the epoch: it was never
 *     restored
 * @param older when an older home of the contact was last turned away, of which the newest has not
 *     been told; the epoch: there is no such thing to tell
 * @param elsewhere when our identity was restored elsewhere, by the word of this contact, who does
 *     not speak to this home any more; the epoch: it does
 */
public record HomeStamp(Instant restored, Instant older, Instant elsewhere) {
    /** Of a contact that was not met yet. */
    public static final HomeStamp NONE = new HomeStamp(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH);

    private static final int VERSION = 1;

    /** After a newer home of the contact came. */
    public HomeStamp newer(Instant at) {
        return new HomeStamp(at, Instant.EPOCH, elsewhere);
    }

    /** After an older home of the contact was turned away; the epoch: that was told. */
    public HomeStamp olderCame(Instant at) {
        return new HomeStamp(restored, at, elsewhere);
    }

    /** After the contact said that we are elsewhere; the epoch: it speaks to this home. */
    public HomeStamp elsewhere(Instant at) {
        return new HomeStamp(restored, older, at);
    }

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).time(restored).time(older).time(elsewhere).done();
    }

    /** From the store. */
    public static HomeStamp decode(byte[] bytes) {
        RecordReader in = new RecordReader("home stamp", bytes, VERSION);
        HomeStamp stamp = new HomeStamp(in.time(), in.time(), in.time());
        in.end();
        return stamp;
    }
}
