package org.quietdrop.store.journal;

import java.util.List;

/**
 * What reading the whole journal found.
 *
 * @param batches how many batches were read
 * @param tornBytes length of the unfinished batch at the end that was cut, 0 if there was none
 * @param quarantined what cannot be read
 * @param lostBatches how many sequence numbers are missing for that reason
 */
public record Recovery(
        long batches, long tornBytes, List<Quarantine> quarantined, long lostBatches) {}
