package org.quietdrop.node.control;

import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.MessageReport;
import org.quietdrop.node.inspect.WireLines;

import java.time.Duration;
import java.util.OptionalLong;

/** What the {@code inspect} methods ask. Every method blocks and may fail with a UserError. */
public interface XRay {
    /**
     * What went over the wire after a number, as soon as there is something; locked: exit 5.
     *
     * @param after empty: begins to look and tells where, at once
     * @param patience then the answer is empty
     */
    WireLines wire(OptionalLong after, Duration patience);

    /** What the disk tells, locked or ready; takes as long as reading it all. */
    DiskReport disk();

    /** What is known of the keys of a message; locked: exit 5, no such message: exit 9. */
    MessageReport message(String id);
}
