package org.quietdrop.crypto.relay;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.util.Arrays;

/**
 * How somebody tells a contact which relays he uses: the contact recognises those he knows himself
 * and learns nothing of the others (PROTOCOL.md, Relay).
 */
public final class Hint {
    /** The size in bytes. */
    public static final int SIZE = 8;

    private Hint() {}

    /**
     * One hint.
     *
     * @param hintKey 32 bytes, of the relation; stays the caller's
     * @param owner who collects at the relay and says so
     * @param relay at whom
     * @return 8 bytes
     */
    public static Bytes of(SecretKey hintKey, UserId owner, UserId relay) {
        byte[] whole = Blake2b.prf(hintKey.expose(), "QDv1 hint", owner.toArray(), relay.toArray());
        return Bytes.of(Arrays.copyOf(whole, SIZE));
    }
}
