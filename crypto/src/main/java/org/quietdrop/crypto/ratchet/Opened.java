package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.PublicKey;

/**
 * What opening gives. Commit {@code state}, what came of the body, and the envelope id together,
 * then acknowledge.
 */
public final class Opened {
    private final RatchetState state;
    private final byte[] body;
    private final PublicKey dhPub;
    private final int n;

    Opened(RatchetState state, byte[] body, PublicKey dhPub, int n) {
        this.state = state;
        this.body = body;
        this.dhPub = dhPub;
        this.n = n;
    }

    /** The state after it; the caller closes it, and the one before. */
    public RatchetState state() {
        return state;
    }

    /** The padded body, 3,896 bytes, live: plain text of a person, not for logs. */
    public byte[] body() {
        return body;
    }

    /** The public key of the peer's chain in which it was sealed. */
    public PublicKey dhPub() {
        return dhPub;
    }

    /** Its number in that chain, from 0. */
    public int n() {
        return n;
    }

    @Override
    public String toString() {
        return "Opened[redacted]";
    }
}
