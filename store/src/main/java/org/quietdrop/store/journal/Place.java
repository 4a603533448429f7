package org.quietdrop.store.journal;

/**
 * Where a batch lies.
 *
 * @param segment number of the segment, from 1
 * @param offset of the frame in the segment file, in bytes
 */
public record Place(long segment, int offset) {}
