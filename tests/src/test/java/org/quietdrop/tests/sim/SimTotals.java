package org.quietdrop.tests.sim;

import java.util.concurrent.atomic.LongAdder;

/** What the simulator did to the nodes, over all seeds: a total of zero proves nothing. */
final class SimTotals {
    final LongAdder accepted = new LongAdder();
    final LongAdder delivered = new LongAdder();
    final LongAdder losses = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder reorderings = new LongAdder();
    final LongAdder damages = new LongAdder();
    final LongAdder partitions = new LongAdder();
    final LongAdder brokenLinks = new LongAdder();
    final LongAdder crashesBeforeCommit = new LongAdder();
    final LongAdder crashesInCommit = new LongAdder();
    final LongAdder crashesAfterCommit = new LongAdder();
    final LongAdder crashesInPairing = new LongAdder();
    final LongAdder crashesInInvitation = new LongAdder();
    final LongAdder compactions = new LongAdder();
    final LongAdder crashesInCompaction = new LongAdder();
    final LongAdder renewals = new LongAdder();
    final LongAdder rollbacks = new LongAdder();
    final LongAdder undone = new LongAdder();
    final LongAdder missed = new LongAdder();
    final LongAdder clocksSet = new LongAdder();
    final LongAdder edits = new LongAdder();
    final LongAdder deletions = new LongAdder();
    final LongAdder reactions = new LongAdder();

    /** The least of what must happen to carried mail, too: pairing is left alone there. */
    long leastOfRelays() {
        return java.util.stream.Stream.of(
                        accepted,
                        delivered,
                        losses,
                        duplicates,
                        reorderings,
                        damages,
                        partitions,
                        brokenLinks,
                        crashesBeforeCommit,
                        crashesInCommit,
                        crashesAfterCommit,
                        compactions,
                        crashesInCompaction,
                        rollbacks)
                .mapToLong(LongAdder::sum)
                .min()
                .orElse(0);
    }

    /** The least of what people do to messages that were written. */
    long leastOfChanges() {
        return Math.min(edits.sum(), Math.min(deletions.sum(), reactions.sum()));
    }

    long least() {
        return java.util.stream.Stream.of(
                        accepted,
                        delivered,
                        losses,
                        duplicates,
                        reorderings,
                        damages,
                        partitions,
                        brokenLinks,
                        crashesBeforeCommit,
                        crashesInCommit,
                        crashesAfterCommit,
                        compactions,
                        crashesInCompaction,
                        crashesInPairing)
                .mapToLong(LongAdder::sum)
                .min()
                .orElse(0);
    }

    @Override
    public String toString() {
        return "accepted "
                + accepted
                + ", delivered "
                + delivered
                + ", frames lost "
                + losses
                + ", duplicated "
                + duplicates
                + ", reordered "
                + reorderings
                + ", damaged "
                + damages
                + ", partitions "
                + partitions
                + ", links broken "
                + brokenLinks
                + ", edits "
                + edits
                + ", deletions "
                + deletions
                + ", reactions "
                + reactions
                + ", crashes before commit "
                + crashesBeforeCommit
                + ", in commit "
                + crashesInCommit
                + ", after commit "
                + crashesAfterCommit
                + ", while pairing "
                + crashesInPairing
                + ", while meeting by invitation "
                + crashesInInvitation
                + ", compactions "
                + compactions
                + ", crashes in them "
                + crashesInCompaction
                + ", clocks set "
                + clocksSet
                + ", renewals "
                + renewals
                + ", rollbacks "
                + rollbacks
                + ", messages undone by them "
                + undone;
    }
}
