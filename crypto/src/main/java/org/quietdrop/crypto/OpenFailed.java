package org.quietdrop.crypto;

/**
 * The one thing that hostile bytes cause here. It says nothing about why: no message, no cause, no
 * stack trace, the same for a wrong tag, a wrong length and a wrong point.
 */
public final class OpenFailed extends RuntimeException {
    public OpenFailed() {
        super(null, null, false, false);
    }
}
