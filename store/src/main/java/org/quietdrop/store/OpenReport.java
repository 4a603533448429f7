package org.quietdrop.store;

import org.quietdrop.store.journal.Quarantine;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found when the store was opened, and damage met since.
 *
 * @param clean the last user closed it, and everything stood where the clean mark says
 * @param rebuilt the index was made anew from the journal
 * @param batches sequence number of the newest batch
 * @param tornBytes length of an unfinished batch at the end that was cut
 * @param quarantined what cannot be read; the rest can
 * @param lostBatches number of batches that are gone for that reason
 */
public record OpenReport(
        boolean clean,
        boolean rebuilt,
        long batches,
        long tornBytes,
        List<Quarantine> quarantined,
        long lostBatches) {

    /** Whether something is missing that had been stored. */
    public boolean damaged() {
        return !quarantined.isEmpty() || lostBatches > 0;
    }

    /** In words for people; empty if there is nothing to say. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (tornBytes > 0) {
            lines.add("an unfinished write of " + tornBytes + " bytes at the end was cut");
        }
        for (Quarantine range : quarantined) {
            lines.add(
                    "journal segment "
                            + range.segment()
                            + ", bytes "
                            + range.from()
                            + " to "
                            + range.to()
                            + ": "
                            + range.reason());
        }
        if (lostBatches > 0) {
            lines.add(lostBatches + " changes cannot be read; everything else can");
        }
        return lines;
    }
}
