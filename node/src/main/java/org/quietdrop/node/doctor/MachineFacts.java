package org.quietdrop.node.doctor;

import java.util.List;
import java.util.Optional;

/**
 * This machine's memory, and the Java it runs.
 *
 * @param swaps where memory is written to; empty with {@code swapKnown}: nowhere
 * @param swapKnown whether that could be looked at
 * @param cores whether the process of the node may leave an image of its memory when it crashes;
 *     empty: not known, or no node runs
 * @param warnings what the system refused the node for its memory
 * @param java the version
 */
public record MachineFacts(
        List<Swap> swaps,
        boolean swapKnown,
        Optional<Boolean> cores,
        List<String> warnings,
        int java) {
    /** Copies the lists. */
    public MachineFacts {
        swaps = List.copyOf(swaps);
        warnings = List.copyOf(warnings);
    }

    /** A place to which memory is written. */
    public record Swap(String name, Kind kind) {
        /** What can be read of it when the machine is off. */
        public enum Kind {
            /** Nothing: it lies in memory itself, or on an encrypted disk. */
            CLOSED,
            OPEN,
            UNKNOWN
        }
    }
}
