package org.quietdrop.store.journal;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.tests.fuzz.Always;

import java.util.Arrays;

/** What a segment of the journal begins with, and its frames, from bytes of all kinds. */
public final class JournalReading {
    private JournalReading() {}

    public static void all(byte[] bytes) {
        try (SecretKey wrap = SecretKey.of(new byte[32]);
                SegmentKeys keys =
                        new SegmentKeys(SecretKey.of(new byte[32]), SecretKey.of(new byte[32]))) {
            SegmentHeader.read(wrap, Arrays.copyOf(bytes, SegmentHeader.LENGTH));
            for (int at = 0; at <= bytes.length; at += Frame.ALIGNMENT) {
                Place place = new Place(1, at);
                int here = at;
                Frame.readHeader(bytes, at)
                        .ifPresent(frame ->
                                Always.that(
                                        frame.open(keys, place, bytes, here).isEmpty(),
                                        "a frame that nobody sealed"));
                Always.that(!Frame.looksRight(keys, place, bytes, at), "a header nobody made");
            }
        } catch (StoreFailure.Damaged | StoreFailure.Newer e) {
            // What may be said of it.
        }
    }
}
