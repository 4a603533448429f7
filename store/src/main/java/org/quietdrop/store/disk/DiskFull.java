package org.quietdrop.store.disk;

import java.io.IOException;

/** There is no room left on the disk. */
public final class DiskFull extends IOException {
    public DiskFull(String message) {
        super(message);
    }
}
