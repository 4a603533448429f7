package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;

import java.util.Arrays;

/** The name of an envelope: what an acknowledgement carries and what a receiver remembers. */
public final class EnvelopeId {
    /** The size in bytes. */
    public static final int SIZE = 16;

    private static final byte[] NO_KEY = new byte[32];

    private EnvelopeId() {}

    /** The id of the 4,000 bytes of an envelope. Anybody who holds the envelope can compute it. */
    public static Bytes of(Bytes envelope) {
        return of(envelope.toArray());
    }

    /** The same for an array. */
    public static Bytes of(byte[] envelope) {
        if (envelope.length != DoubleRatchet.ENVELOPE_SIZE) {
            throw new IllegalArgumentException("an envelope has 4,000 bytes");
        }
        return Bytes.of(Arrays.copyOf(Blake2b.prf(NO_KEY, "QDv1 env id", envelope), SIZE));
    }
}
