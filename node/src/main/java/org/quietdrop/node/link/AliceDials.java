package org.quietdrop.node.link;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;

/** Alice as the initiator: Bob's offer is in XX2, her {@code ct} in XX3. */
final class AliceDials extends XxKeying {
    private enum Awaits {
        XX2(Cells.WIRE),
        COMMIT(0),
        CONFIRMATION(Cells.WIRE),
        NOTHING(0);

        private final int size;

        Awaits(int size) {
            this.size = size;
        }
    }

    private final RandomSource random;
    private Awaits awaits = Awaits.XX2;
    private byte[] xx3 = {};

    AliceDials(PairingParty party, HandshakeState noise, RandomSource random) {
        super(party, noise);
        this.random = random;
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
            case XX2 -> keys(message);
            case CONFIRMATION -> {
                Step step = confirmed(message);
                awaits = Awaits.NOTHING;
                yield step;
            }
            case COMMIT, NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step keys(byte[] xx2) {
        XxPayload theirs = take(xx2, XxPayload.XX2, XxPayload.Part.OFFER);
        try (Keying.Alice alice = new Keying.Alice(theirs.keying().toArray(), random)) {
            xx3 = say(XxPayload.XX3, XxPayload.Part.ANSWER, alice.answer());
            Step step = answered(theirs, alice);
            awaits = Awaits.COMMIT;
            return step;
        }
    }

    @Override
    public byte[] proceed(List<Frame> frames) {
        if (awaits != Awaits.COMMIT) throw new IllegalStateException("nothing was committed");
        awaits = Awaits.CONFIRMATION;
        return xx3;
    }

    @Override
    public boolean alice() {
        return true;
    }
}
