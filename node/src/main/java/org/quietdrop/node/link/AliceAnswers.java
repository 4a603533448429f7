package org.quietdrop.node.link;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;

/**
 * Alice as the responder: Bob's offer comes in XX3, her {@code ct} goes in the first cell, as a
 * {@code Keying} frame.
 */
final class AliceAnswers extends XxKeying {
    private enum Awaits {
        XX1(XxKeying.XX1),
        XX3(Cells.WIRE),
        COMMIT(0),
        CONFIRMATION(Cells.WIRE),
        NOTHING(0);

        private final int size;

        Awaits(int size) {
            this.size = size;
        }
    }

    private final RandomSource random;
    private Awaits awaits = Awaits.XX1;
    private @Nullable Bytes ct;

    AliceAnswers(PairingParty party, HandshakeState noise, RandomSource random) {
        super(party, noise);
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
            case XX1 -> card(message);
            case XX3 -> keys(message);
            case CONFIRMATION -> {
                Step step = confirmed(message);
                awaits = Awaits.NOTHING;
                yield step;
            }
            case COMMIT, NOTHING -> throw new IllegalStateException("nothing is awaited");
        };
    }

    private Step card(byte[] xx1) {
        takeXx1(xx1);
        byte[] xx2 = say(XxPayload.XX2, XxPayload.Part.NONE, Bytes.of(new byte[0]));
        awaits = Awaits.XX3;
        return new Step.Say(Bytes.of(xx2));
    }

    private Step keys(byte[] xx3) {
        XxPayload theirs = take(xx3, XxPayload.XX3, XxPayload.Part.OFFER);
        try (Keying.Alice alice = new Keying.Alice(theirs.keying().toArray(), random)) {
            ct = alice.answer();
            Step step = answered(theirs, alice);
            awaits = Awaits.COMMIT;
            return step;
        }
    }

    @Override
    public byte[] proceed(List<Frame> frames) {
        Bytes answer = ct;
        if (awaits != Awaits.COMMIT || answer == null) {
            throw new IllegalStateException("nothing was committed");
        }
        awaits = Awaits.CONFIRMATION;
        return seal(List.of(new Frame.Keying(answer)));
    }

    @Override
    public boolean alice() {
        return true;
    }
}
