package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;

/** What a {@link Handshake} asks for after a message. */
sealed interface Step {
    /** Send this and go on. */
    record Say(Bytes out) implements Step {}

    /** No relation of ours is there. Send this, if anything, then be silent until the end. */
    record Stranger(Bytes out) implements Step {}

    /**
     * Send this, if anything; the link is up.
     *
     * @param h handshake hash of the hello, 64 bytes
     * @param cells the rest of the connection; whoever takes it closes it
     * @param exp the exported secret of the Noise session, 64 bytes; whoever takes it closes it
     */
    record Linked(Bytes out, RelationId relation, Bytes h, SealedCells cells, SecretKey exp)
            implements Step {}

    /**
     * Send this; an invitation was recognised, and goes on as a pairing.
     *
     * @param invitation its name here, 16 bytes
     * @param inviter whether we are the one who invites
     * @param rest the pairing from here on; whoever takes it closes it
     */
    record Invited(Bytes out, Bytes invitation, boolean inviter, Handshake.Pairing rest)
            implements Step {}

    /** A pairing has keys: nothing is sent before the core says so. */
    record Keyed(PairedKeys keys) implements Step {}

    /** Bob holds the same keys, as his cell shows. The pairing is done. */
    record Confirmed(RelationId relation) implements Step {}
}
