package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.pairing.Role;

/**
 * The public face of a session: what {@code SessionCheck} says and is compared with. All keys here
 * are public; a key that does not exist is 32 zero bytes.
 *
 * @param sessionId 16 bytes
 * @param role which end this is
 * @param dhPub our present ratchet key
 * @param nextToSend the number of the next envelope in the chain of {@code dhPub}
 * @param previousDhPub our ratchet key before; zero: none
 * @param sentInPrevious how many envelopes were sealed in the chain of {@code previousDhPub}
 * @param peerDhPub the peer's newest ratchet key; zero: none yet
 * @param nextExpected the number of the next envelope expected in the chain of {@code peerDhPub}
 */
public record SessionView(
        Bytes sessionId,
        Role role,
        PublicKey dhPub,
        int nextToSend,
        PublicKey previousDhPub,
        int sentInPrevious,
        PublicKey peerDhPub,
        int nextExpected) {
    /** Stands for a key that does not exist. */
    public static final PublicKey NONE = PublicKey.of(new byte[32]);
}
