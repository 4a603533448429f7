package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.node.wire.ProtocolViolation;

/**
 * Who we are on links.
 *
 * @param identity borrowed: whoever made it closes it after the links
 * @param card what we show when pairing
 * @param versions what we speak
 */
record Self(Identity identity, Card card, VersionRange versions) {
    /** The version whose handshakes these are. */
    private static final int IN_USE = 1;

    /** Our static key, for a handshake. */
    HandshakeKeys keys() {
        return HandshakeKeys.none().withStatic(identity.dhSecret(), identity.dhKey());
    }

    /**
     * Compares versions with the other side's. A common version above the one in use means that
     * somebody between us hides it, and ends the link like no common version at all.
     */
    void agree(VersionRange theirs) {
        int lowest = Math.max(versions.lowest(), theirs.lowest());
        int highest = Math.min(versions.highest(), theirs.highest());
        if (lowest > IN_USE || highest != IN_USE) {
            throw new ProtocolViolation(ProtocolViolation.Reason.VALUE);
        }
    }

    /** A label and what it is bound to. */
    static byte[] prologue(byte[] label, Bytes h) {
        return Bytes.join(label, h.toArray());
    }

    @Override
    public String toString() {
        return "Self[redacted]";
    }
}
