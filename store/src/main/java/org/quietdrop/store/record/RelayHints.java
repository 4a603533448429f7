package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What two contacts told each other of the friends that carry for them.
 *
 * @param said names the set of relays that was last queued for the contact, 16 bytes; zeros: none
 * @param heardAt when the contact wrote the hints that count; the epoch: never
 * @param heard the contact's hints, 8 bytes each; only with the pair's hint key they say something
 */
public record RelayHints(Bytes said, Instant heardAt, List<Bytes> heard) {
    /** Nothing was said yet. */
    public static final RelayHints NONE =
            new RelayHints(Bytes.of(new byte[16]), Instant.EPOCH, List.of());

    /** How far the clocks of two people may be apart: each a day. */
    private static final Duration APART = Duration.ofDays(2);

    private static final int VERSION = 1;

    /** Copies the list. */
    public RelayHints {
        heard = List.copyOf(heard);
    }

    /** The same after another set was queued. */
    public RelayHints saying(Bytes set) {
        return new RelayHints(set, heardAt, heard);
    }

    /**
     * The same after the contact's hints came, unless newer ones are here: by way of friends they
     * come in any order. Hints that were written further in time to come than two clocks may differ
     * count as of now: else they would stand until that time.
     */
    public RelayHints hearing(Instant written, Instant now, List<Bytes> hints) {
        Instant when = written.isAfter(now.plus(APART)) ? now : written;
        return when.isBefore(heardAt) ? this : new RelayHints(said, when, hints);
    }

    /** For the store. */
    public byte[] encode() {
        RecordWriter out = new RecordWriter(VERSION).raw(said).time(heardAt).u8(heard.size());
        for (Bytes hint : heard) out.raw(hint);
        return out.done();
    }

    /** From the store. */
    public static RelayHints decode(byte[] bytes) {
        RecordReader in = new RecordReader("relay hints", bytes, VERSION);
        Bytes said = Bytes.of(in.raw(16));
        Instant at = in.time();
        int count = in.u8();
        List<Bytes> heard = new ArrayList<>();
        for (int i = 0; i < count; i++) heard.add(Bytes.of(in.raw(8)));
        in.end();
        return new RelayHints(said, at, heard);
    }
}
