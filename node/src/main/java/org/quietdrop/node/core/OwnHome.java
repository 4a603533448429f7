package org.quietdrop.node.core;

import java.time.Instant;

/**
 * Which home of its identity a node has.
 *
 * @param restored when it was restored; the epoch: it is the first one
 * @param asOf when the backup was made that it was restored from; the epoch: there was none
 */
public record OwnHome(Instant restored, Instant asOf) {
    /** A home that was never restored. */
    public static final OwnHome FIRST = new OwnHome(Instant.EPOCH, Instant.EPOCH);
}
