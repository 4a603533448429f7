package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.ProtocolViolation;

import java.util.List;
import java.util.Optional;

/**
 * One side of XXpsk0 with keying in it (PROTOCOL.md, "Keying"). There are four, as each of Alice
 * and Bob may be who dials. Nothing that depends on new keys leaves before {@link #proceed}.
 */
abstract sealed class XxKeying implements Handshake.Pairing
        permits AliceDials, AliceAnswers, BobDials, BobAnswers {
    static final int XX1 = 64;

    private final PairingParty party;
    private final HandshakeState noise;
    private @Nullable SealedCells cells;
    private @Nullable RelationId relation;
    private boolean burned;

    /** Owns the handshake. */
    XxKeying(PairingParty party, HandshakeState noise) {
        this.party = party;
        this.noise = noise;
    }

    /** The first message, of who dials. */
    final byte[] xx1() {
        burned = true;
        return noise.writeMessage(party.self().versions().encode());
    }

    /** Takes the first message, as who was dialled. */
    final void takeXx1(byte[] xx1) {
        burned = true;
        party.self().agree(VersionRange.decode(noise.readMessage(xx1)));
    }

    /** The second or third message with our card in it. */
    final byte[] say(int size, XxPayload.Part part, Bytes keying) {
        return noise.writeMessage(party.payload(part, keying).encode(size));
    }

    /** Takes the second or third message and refuses versions and cards that do not fit. */
    final XxPayload take(byte[] message, int size, XxPayload.Part part) {
        XxPayload theirs = XxPayload.decode(noise.readMessage(message), size, part);
        party.check(theirs, noise);
        return theirs;
    }

    /** Ends the handshake: cells from now on. */
    final void split() {
        cells = new SealedCells(new CellCipher(noise.split()));
    }

    /** The secret of the session, to be asked before {@link #split}. */
    final SecretKey export() {
        return PairingParty.export(noise);
    }

    /** Alice has answered: the keys, and cells from now on. */
    final Step answered(XxPayload theirs, Keying.Alice alice) {
        PairKeys keys;
        try (SecretKey exp = export()) {
            keys = alice.keys(exp, party.kind());
        }
        split();
        relation = new RelationId(theirs.card().userId(), keys.sessionId());
        return new Step.Keyed(
                new PairedKeys(
                        theirs.card(),
                        keys,
                        alice.ratchetKey(),
                        Optional.empty(),
                        party.addresses(theirs.port())));
    }

    final PairedKeys paired(XxPayload theirs, Keying.Bob bob, Bytes ct, SecretKey exp) {
        PairKeys keys = bob.take(ct.toArray(), exp, party.kind());
        return new PairedKeys(
                theirs.card(),
                keys,
                new PublicKey(bob.offer().slice(0, PublicKey.SIZE)),
                Optional.of(bob.ratchetSecret().copy()),
                party.addresses(theirs.port()));
    }

    /** One cell with these frames and nothing else. */
    final byte[] seal(List<Frame> frames) {
        List<byte[]> plain = Cells.pack(frames);
        if (plain.size() != 1) throw new IllegalArgumentException("exactly one cell");
        return open().seal(plain.getFirst());
    }

    /** The one frame of a cell. */
    final Frame only(byte[] cell) {
        List<Frame> frames = open().open(cell);
        if (frames.size() != 1) throw new ProtocolViolation(ProtocolViolation.Reason.ORDER);
        return frames.getFirst();
    }

    /** Bob's cell, by which Alice knows that he holds the same keys. */
    final Step confirmed(byte[] cell) {
        RelationId awaited = relation;
        boolean confirmed =
                only(cell) instanceof Frame.SessionCheck check
                        && awaited != null
                        && check.sessionId().equals(awaited.sessionId());
        if (!confirmed) throw new ProtocolViolation(ProtocolViolation.Reason.ORDER);
        return new Step.Confirmed(awaited);
    }

    private SealedCells open() {
        SealedCells live = cells;
        if (live == null) throw new IllegalStateException("the handshake is not over");
        return live;
    }

    @Override
    public final boolean burned() {
        return burned;
    }

    @Override
    public void close() {
        noise.close();
        if (cells != null) cells.close();
    }
}
