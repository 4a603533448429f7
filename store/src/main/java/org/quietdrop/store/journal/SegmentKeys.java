package org.quietdrop.store.journal;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.SecretKey;

/**
 * The two keys of one segment, both from its data key.
 *
 * @param frame seals bodies
 * @param head authenticates frame headers, so that a scan for the next frame is cheap and exact
 */
record SegmentKeys(SecretKey frame, SecretKey head) implements AutoCloseable {
    static SegmentKeys from(SecretKey dataKey) {
        return new SegmentKeys(
                Blake2b.key(dataKey, "QDv1 db frame"), Blake2b.key(dataKey, "QDv1 db check"));
    }

    @Override
    public void close() {
        frame.close();
        head.close();
    }
}
