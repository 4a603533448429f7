package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

import java.time.Instant;

/**
 * One step in a message's story, as {@code why} tells it.
 *
 * @param at when
 * @param what which step
 * @param detail an address, a count or nothing; never content
 */
public record Step(Instant at, What what, String detail) {
    /** The steps there are. Codes are stored: add at the end only. */
    public enum What {
        QUEUED,
        AWAY,
        SEALED,
        SENT,
        DELIVERED,
        RECEIVED,
        ACKNOWLEDGED,
        EXPIRED,
        HELD,
        /** A relay says that it keeps a copy; detail: its UserId in hex. */
        KEPT,
        /** A relay does not keep it; detail: its UserId in hex, a blank, the reason. */
        NOT_KEPT,
        /** A relay has given its copy up; detail: its UserId in hex. */
        LOST,
        /** Our trust or the relay's ended; detail: its UserId in hex. */
        WITHDRAWN,
        /** It came by way of a relay; detail: its UserId in hex. */
        CAME_BY,
        /** The word of delivery came by way of a relay. */
        RECEIPT,
        READ,
        RECALLED,
        /** Other words were put in its place by who wrote it. */
        EDITED,
        /** Its words were deleted. */
        DELETED,
        /** The other side's node has taken word of a change; detail: which. */
        CHANGE_TAKEN,
        /** The other side was never told of a change; detail: which. */
        CHANGE_EXPIRED
    }

    /**
     * The relay that the step is about.
     *
     * @throws IllegalArgumentException if it is about none
     */
    public UserId relay() {
        return UserId.of(Bytes.ofHex(detail.split(" ", 2)[0]).toArray());
    }

    void write(RecordWriter out) {
        out.time(at).choice(what).text(detail);
    }

    static Step read(RecordReader in) {
        return new Step(in.time(), in.choice(What.values()), in.text());
    }
}
