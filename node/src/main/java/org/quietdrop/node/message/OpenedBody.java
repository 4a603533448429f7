package org.quietdrop.node.message;

import java.util.Arrays;

/** The body of an envelope that has opened, and in which session. Wiped when it is closed. */
public final class OpenedBody implements AutoCloseable {
    private final byte[] body;
    private final boolean present;
    private final boolean offerDue;

    OpenedBody(byte[] body, boolean present, boolean offerDue) {
        this.body = body;
        this.present = present;
        this.offerDue = offerDue;
    }

    /** The padded body, live. */
    public byte[] body() {
        return body;
    }

    /** Whether it opened in the present session, not in an old one. */
    public boolean present() {
        return present;
    }

    /** Whether it is time to offer an ML-KEM key in that session. */
    public boolean offerDue() {
        return offerDue;
    }

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }

    @Override
    public String toString() {
        return "OpenedBody[redacted]";
    }
}
