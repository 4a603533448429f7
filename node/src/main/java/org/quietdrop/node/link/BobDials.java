package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.ProtocolViolation;

import java.util.List;

/**
 * Bob as the initiator: his offer goes in XX3, Alice's {@code ct} comes in her first cell, as a
 * {@code Keying} frame.
 */
final class BobDials extends XxKeying {
    private enum Awaits {
        XX2(Cells.WIRE),
        KEYING(Cells.WIRE),
        COMMIT(0),
        NOTHING(0);

        private final int size;

        Awaits(int size) {
            this.size = size;
        }
    }

    private final Keying.Bob bob;
    private Awaits awaits = Awaits.XX2;
    private @Nullable XxPayload theirs;
    private @Nullable SecretKey exp;

    BobDials(PairingParty party, HandshakeState noise, RandomSource random) {
        super(party, noise);
        this.bob = new Keying.Bob(random);
    }

    @Override
    public byte[] begin() {
        return xx1();
    }

    @Override
    public int awaits() {
        return awaits.size;
    }

    @Override
    public Step take(byte[] message) {
        return switch (awaits) {
            case XX2 -> offer(message);
            case KEYING -> keys(message);
            case COMMIT, NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step offer(byte[] xx2) {
        theirs = take(xx2, XxPayload.XX2, XxPayload.Part.NONE);
        byte[] xx3 = say(XxPayload.XX3, XxPayload.Part.OFFER, bob.offer());
        exp = export();
        split();
        awaits = Awaits.KEYING;
        return new Step.Say(Bytes.of(xx3));
    }

    private Step keys(byte[] cell) {
        XxPayload alice = theirs;
        SecretKey exported = exp;
        if (alice == null || exported == null) throw new IllegalStateException("no handshake");
        if (!(only(cell) instanceof Frame.Keying answer)) {
            throw new ProtocolViolation(ProtocolViolation.Reason.ORDER);
        }
        PairedKeys paired = paired(alice, bob, answer.ct(), exported);
        awaits = Awaits.COMMIT;
        return new Step.Keyed(paired);
    }

    @Override
    public byte[] proceed(List<Frame> frames) {
        if (awaits != Awaits.COMMIT) throw new IllegalStateException("nothing was committed");
        awaits = Awaits.NOTHING;
        return seal(frames);
    }

    @Override
    public boolean alice() {
        return false;
    }

    @Override
    public void close() {
        super.close();
        bob.close();
        if (exp != null) exp.close();
    }
}
