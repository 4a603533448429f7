package org.quietdrop.store.journal;

/**
 * A range of the journal that cannot be read. It is left as it is.
 *
 * @param segment number of the segment
 * @param from first byte of the range
 * @param to first byte after it; equal to {@code from} if bytes are missing altogether
 * @param reason what was found, in a few words
 */
public record Quarantine(long segment, long from, long to, String reason) {}
