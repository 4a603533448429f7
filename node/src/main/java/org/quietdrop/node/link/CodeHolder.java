package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.CodeExchange;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;
import java.util.Optional;

/**
 * Who shows a pairing code, Bob: CPace, then XXpsk0 as its responder. His cell with the
 * confirmation leaves only by {@link #proceed} (PROTOCOL.md, "Pairing by code").
 */
final class CodeHolder implements Handshake.Pairing {
    private enum Awaits {
        FIRST(CodeExchange.FIRST_SIZE),
        XX1(64),
        XX3(Cells.WIRE),
        COMMIT(0),
        NOTHING(0);

        private final int size;

        Awaits(int size) {
            this.size = size;
        }
    }

    private final PairingParty party;
    private final PairingCode code;
    private final RandomSource random;
    private Awaits awaits = Awaits.FIRST;
    private @Nullable HandshakeState noise;
    private Keying.@Nullable Bob bob;
    private @Nullable SealedCells cells;
    private boolean burned;

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
        return awaits.size;
    }

    @Override
    public Step take(byte[] message) {
        return switch (awaits) {
            case FIRST -> reply(message);
            case XX1 -> xx2(message);
            case XX3 -> keys(message);
            case COMMIT, NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step reply(byte[] first) {
        CodeExchange.Holder holder = new CodeExchange.Holder(code, first, random);
        noise = party.handshake(HandshakeState.Role.RESPONDER, holder.result(), random);
        awaits = Awaits.XX1;
        return new Step.Say(Bytes.of(holder.reply()));
    }

    private Step xx2(byte[] xx1) {
        HandshakeState xx = noise;
        if (xx == null) throw new IllegalStateException("no handshake runs");
        burned = true;
        party.self().agree(VersionRange.decode(xx.readMessage(xx1)));
        Keying.Bob offering = new Keying.Bob(random);
        bob = offering;
        XxPayload ours = party.payload(XxPayload.Part.OFFER, offering.offer());
        byte[] xx2 = xx.writeMessage(ours.encode(XxPayload.XX2));
        awaits = Awaits.XX3;
        return new Step.Say(Bytes.of(xx2));
    }

    private Step keys(byte[] xx3) {
        HandshakeState xx = noise;
        Keying.Bob offering = bob;
        if (xx == null || offering == null) throw new IllegalStateException("no handshake runs");
        XxPayload theirs =
                XxPayload.decode(xx.readMessage(xx3), XxPayload.XX3, XxPayload.Part.ANSWER);
        party.check(theirs, xx);
        PairKeys keys;
        try (SecretKey exp = PairingParty.export(xx)) {
            keys = offering.take(theirs.keying().toArray(), exp, KeyingKind.CODE);
        }
        cells = new SealedCells(new CellCipher(xx.split()));
        awaits = Awaits.COMMIT;
        return new Step.Keyed(
                new PairedKeys(
                        theirs.card(),
                        keys,
                        new PublicKey(offering.offer().slice(0, PublicKey.SIZE)),
                        Optional.of(offering.ratchetSecret().copy()),
                        party.addresses(theirs.port())));
    }

    @Override
    public byte[] proceed(List<Frame> frames) {
        SealedCells sealer = cells;
        if (awaits != Awaits.COMMIT || sealer == null) {
            throw new IllegalStateException("nothing was committed");
        }
        List<byte[]> plain = Cells.pack(frames);
        if (plain.size() != 1) throw new IllegalArgumentException("exactly one cell confirms");
        awaits = Awaits.NOTHING;
        return sealer.seal(plain.getFirst());
    }

    @Override
    public boolean burned() {
        return burned;
    }

    @Override
    public void close() {
        if (noise != null) noise.close();
        if (bob != null) bob.close();
        if (cells != null) cells.close();
    }
}
