package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.CodeExchange;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.wire.Frame;

import java.util.List;

/** Who typed a pairing code, Alice: CPace, then XXpsk0 (PROTOCOL.md, "Pairing by code"). */
final class CodeTypist implements Handshake.Pairing {
    private final PairingParty party;
    private final RandomSource random;
    private final CodeExchange.Typist code;
    private @Nullable AliceDials rest;

    CodeTypist(PairingParty party, PairingCode code, RandomSource random) {
        this.party = party;
        this.random = random;
        this.code = new CodeExchange.Typist(code, random);
    }

    @Override
    public byte[] begin() {
        return code.first();
    }

    @Override
    public int awaits() {
        return rest == null ? CodeExchange.REPLY_SIZE : rest.awaits();
    }

    @Override
    public Step take(byte[] message) {
        if (rest != null) return rest.take(message);
        CodeExchange.Result agreed = code.finish(message);
        try (SecretKey psk = agreed.psk()) {
            byte[] prologue = agreed.prologue().toArray();
            HandshakeState noise =
                    party.handshake(HandshakeState.Role.INITIATOR, psk, prologue, random);
            AliceDials alice = new AliceDials(party, noise, random);
            rest = alice;
            return new Step.Say(Bytes.of(alice.begin()));
        }
    }

    @Override
    public byte[] proceed(List<Frame> frames) {
        if (rest == null) throw new IllegalStateException("nothing was committed");
        return rest.proceed(frames);
    }

    @Override
    public boolean burned() {
        return rest != null && rest.burned();
    }

    @Override
    public boolean alice() {
        return true;
    }

    @Override
    public void close() {
        code.close();
        if (rest != null) rest.close();
    }
}
