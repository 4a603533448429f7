package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.wire.Endpoint;

import java.util.List;
import java.util.Optional;

/**
 * What both sides of a pairing have in common.
 *
 * @param self who we are
 * @param port where we listen for links; 0: we do not
 * @param remoteHost the other side's address, as seen
 * @param kind what the keys are made for
 * @param expected who must be at the other end; empty: whoever has the code or the invitation
 */
record PairingParty(
        Self self, int port, String remoteHost, KeyingKind kind, Optional<UserId> expected) {
    private static final HandshakePattern XX = HandshakePattern.XX.withPsk(0);
    private static final String EXPORT = "QuietDrop/1 export";

    /** A handshake under this psk, which stays the caller's. */
    HandshakeState handshake(
            HandshakeState.Role role, SecretKey psk, byte[] prologue, RandomSource random) {
        return new HandshakeState(XX, role, prologue, self.keys().withPsk(psk), random);
    }

    /** Our part of the second or third message. */
    XxPayload payload(XxPayload.Part part, Bytes keying) {
        return new XxPayload(self.versions(), self.card(), port, part, keying);
    }

    /** Refuses versions and cards that do not fit. */
    void check(XxPayload theirs, HandshakeState noise) {
        self.agree(theirs.versions());
        PublicKey proved = noise.remoteStatic();
        if (proved == null) throw new OpenFailed();
        theirs.check(proved, self.identity().userId(), expected);
    }

    /** The secret that keying takes from the session; to be asked before its split. */
    static SecretKey export(HandshakeState noise) {
        return SecretKey.take(noise.export(EXPORT));
    }

    /** Where the other side listens. */
    List<Endpoint> addresses(int theirPort) {
        return theirPort == 0 ? List.of() : List.of(new Endpoint(remoteHost, theirPort));
    }
}
