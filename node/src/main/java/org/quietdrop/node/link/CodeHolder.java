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

/** Who shows a pairing code, Bob: CPace, then XXpsk0 (PROTOCOL.md, "Pairing by code"). */
final class CodeHolder implements Handshake.Pairing {
    private final PairingParty party;
    private final PairingCode code;
    private final RandomSource random;
    private @Nullable BobAnswers rest;

    CodeHolder(PairingParty party, PairingCode code, RandomSource random) {
        this.party = party;
        this.code = code;
        this.random = random;
    }

    @Override
    public byte[] begin() {
        return new byte[0];
    }

    @Override
    public int awaits() {
        return rest == null ? CodeExchange.FIRST_SIZE : rest.awaits();
    }

    @Override
    public Step take(byte[] message) {
        if (rest != null) return rest.take(message);
        CodeExchange.Holder holder = new CodeExchange.Holder(code, message, random);
        CodeExchange.Result agreed = holder.result();
        try (SecretKey psk = agreed.psk()) {
            byte[] prologue = agreed.prologue().toArray();
            HandshakeState noise =
                    party.handshake(HandshakeState.Role.RESPONDER, psk, prologue, random);
            rest = new BobAnswers(party, noise, random);
            return new Step.Say(Bytes.of(holder.reply()));
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
        return false;
    }

    @Override
    public void close() {
        if (rest != null) rest.close();
    }
}
