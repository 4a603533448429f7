package org.quietdrop.store.journal;

import org.quietdrop.crypto.Bytes;

/**
 * The newest batch of a journal: what the clean mark remembers.
 *
 * @param seq its sequence number, 0 for an empty journal
 * @param tag its 16-byte authentication tag, zeros for an empty journal
 * @param segment the segment that is written to
 * @param end offset in that segment where the next frame goes
 */
public record Tip(long seq, Bytes tag, long segment, int end) {}
