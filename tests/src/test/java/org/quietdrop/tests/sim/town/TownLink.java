package org.quietdrop.tests.sim.town;

import org.quietdrop.crypto.Bytes;

import java.time.Duration;
import java.time.Instant;

/** One link: what is sent arrives, in order, until the end. Each side has a number for it. */
final class TownLink {
    /** After so long without a cell from the other side a link asks whether it is there. */
    private static final long SILENCE = Duration.ofMinutes(1).toMillis();

    final TownNode dialler;
    final TownNode answerer;
    final long diallerNumber;
    final long answererNumber;

    /** Of the hello, the same on both sides. */
    final Bytes h;

    boolean open = true;
    private final Instant[] arrived = {Instant.MIN, Instant.MIN};
    private Instant quietSince;

    TownLink(TownNode dialler, TownNode answerer, long firstNumber, Bytes h, Instant now) {
        this.dialler = dialler;
        this.answerer = answerer;
        this.diallerNumber = firstNumber;
        this.answererNumber = firstNumber + 1;
        this.h = h;
        this.quietSince = now;
    }

    TownNode other(TownNode node) {
        return node == dialler ? answerer : dialler;
    }

    long numberAt(TownNode node) {
        return node == dialler ? diallerNumber : answererNumber;
    }

    /** When something that is sent now arrives: not before what was sent earlier. */
    Instant arrival(TownNode to, Instant earliest) {
        int way = to == dialler ? 0 : 1;
        if (arrived[way].isBefore(earliest)) arrived[way] = earliest;
        return arrived[way];
    }

    /** Something is sent: says how many pings and pongs there were in the silence before. */
    long spoke(Instant now) {
        long asked = Duration.between(quietSince, now).toMillis() / SILENCE;
        quietSince = now;
        return 2 * asked;
    }
}
