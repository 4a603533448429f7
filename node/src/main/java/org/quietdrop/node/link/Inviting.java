package org.quietdrop.node.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.node.contact.InvitedRelation;

/**
 * What a link needs to go on by XX when the hello has recognised an invitation (PROTOCOL.md,
 * "Pairing by invitation").
 *
 * @param self who we are
 * @param port where we listen for links; 0: we do not
 * @param remoteHost the other side's address, as seen
 */
record Inviting(Self self, int port, String remoteHost) {
    private static final byte[] PROLOGUE = "QuietDrop/1 invite".getBytes(US_ASCII);

    /**
     * The pairing from its first message on.
     *
     * @param h handshake hash of the hello, 64 bytes
     */
    Handshake.Pairing begin(
            InvitedRelation found, HandshakeState.Role role, Bytes h, RandomSource random) {
        PairingParty party =
                new PairingParty(self, port, remoteHost, KeyingKind.INVITATION, found.expected());
        byte[] prologue = Self.prologue(PROLOGUE, h);
        HandshakeState noise = party.handshake(role, found.psk(), prologue, random);
        return switch (role) {
            case INITIATOR ->
                    found.inviter()
                            ? new BobDials(party, noise, random)
                            : new AliceDials(party, noise, random);
            case RESPONDER ->
                    found.inviter()
                            ? new BobAnswers(party, noise, random)
                            : new AliceAnswers(party, noise, random);
        };
    }
}
