package org.quietdrop.store.record;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the lines of one conversation are kept here, where its user said so.
 *
 * @param keep in whole seconds; empty: for ever
 */
public record Retention(Optional<Duration> keep) {
    private static final int VERSION = 1;

    /** For the store. */
    public byte[] encode() {
        return new RecordWriter(VERSION).u64(keep.map(Duration::toSeconds).orElse(0L)).done();
    }

    /** From the store. */
    public static Retention decode(byte[] bytes) {
        RecordReader in = new RecordReader("retention", bytes, VERSION);
        long seconds = in.u64();
        in.end();
        return new Retention(
                seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)));
    }
}
