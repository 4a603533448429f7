package org.quietdrop.store;

import java.nio.file.Path;

/** Where the index is kept. */
public sealed interface IndexPlace {
    /** In a MapDB file; its folder exists. */
    record InFile(Path file) implements IndexPlace {}

    /** In the heap: replayed at every start. For simulation and small tools. */
    record InHeap() implements IndexPlace {}
}
