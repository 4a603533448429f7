package org.quietdrop.store.journal;

import java.util.List;

/**
 * Some batches of one segment, in order.
 *
 * @param batches what was read
 * @param next where to go on
 * @param end whether that was all of the segment
 */
public record Piece(List<Read> batches, Cursor next, boolean end) {
    /**
     * Where a reading of a segment stands.
     *
     * @param place of the next frame
     * @param seq its sequence number
     */
    public record Cursor(Place place, long seq) {}

    /** One batch and its sequence number. */
    @SuppressWarnings("ArrayRecordComponent") // lives for a moment, is never compared
    public record Read(long seq, byte[] batch) {}
}
