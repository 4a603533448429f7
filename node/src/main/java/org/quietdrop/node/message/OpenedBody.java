package org.quietdrop.node.message;

import java.util.Arrays;

/** The body of an envelope that has opened, and in which session. Wiped when it is closed. */
public final class OpenedBody implements AutoCloseable {
    private final byte[] body;
    private final boolean present;

    OpenedBody(byte[] body, boolean present) {
        this.body = body;
        this.present = present;
    }

    /** The padded body, live. */
    public byte[] body() {
        return body;
    }

    /** Whether it opened in the present session, not in an old one. */
    public boolean present() {
        return present;
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
