package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.CodeExchange;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.ProtocolViolation;

import java.util.List;
import java.util.Optional;

/**
 * Who typed a pairing code, Alice: CPace, then XXpsk0 as its initiator. The message that carries
 * her {@code ct} is made when the keys are, and leaves only by {@link #proceed} (PROTOCOL.md,
 * "Pairing by code").
 */
final class CodeTypist implements Handshake.Pairing {
    private enum Awaits {
        REPLY(CodeExchange.REPLY_SIZE),
        XX2(Cells.WIRE),
        COMMIT(0),
        CONFIRMATION(Cells.WIRE),
        NOTHING(0);

        private final int size;

        Awaits(int size) {
            this.size = size;
        }
    }

    private final PairingParty party;
    private final RandomSource random;
    private final CodeExchange.Typist code;
    private Awaits awaits = Awaits.REPLY;
    private @Nullable HandshakeState noise;
    private @Nullable SealedCells cells;
    private @Nullable RelationId relation;
    private byte[] xx3 = {};
    private boolean burned;

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
        return awaits.size;
    }

    @Override
    public Step take(byte[] message) {
        return switch (awaits) {
            case REPLY -> xx1(message);
            case XX2 -> keys(message);
            case CONFIRMATION -> confirmed(message);
            case COMMIT, NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step xx1(byte[] reply) {
        HandshakeState xx =
                party.handshake(HandshakeState.Role.INITIATOR, code.finish(reply), random);
        noise = xx;
        byte[] xx1 = xx.writeMessage(party.self().versions().encode());
        burned = true;
        awaits = Awaits.XX2;
        return new Step.Say(Bytes.of(xx1));
    }

    private Step keys(byte[] xx2) {
        HandshakeState xx = noise;
        if (xx == null) throw new IllegalStateException("no handshake runs");
        XxPayload theirs =
                XxPayload.decode(xx.readMessage(xx2), XxPayload.XX2, XxPayload.Part.OFFER);
        party.check(theirs, xx);
        try (Keying.Alice alice = new Keying.Alice(theirs.keying().toArray(), random)) {
            XxPayload ours = party.payload(XxPayload.Part.ANSWER, alice.answer());
            xx3 = xx.writeMessage(ours.encode(XxPayload.XX3));
            PairKeys keys;
            try (SecretKey exp = PairingParty.export(xx)) {
                keys = alice.keys(exp, KeyingKind.CODE);
            }
            cells = new SealedCells(new CellCipher(xx.split()));
            relation = new RelationId(theirs.card().userId(), keys.sessionId());
            awaits = Awaits.COMMIT;
            return new Step.Keyed(
                    new PairedKeys(
                            theirs.card(),
                            keys,
                            alice.ratchetKey(),
                            Optional.empty(),
                            party.addresses(theirs.port())));
        }
    }

    @Override
    public byte[] proceed(List<Frame> frames) {
        if (awaits != Awaits.COMMIT) throw new IllegalStateException("nothing was committed");
        awaits = Awaits.CONFIRMATION;
        return xx3;
    }

    private Step confirmed(byte[] cell) {
        SealedCells opener = cells;
        RelationId id = relation;
        if (opener == null || id == null) throw new IllegalStateException("no keys");
        List<Frame> frames = opener.open(cell);
        boolean confirmed =
                frames.size() == 1
                        && frames.getFirst() instanceof Frame.SessionCheck check
                        && check.sessionId().equals(id.sessionId());
        if (!confirmed) throw new ProtocolViolation(ProtocolViolation.Reason.ORDER);
        awaits = Awaits.NOTHING;
        return new Step.Confirmed(id);
    }

    @Override
    public boolean burned() {
        return burned;
    }

    @Override
    public void close() {
        code.close();
        if (noise != null) noise.close();
        if (cells != null) cells.close();
    }
}
