package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;

import java.nio.ByteBuffer;

/**
 * The header of an envelope, 48 bytes: flags 1 (zero) | dh_pub 32 | pn 4 | n 4 | kem 4 | zero 3.
 *
 * @param dhPub the sender's ratchet key of this chain
 * @param previousLength pn: how many envelopes the chain before has
 * @param n the number of the envelope in its chain
 * @param kem the number of the ML-KEM secret that was mixed in when the chain began; 0: none
 */
record Header(PublicKey dhPub, int previousLength, int n, int kem) {
    static final int SIZE = 48;

    byte[] encode() {
        return ByteBuffer.allocate(SIZE)
                .put((byte) 0)
                .put(dhPub.toArray())
                .putInt(previousLength)
                .putInt(n)
                .putInt(kem)
                .array();
    }

    /** Throws {@link OpenFailed} for anything that this version does not write. */
    static Header decode(byte[] header) {
        if (header.length != SIZE) {
            throw new OpenFailed();
        }
        ByteBuffer in = ByteBuffer.wrap(header);
        int flags = in.get();
        byte[] dhPub = new byte[32];
        in.get(dhPub);
        int previousLength = in.getInt();
        int n = in.getInt();
        int kem = in.getInt();
        int zero = in.getShort() | in.get();
        // Numbers of 2^31 and more cannot be reached: nobody seals that far ahead of the other.
        if (flags != 0 || previousLength < 0 || n < 0 || kem < 0 || zero != 0) {
            throw new OpenFailed();
        }
        return new Header(PublicKey.of(dhPub), previousLength, n, kem);
    }
}
